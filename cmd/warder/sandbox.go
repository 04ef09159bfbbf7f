package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"warder/bundles"
)

// confinement limits the resources of a command that runs an untrusted policy, for example
// from a pull request. OPA's compiler and built-in functions cannot be interrupted, so the
// command runs in its own process, like the check of a bundle in a server.
type confinement struct {
	time   time.Duration
	memory int64 // bytes
	// more is an additional time limit that the command was given.
	more *time.Duration
}

// provingTime is the time limit of compiling and testing; the default policy needs a twentieth
// of it.
const provingTime = 5 * time.Minute

// sandboxed runs the command in a separate process with limits set by its flags. more may be
// nil.
func sandboxed(command *cobra.Command, usual time.Duration, more *time.Duration) *cobra.Command {
	bounds := &confinement{more: more}
	command.Flags().DurationVar(&bounds.time, "max-time", usual, "`how long` the command may take, besides a --budget")
	command.Flags().Int64Var(&bounds.memory, "max-memory", bundles.SandboxMemory, "`bytes` of memory that the command may take")
	inside := command.RunE
	command.RunE = func(command *cobra.Command, args []string) error {
		ctx := command.Context()
		if ctx.Value(insideKey{}) != nil {
			return inside(command, args)
		}
		if bounds.time <= 0 || bounds.memory < leastMemory {
			return fmt.Errorf("--max-time must be above 0, and --max-memory at least %d (%w)", leastMemory, errUsage)
		}
		line, _ := ctx.Value(lineKey{}).([]string)
		return bounds.run(ctx, line, command.OutOrStdout(), command.ErrOrStderr())
	}
	return command
}

// leastMemory is the program's minimum for printing anything.
const leastMemory = 128 << 20

type (
	lineKey   struct{} // of the command line, in a context
	insideKey struct{} // marks the sandboxed process
)

// errTime is the cancellation cause of --max-time.
var errTime = errors.New("out of time")

// run runs the command line in a process.
func (c *confinement) run(ctx context.Context, line []string, out, problems io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	limit := c.time
	if c.more != nil {
		limit += *c.more
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTime)
	defer cancel()
	process := exec.CommandContext(ctx, self, append([]string{confinedName, strconv.FormatInt(c.memory, 10)}, line...)...) //nolint:gosec // this program
	process.Stdin, process.Stdout = os.Stdin, out
	told := &untilCrash{to: problems}
	process.Stderr = told
	process.WaitDelay = time.Second
	process.Cancel = func() error {
		if errors.Is(context.Cause(ctx), errTime) {
			return process.Process.Kill()
		}
		return process.Process.Signal(os.Interrupt)
	}
	err = process.Run()
	var ended *exec.ExitError
	switch {
	case errors.Is(context.Cause(ctx), errTime):
		return fmt.Errorf("the policy takes longer than %v to compile, test or search, and was stopped; --max-time lets it take more", limit)
	case err == nil:
		return nil
	case errors.As(err, &ended) && ended.ExitCode() >= orderly:
		return exitCode(ended.ExitCode() - orderly)
	}
	if bundles.OutOfMemory(told.crash.String()) {
		return fmt.Errorf("the policy takes more than %d bytes of memory to compile, test or search; --max-memory lets it take more", c.memory)
	}
	first, _, _ := bytes.Cut(told.crash.Bytes(), []byte("\n"))
	return fmt.Errorf("the process that checks the policy crashed: %w: %s", err, first)
}

// exitCode is the exit code of a process that has already printed its error.
type exitCode int

func (c exitCode) Error() string { return "exit code " + strconv.Itoa(int(c)) }

// confinedName is the internal command for the sandboxed process.
const confinedName = "confined"

// orderly is added to the exit code of a process that ended normally: the Go runtime has its
// own codes for crashes.
const orderly = 64

// newConfined is the command that run starts.
func newConfined() *cobra.Command {
	return &cobra.Command{
		Use: confinedName, Short: "Run a command within so many bytes of memory", Hidden: true, DisableFlagParsing: true,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errUsage
			}
			memory, err := strconv.ParseUint(args[0], 10, 63)
			if err == nil {
				err = bundles.Confine(memory)
			}
			if err != nil {
				return err
			}
			ctx := context.WithValue(command.Context(), insideKey{}, true)
			if code := execute(ctx, args[1:], command.OutOrStdout(), command.ErrOrStderr()); code != exitOK {
				return exitCode(orderly + code)
			}
			return nil
		},
	}
}

// untilCrash forwards a process's output up to the start of a crash report by the Go runtime.
type untilCrash struct {
	to    io.Writer
	mu    sync.Mutex
	crash bytes.Buffer
}

// crashes are the first words of crash reports.
var crashes = [][]byte{[]byte("fatal error: "), []byte("runtime: "), []byte("runtime/cgo: "), []byte("panic: "), []byte("SIG")}

// maxCrash is the limit of stored bytes of a crash report.
const maxCrash = 64 << 10

// Write implements io.Writer.
func (u *untilCrash) Write(text []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	from := 0
	if u.crash.Len() == 0 {
		if from = slices.Min(begins(text)); from > 0 {
			if _, err := u.to.Write(text[:from]); err != nil {
				return 0, err
			}
		}
	}
	rest := text[from:]
	u.crash.Write(rest[:min(len(rest), maxCrash-u.crash.Len())])
	return len(text), nil
}

// begins are the positions of each kind of crash report at the start of a line; the text's
// length for kinds that are absent.
func begins(text []byte) []int {
	places := []int{len(text)}
	for _, words := range crashes {
		if at := bytes.Index(append([]byte("\n"), text...), append([]byte("\n"), words...)); at >= 0 {
			places = append(places, at)
		}
	}
	return places
}
