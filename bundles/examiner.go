package bundles

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"warder/engine"
)

// What one examination may take. The policy that ships needs a tenth of it.
const (
	examineTime = time.Minute
	// ExamineMemory is in bytes.
	ExamineMemory = 1 << 30
)

// Examiner runs Examine where a hostile policy can do no harm: one at a time,
// and, given a command, in a process of its own that is ended when it takes too
// long and dies when it takes too much memory. Neither OPA's compiler nor a
// single built-in function can be interrupted, so nothing less holds them.
type Examiner struct {
	// Command starts a process that calls ServeExamination. Without one, the
	// examination happens in this process: then memory is not bounded, and one
	// that takes too long goes on behind, keeping every other out.
	Command []string
	Time    time.Duration
	Memory  uint64 // bytes

	slot chan struct{}
}

// NewExaminer makes an examiner with the usual bounds.
func NewExaminer(command []string) *Examiner {
	return &Examiner{Command: command, Time: examineTime, Memory: ExamineMemory, slot: make(chan struct{}, 1)}
}

var errBusy = errors.New("another candidate is still being examined")

var errTooLong = errors.New("compiling it, its tests or its canaries take too long")

// Examine is the function Examine within bounds.
func (e *Examiner) Examine(ctx context.Context, policy engine.Policy, tests map[string]string, terms Terms) error {
	ctx, cancel := context.WithTimeoutCause(ctx, e.Time, errTooLong)
	defer cancel()
	select {
	case e.slot <- struct{}{}:
	case <-ctx.Done():
		return refuse(CauseLimits, errBusy)
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-e.slot }()
		done <- e.examine(ctx, policy, tests, terms)
	}()
	select {
	case err := <-done:
		return late(ctx, err)
	case <-ctx.Done():
		if len(e.Command) > 0 {
			return late(ctx, <-done) // the process is being ended
		}
		return late(ctx, ctx.Err())
	}
}

// late says that time ran out instead of what that led to.
func late(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errTooLong) {
		return refuse(CauseLimits, errTooLong)
	}
	return err
}

func (e *Examiner) examine(ctx context.Context, policy engine.Policy, tests map[string]string, terms Terms) (err error) {
	if len(e.Command) > 0 {
		return e.apart(ctx, examination{Policy: policy, Tests: tests, Terms: terms, Memory: e.Memory})
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = refuse(CauseCompile, fmt.Errorf("panic: %v", cause))
		}
	}()
	return Examine(ctx, policy, tests, terms)
}

// examination is what the process reads, and verdict what it writes.
type (
	examination struct {
		Policy engine.Policy
		Tests  map[string]string
		Terms  Terms
		Memory uint64
	}
	verdict struct {
		Cause, Message string
	}
)

// maxComplaint bounds what is kept of a process that died.
const maxComplaint = 64 << 10

func (e *Examiner) apart(ctx context.Context, asked examination) error {
	text, err := json.Marshal(asked)
	if err != nil {
		return refuse(CauseUnreadable, err)
	}
	process := exec.CommandContext(ctx, e.Command[0], e.Command[1:]...) //nolint:gosec // of the configuration, never of a policy
	process.Env = []string{}                                            // no secret of the server's
	process.WaitDelay = time.Second
	var answer, complaint limitedBuffer
	process.Stdin, process.Stdout, process.Stderr = bytes.NewReader(text), &answer, &complaint
	if err := process.Run(); err != nil {
		return refuse(CauseLimits, died(err, complaint.String()))
	}
	var found verdict
	if err := json.Unmarshal(answer.Bytes(), &found); err != nil {
		return refuse(CauseLimits, fmt.Errorf("the examination gave no verdict: %w", err))
	}
	if found.Cause == "" {
		return nil
	}
	return refuse(found.Cause, errors.New(found.Message))
}

// outOfMemory is how a process ends that may have no more memory: the runtime,
// the system, or what starts its threads says so first.
var outOfMemory = []string{"out of memory", "cannot allocate memory", "failed to allocate", "pthread_create failed"}

// OutOfMemory tells from what a process said at its end that it lacked memory.
func OutOfMemory(complaint string) bool {
	return slices.ContainsFunc(outOfMemory, func(words string) bool { return strings.Contains(complaint, words) })
}

// Confine lets this process have no more memory than so many bytes.
func Confine(bytes uint64) error { return confine(bytes) }

func died(err error, complaint string) error {
	if OutOfMemory(complaint) {
		return errors.New("compiling it, its tests or its canaries take too much memory")
	}
	first, _, _ := strings.Cut(complaint, "\n")
	return fmt.Errorf("the examination ended: %w: %s", err, first)
}

// ServeExamination is the other end of an Examiner's command: it reads one
// examination, binds itself to its memory and writes the verdict.
func ServeExamination(ctx context.Context, in io.Reader, out io.Writer) error {
	var asked examination
	decoder := json.NewDecoder(in)
	decoder.UseNumber() // data may hold numbers that no float does
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf("read the examination: %w", err)
	}
	if err := confine(asked.Memory); err != nil {
		return fmt.Errorf("confine the examination: %w", err)
	}
	var found verdict
	if err := Examine(ctx, asked.Policy, asked.Tests, asked.Terms); err != nil {
		found = verdict{Cause: CauseLimits, Message: err.Error()}
		var refused *Refusal
		if errors.As(err, &refused) {
			found = verdict{Cause: refused.Cause, Message: refused.Err.Error()}
		}
	}
	return json.NewEncoder(out).Encode(found)
}

// limitedBuffer keeps the beginning of what is written.
type limitedBuffer struct{ bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := maxComplaint - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
