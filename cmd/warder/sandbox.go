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

// confinement bounds a command that runs a policy that is not trusted yet:
// of a pull request, say. Neither OPA's compiler nor a single built-in function
// can be interrupted, so the command runs in a process of its own, as the
// examination of a bundle does in a server.
type confinement struct {
	time   time.Duration
	memory int64 // bytes
	// more is what else the command was told to take at most.
	more *time.Duration
}

// provingTime is how long compiling and testing may take; the policy that ships
// needs a twentieth of it.
const provingTime = 5 * time.Minute

// sandboxed has the command run apart, within bounds that its flags may change.
// more may be nil.
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

// leastMemory is what the program needs to say anything at all.
const leastMemory = 128 << 20

type (
	lineKey   struct{} // of the command line, in a context
	insideKey struct{} // of running inside the sandboxed process
)

// errTime is the cause of an end by --max-time.
var errTime = errors.New("out of time")

// run has a process do what the command line says.
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
	return fmt.Errorf("proving the policy ended by accident: %w: %s", err, first)
}

// exitCode is the code of a process that has said what is wrong.
type exitCode int

func (c exitCode) Error() string { return "exit code " + strconv.Itoa(int(c)) }

// confinedName is the command that is started.
const confinedName = "confined"

// orderly is added to the exit code of a process that came to its end: the
// runtime has codes of its own for those that do not.
const orderly = 64

// newConfined is the other end of run.
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

// untilCrash passes on what a process says, up to where the runtime begins to
// say how it died.
type untilCrash struct {
	to    io.Writer
	mu    sync.Mutex
	crash bytes.Buffer
}

// crashes are how that begins.
var crashes = [][]byte{[]byte("fatal error: "), []byte("runtime: "), []byte("runtime/cgo: "), []byte("panic: "), []byte("SIG")}

// maxCrash bounds what is kept of it.
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

// begins are where each kind of crash begins, at the start of a line; the
// length of the text for one that does not.
func begins(text []byte) []int {
	places := []int{len(text)}
	for _, words := range crashes {
		if at := bytes.Index(append([]byte("\n"), text...), append([]byte("\n"), words...)); at >= 0 {
			places = append(places, at)
		}
	}
	return places
}
