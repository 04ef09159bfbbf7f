package bundles

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"warder/engine"
)

// What one examination may take. The policy that ships needs a tenth of it.
const (
	sandboxTime = time.Minute
	// SandboxMemory is in bytes.
	SandboxMemory = 1 << 30
)

// Sandbox runs Examine where a hostile policy can do no harm: one at a time,
// and, given a command, in a process of its own that is ended when it takes too
// long and dies when it takes too much memory. Neither OPA's compiler nor a
// single built-in function can be interrupted, so nothing less holds them.
type Sandbox struct {
	// Command starts a process that calls ServeExamination. Without one, the
	// examination happens in this process: then memory is not bounded, and one
	// that takes too long goes on behind, keeping every other out.
	Command []string
	Time    time.Duration
	Memory  uint64 // bytes

	slot chan struct{}
}

// NewSandbox makes a sandbox with the usual bounds.
func NewSandbox(command []string) *Sandbox {
	return &Sandbox{Command: command, Time: sandboxTime, Memory: SandboxMemory, slot: make(chan struct{}, 1)}
}

// Side makes a sandbox for those who only ask, with bounds of its own: several
// at once, and none keeps an activation waiting.
func (e *Sandbox) Side(limit time.Duration, concurrent int) *Sandbox {
	return &Sandbox{Command: e.Command, Time: limit, Memory: e.Memory, slot: make(chan struct{}, concurrent)}
}

// Bounded reports whether a hostile policy can do no harm to this process:
// it is examined in another one, whose memory the system bounds.
func (e *Sandbox) Bounded() bool { return boundsMemory && len(e.Command) > 0 }

var errBusy = errors.New("another candidate is still being examined")

var errTooLong = errors.New("compiling it, its tests or its canaries take too long")

// Examine is the function Examine within bounds.
func (e *Sandbox) Examine(ctx context.Context, policy engine.Policy, tests map[string]string, required Requirements) error {
	return e.within(ctx, func(ctx context.Context) error { return e.examine(ctx, policy, tests, required) })
}

// Parse reports whether the files are a policy at all. OPA's parser meets
// unsigned sources, so it runs within bounds, too.
func (e *Sandbox) Parse(ctx context.Context, files Files) error {
	return e.within(ctx, func(ctx context.Context) error {
		if len(e.Command) > 0 {
			return e.apart(ctx, examination{Kind: kindParse, Files: files, Memory: e.Memory})
		}
		_, err := files.Folder()
		return refuse(CauseUnreadable, err)
	})
}

// Prove runs a task on the files within bounds, and decodes its result into found. The
// error is an *ActivationError if time or memory ran out, or that of ctx.
func (e *Sandbox) Prove(ctx context.Context, files Files, required Requirements, proof SandboxTask, found any) error {
	var findings json.RawMessage
	err := e.within(ctx, func(ctx context.Context) (err error) {
		if len(e.Command) == 0 {
			findings, err = json.Marshal(proof.Run(ctx, files, required))
			return err
		}
		answer, err := e.verdict(ctx, examination{Kind: kindProve, Proof: proof.Name, Files: files, Requirements: required, Memory: e.Memory})
		findings = answer.Findings
		return err
	})
	if err != nil {
		return err
	}
	return json.Unmarshal(findings, found)
}

// within waits for its turn and bounds the time of an examination.
func (e *Sandbox) within(ctx context.Context, examine func(context.Context) error) error {
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
		done <- recovered(ctx, examine)
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

// recovered turns a panic into a refusal.
func recovered(ctx context.Context, examine func(context.Context) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = refuse(CauseCompile, fmt.Errorf("panic: %v", cause))
		}
	}()
	return examine(ctx)
}

// late says that time ran out instead of what that led to.
func late(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errTooLong) {
		return refuse(CauseLimits, errTooLong)
	}
	return err
}

func (e *Sandbox) examine(ctx context.Context, policy engine.Policy, tests map[string]string, required Requirements) error {
	if len(e.Command) > 0 {
		return e.apart(ctx, examination{Policy: policy, Tests: tests, Requirements: required, Memory: e.Memory})
	}
	return Examine(ctx, policy, tests, required)
}
