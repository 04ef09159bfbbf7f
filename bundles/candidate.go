package bundles

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"

	"warder/engine"
	"warder/engine/input"
)

// CandidateProcess decides by a policy without a signature, where it can do no
// harm. It decides one request at a time. Close it, and believe what it decided
// only if that returns nil.
type CandidateProcess struct {
	revision engine.Revision
	inside   *engine.Engine // without a process; see Sandbox.Command

	process   *exec.Cmd
	complaint limitedBuffer
	cancel    context.CancelFunc
	context   context.Context //nolint:containedctx // of the process
	release   func()

	mu     sync.Mutex
	to     io.WriteCloser
	from   *bufio.Reader
	failed error
}

var _ engine.Decider = (*CandidateProcess)(nil)

// maxAnswer bounds one decision of a candidate: a hostile one could fill the
// memory of its reader.
const maxAnswer = 1 << 20

// Candidate makes a decider of a policy. It takes one of the sandbox's turns
// until it is closed, and its time is that of an examination. An error is a
// *Refusal, or that of ctx.
func (e *Sandbox) Candidate(ctx context.Context, policy engine.Policy, required Requirements) (*CandidateProcess, error) {
	return e.candidate(ctx, examination{Kind: kindDecide, Policy: policy, Requirements: required, Memory: e.Memory})
}

func (e *Sandbox) candidate(ctx context.Context, asked examination) (*CandidateProcess, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, e.Time, errTooLong)
	select {
	case e.slot <- struct{}{}:
	case <-ctx.Done():
		cancel()
		return nil, refuse(CauseLimits, errBusy)
	}
	c := &CandidateProcess{context: ctx, cancel: cancel, release: sync.OnceFunc(func() { cancel(); <-e.slot })}
	c.complaint.most = maxComplaint
	err := c.start(e, asked)
	if err != nil {
		c.failed = err
		return nil, c.Close()
	}
	return c, nil
}

func (c *CandidateProcess) start(e *Sandbox, asked examination) (err error) {
	if len(e.Command) == 0 {
		return recovered(c.context, func(ctx context.Context) (err error) {
			c.inside, err = asked.decider(ctx)
			c.revision = c.inside.Revision()
			return err
		})
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return refuse(CauseUnreadable, err)
	}
	process := e.process(c.context)
	process.Stderr = &c.complaint
	if c.to, err = process.StdinPipe(); err != nil {
		return err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	c.from = bufio.NewReader(out)
	if err := process.Start(); err != nil {
		return err
	}
	c.process = process
	answer, err := c.exchange(text)
	if err != nil {
		return err
	}
	found, err := readVerdict(answer)
	c.revision = found.Revision
	return err
}

// exchange sends one line and reads one back.
func (c *CandidateProcess) exchange(line []byte) ([]byte, error) {
	if _, err := c.to.Write(append(line, '\n')); err != nil {
		return nil, err
	}
	var answer []byte
	for {
		part, err := c.from.ReadSlice('\n')
		if answer = append(answer, part...); len(answer) > maxAnswer {
			return nil, fmt.Errorf("an answer of more than %d bytes", maxAnswer)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return answer, err
		}
	}
}

// Revision says which policy the candidate is.
func (c *CandidateProcess) Revision() engine.Revision { return c.revision }

// Decide implements engine.Decider. Once the candidate has failed it denies
// everything; Close says why.
func (c *CandidateProcess) Decide(ctx context.Context, request *input.Request) engine.Decision {
	if c.inside != nil {
		return c.inside.Decide(ctx, request)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	decision, err := c.ask(request)
	if err != nil {
		c.failed = err
		return (*engine.Engine)(nil).Decide(ctx, request)
	}
	return decision
}

// DecideEach implements engine.Decider.
func (c *CandidateProcess) DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []engine.Decision {
	decisions := make([]engine.Decision, len(members))
	for i := range members {
		single := shared.About(&members[i])
		decisions[i] = c.Decide(ctx, &single)
		decisions[i].ID = decisions[0].ID
	}
	return decisions
}

func (c *CandidateProcess) ask(request *input.Request) (decision engine.Decision, err error) {
	if c.failed != nil {
		return decision, c.failed
	}
	return decision, c.answer(request, &decision)
}

func (c *CandidateProcess) answer(request *input.Request, to any) error {
	line, err := json.Marshal(request)
	if err != nil {
		return err
	}
	answer, err := c.exchange(line)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, to)
}

// Explain says why a policy would answer a request as it does, as Candidate decides.
func (e *Sandbox) Explain(ctx context.Context, policy engine.Policy, required Requirements, request *input.Request) (engine.Explanation, error) {
	c, err := e.candidate(ctx, examination{Kind: kindDecide, Explains: true, Policy: policy, Requirements: required, Memory: e.Memory})
	if err != nil {
		return engine.Explanation{}, err
	}
	explanation := c.explain(ctx, request)
	explanation.Decision.Policy = c.revision
	return explanation, c.Close()
}

func (c *CandidateProcess) explain(ctx context.Context, request *input.Request) (explanation engine.Explanation) {
	if c.inside != nil {
		return c.inside.Explain(ctx, request)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = c.answer(request, &explanation)
	return explanation
}

// Close ends the process. The error, a *Refusal, is why the candidate did not
// decide everything that it was asked.
func (c *CandidateProcess) Close() error {
	defer c.release()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process == nil {
		return c.failed
	}
	_ = c.to.Close() // it ends by itself then
	if c.failed != nil {
		c.cancel()
	}
	ended := c.process.Wait()
	c.process = nil
	var refused *ActivationError
	switch {
	case c.failed == nil, errors.As(c.failed, &refused):
		return c.failed
	case errors.Is(context.Cause(c.context), errTooLong):
		return refuse(CauseLimits, errTooLong)
	case c.complaint.Len() > 0:
		return refuse(CauseLimits, died(ended, c.complaint.String()))
	}
	return refuse(CauseLimits, c.failed)
}
