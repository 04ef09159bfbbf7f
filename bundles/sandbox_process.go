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

// examination is what the process reads, and verdict what it writes.
type (
	examination struct {
		Kind         string `json:",omitempty"` // empty for what Examine does
		Proof        string `json:",omitempty"` // its name; see Proof
		Explains     bool   `json:",omitempty"` // answers explanations instead of decisions
		Policy       engine.Policy
		Tests        map[string]string
		Files        Files `json:",omitempty"` // to parse, or to run a task on
		Requirements Requirements
		Memory       uint64
	}
	verdict struct {
		Cause, Message string
		Revision       engine.Revision `json:",omitzero"`  // of what decides from here on
		Findings       json.RawMessage `json:",omitempty"` // the result of a task
	}
)

// Kinds of examinations beside the usual one.
const (
	kindParse  = "parse"  // are the files a policy at all
	kindProve  = "prove"  // everything that is wrong with the files; see SandboxTask
	kindDecide = "decide" // decide the requests that follow; see CandidateProcess
)

// SandboxTask is something to find out about the files of a policy. What Run returns is
// written as JSON; see Sandbox.Prove.
type SandboxTask struct {
	Name string // by which the process of a Sandbox knows it
	Run  func(ctx context.Context, files Files, required Requirements) any
}

// Bounds of what a process may say: at its end, and as its verdict.
const (
	maxComplaint = 64 << 10
	maxVerdict   = 8 << 20
)

func (e *Sandbox) apart(ctx context.Context, asked examination) error {
	_, err := e.verdict(ctx, asked)
	return err
}

// verdict has a process look at something, and waits for its end.
func (e *Sandbox) verdict(ctx context.Context, asked examination) (found verdict, err error) {
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
	if answer.Len() == answer.most {
		return found, refuse(CauseLimits, fmt.Errorf("its result is longer than %d bytes", maxVerdict))
	}
	return readVerdict(answer.Bytes())
}

// process is the examining process: it gets nothing of the environment, where
// the server's secrets may be.
func (e *Sandbox) process(ctx context.Context) *exec.Cmd {
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

// ServeExamination is the other end of a Sandbox's command: it reads one
// examination, binds itself to its memory and writes the verdict. It carries out the
// proofs that it is given, and no others.
func ServeExamination(ctx context.Context, in io.Reader, out io.Writer, proofs ...SandboxTask) error {
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
	case asked.Kind == kindProve && proves(proofs, asked.Proof):
		proof := proofs[slices.IndexFunc(proofs, named(asked.Proof))]
		findings, err := json.Marshal(proof.Run(ctx, asked.Files, asked.Requirements))
		if err != nil {
			return err
		}
		return encoder.Encode(verdict{Findings: findings})
	case asked.Kind != "":
		return fmt.Errorf("an examination of the kind %q is not served here", strings.TrimSpace(asked.Kind+" "+asked.Proof))
	}
	return encoder.Encode(verdictOf(Examine(ctx, asked.Policy, asked.Tests, asked.Requirements)))
}

func proves(proofs []SandboxTask, name string) bool { return slices.ContainsFunc(proofs, named(name)) }

func named(name string) func(SandboxTask) bool {
	return func(proof SandboxTask) bool { return proof.Name == name }
}

func verdictOf(err error) verdict {
	var refused *ActivationError
	switch {
	case err == nil:
		return verdict{}
	case errors.As(err, &refused):
		return verdict{Cause: refused.Cause, Message: refused.Err.Error()}
	}
	return verdict{Cause: CauseLimits, Message: err.Error()}
}

// limitedBuffer keeps the first bytes that are written to it.
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
