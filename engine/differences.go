package engine

import (
	"context"
	"sync/atomic"
)

// Differences counts how a candidate's answers compare with the active ones.
type Differences struct {
	Compared       int64 `json:"compared"`
	NewlyRefused   int64 `json:"newlyRefused"`
	NewlyPermitted int64 `json:"newlyPermitted"`
	OtherReasons   int64 `json:"otherReasons"` // refused by both, the caller would hear something else
	Failed         int64 `json:"failed"`       // the candidate did not answer
}

// counts are of one active policy: where the source brings another one, they begin
// again, since the candidate was compared with what decides no more.
type counts struct {
	base atomic.Pointer[string] // digest of the active policy

	compared, refused, permitted, reasons, failed atomic.Int64
}

// against begins again for another active policy. A refusal without any is of none.
func (n *counts) against(digest string) {
	base := n.base.Load()
	if digest == "" || base != nil && *base == digest || !n.base.CompareAndSwap(base, &digest) || base == nil {
		return
	}
	for _, count := range []*atomic.Int64{&n.compared, &n.refused, &n.permitted, &n.reasons, &n.failed} {
		count.Store(0)
	}
}

// Exceeded reports whether differences go beyond the candidate's tolerance, which none
// do where that is 0. A shadow refuses no request, so its refusals are only reported.
func (c *Candidate) Exceeded(d Differences) bool {
	bad := d.Failed
	if c.Stage != StageShadow {
		bad += d.NewlyRefused
	}
	return c.Tolerance > 0 && bad > c.Tolerance
}

func (n *counts) read() Differences {
	return Differences{
		Compared: n.compared.Load(), NewlyRefused: n.refused.Load(), NewlyPermitted: n.permitted.Load(),
		OtherReasons: n.reasons.Load(), Failed: n.failed.Load(),
	}
}

func (n *counts) continueFrom(before *counts) {
	was := before.read()
	n.base.Store(before.base.Load())
	n.compared.Store(was.Compared)
	n.refused.Store(was.NewlyRefused)
	n.permitted.Store(was.NewlyPermitted)
	n.reasons.Store(was.OtherReasons)
	n.failed.Store(was.Failed)
}

// uncounted marks the context of questions that have no effect, such as dry runs.
type uncounted struct{}

// Uncounted is for questions that are no requests: a candidate that answers them
// otherwise is not held to have changed anything.
func Uncounted(ctx context.Context) context.Context {
	return context.WithValue(ctx, uncounted{}, true)
}

// compareEach counts a list as one request, by the first member on which the
// answers differ.
func (s *Stages) compareEach(ctx context.Context, now *staged, active, candidate []Decision) {
	at := 0
	for i := range active {
		if differ(&active[i], &candidate[i]) {
			at = i
			break
		}
	}
	if len(active) > 0 {
		s.compare(ctx, now, &active[at], &candidate[at])
	}
}

// compare counts how the two answers differ, and says when it is too much.
func (s *Stages) compare(ctx context.Context, now *staged, active, candidate *Decision) {
	if ctx.Value(uncounted{}) != nil {
		return
	}
	n := &now.counts
	n.against(active.Policy.Digest)
	n.compared.Add(1)
	switch {
	case !candidate.Answered():
		n.failed.Add(1)
	case active.Permitted && !candidate.Permitted:
		n.refused.Add(1)
	case !active.Permitted && candidate.Permitted:
		n.permitted.Add(1)
	case !active.Permitted && codesOf(active) != codesOf(candidate):
		n.reasons.Add(1)
	}
	if now.candidate.Exceeded(n.read()) && now.told.CompareAndSwap(false, true) {
		s.overrun(now.candidate.ID)
	}
}

func differ(active, candidate *Decision) bool {
	return !candidate.Answered() || active.Permitted != candidate.Permitted || codesOf(active) != codesOf(candidate)
}

func codesOf(decision *Decision) string {
	codes := ""
	for _, reason := range decision.Visible {
		codes += reason.Code + " "
	}
	return codes
}
