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

// Side makes an examiner for those who only ask, with bounds of its own: several
// at once, and none keeps an activation waiting.
func (e *Examiner) Side(limit time.Duration, atOnce int) *Examiner {
	return &Examiner{Command: e.Command, Time: limit, Memory: e.Memory, slot: make(chan struct{}, atOnce)}
}

// Confined reports whether a hostile policy can do no harm to this process:
// it is examined in another one, whose memory the system bounds.
func (e *Examiner) Confined() bool { return boundsMemory && len(e.Command) > 0 }

var errBusy = errors.New("another candidate is still being examined")

var errTooLong = errors.New("compiling it, its tests or its canaries take too long")

// Examine is the function Examine within bounds.
func (e *Examiner) Examine(ctx context.Context, policy engine.Policy, tests map[string]string, terms Terms) error {
	return e.within(ctx, func(ctx context.Context) error { return e.examine(ctx, policy, tests, terms) })
}

// Parse reports whether the files are a policy at all. OPA's parser meets
// unsigned sources, so it runs within bounds, too.
func (e *Examiner) Parse(ctx context.Context, files Files) error {
	return e.within(ctx, func(ctx context.Context) error {
		if len(e.Command) > 0 {
			return e.apart(ctx, examination{Kind: kindParse, Files: files, Memory: e.Memory})
		}
		_, err := files.Folder()
		return refuse(CauseUnreadable, err)
	})
}

// Prove has the files proved within bounds, and reads what was found into found.
// An error is a *Refusal for want of time or memory, or that of ctx.
func (e *Examiner) Prove(ctx context.Context, files Files, terms Terms, prove Proof, found any) error {
	var findings json.RawMessage
	err := e.within(ctx, func(ctx context.Context) (err error) {
		if len(e.Command) == 0 {
			findings, err = json.Marshal(prove(ctx, files, terms))
			return err
		}
		answer, err := e.verdict(ctx, examination{Kind: kindProve, Files: files, Terms: terms, Memory: e.Memory})
		findings = answer.Findings
		return err
	})
	if err != nil {
		return err
	}
	return json.Unmarshal(findings, found)
}

// within waits for its turn and bounds the time of an examination.
func (e *Examiner) within(ctx context.Context, examine func(context.Context) error) error {
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

func (e *Examiner) examine(ctx context.Context, policy engine.Policy, tests map[string]string, terms Terms) error {
	if len(e.Command) > 0 {
		return e.apart(ctx, examination{Policy: policy, Tests: tests, Terms: terms, Memory: e.Memory})
	}
	return Examine(ctx, policy, tests, terms)
}

// examination is what the process reads, and verdict what it writes.
type (
	examination struct {
		Kind   string `json:",omitempty"` // empty for what Examine does
		Policy engine.Policy
		Tests  map[string]string
		Files  Files `json:",omitempty"` // of what is only parsed, or proved
		Terms  Terms
		Memory uint64
	}
	verdict struct {
		Cause, Message string
		Revision       engine.Revision `json:",omitzero"`  // of what decides from here on
		Findings       json.RawMessage `json:",omitempty"` // of what was proved
	}
)

// Kinds of examinations beside the usual one.
const (
	kindParse  = "parse"  // are the files a policy at all
	kindProve  = "prove"  // everything that is wrong with the files; see Proof
	kindDecide = "decide" // decide the requests that follow; see Candidate
)

// Proof finds everything that is wrong with the files of a policy. What it
// returns is written as JSON; see Examiner.Prove.
type Proof func(ctx context.Context, files Files, terms Terms) any

// Bounds of what a process may say: at its end, and as its verdict.
const (
	maxComplaint = 64 << 10
	maxVerdict   = 8 << 20
)

func (e *Examiner) apart(ctx context.Context, asked examination) error {
	_, err := e.verdict(ctx, asked)
	return err
}

// verdict has a process look at something, and waits for its end.
func (e *Examiner) verdict(ctx context.Context, asked examination) (found verdict, err error) {
	text, err := json.Marshal(asked)
	if err != nil {
		return found, refuse(CauseUnreadable, err)
	}
	process := e.process(ctx)
	var answer, complaint limitedBuffer
	answer.most, complaint.most = maxVerdict, maxComplaint
	process.Stdin, process.Stdout, process.Stderr = bytes.NewReader(text), &answer, &complaint
	if err := process.Run(); err != nil {
		return found, refuse(CauseLimits, died(err, complaint.String()))
	}
	return readVerdict(answer.Bytes())
}

// process is the examining process: it gets nothing of the environment, where
// the server's secrets may be.
func (e *Examiner) process(ctx context.Context) *exec.Cmd {
	process := exec.CommandContext(ctx, e.Command[0], e.Command[1:]...) //nolint:gosec // of the configuration, never of a policy
	process.Env = []string{}
	process.WaitDelay = time.Second
	return process
}

func readVerdict(text []byte) (found verdict, err error) {
	if err := json.Unmarshal(text, &found); err != nil {
		return found, refuse(CauseLimits, fmt.Errorf("the examination gave no verdict: %w", err))
	}
	if found.Cause == "" {
		return found, nil
	}
	return found, refuse(found.Cause, errors.New(found.Message))
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
// examination, binds itself to its memory and writes the verdict. prove may be
// nil for a command that proves nothing.
func ServeExamination(ctx context.Context, in io.Reader, out io.Writer, prove Proof) error {
	var asked examination
	decoder := json.NewDecoder(in)
	decoder.UseNumber() // data may hold numbers that no float does
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf("read the examination: %w", err)
	}
	if err := confine(asked.Memory); err != nil {
		return fmt.Errorf("confine the examination: %w", err)
	}
	encoder := json.NewEncoder(out)
	switch {
	case asked.Kind == kindDecide:
		return serveDecisions(ctx, &asked, decoder, encoder)
	case asked.Kind == kindParse:
		_, err := asked.Files.Folder()
		return encoder.Encode(verdictOf(refuse(CauseUnreadable, err)))
	case asked.Kind == kindProve && prove != nil:
		findings, err := json.Marshal(prove(ctx, asked.Files, asked.Terms))
		if err != nil {
			return err
		}
		return encoder.Encode(verdict{Findings: findings})
	case asked.Kind != "":
		return fmt.Errorf("an examination of the kind %q is not served here", asked.Kind)
	}
	return encoder.Encode(verdictOf(Examine(ctx, asked.Policy, asked.Tests, asked.Terms)))
}

func verdictOf(err error) verdict {
	var refused *Refusal
	switch {
	case err == nil:
		return verdict{}
	case errors.As(err, &refused):
		return verdict{Cause: refused.Cause, Message: refused.Err.Error()}
	}
	return verdict{Cause: CauseLimits, Message: err.Error()}
}

// limitedBuffer keeps the beginning of what is written.
type limitedBuffer struct {
	bytes.Buffer
	most int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := b.most - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
