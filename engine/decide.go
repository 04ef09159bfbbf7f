package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine/input"
)

// Decide answers one request. It starts from a denial, and only a decision
// document that is complete and free of contradiction replaces that.
func (e *Engine) Decide(ctx context.Context, request *input.Request) (decision Decision) {
	id := newID(now(request))
	p := e.program()
	if p == nil {
		return refuse(id, Revision{}, PolicyMissing)
	}
	defer func() {
		if cause := recover(); cause != nil {
			decision = e.fail(ctx, id, p.revision, PolicyError, fmt.Errorf("panic: %v", cause))
		}
	}()
	k := input.BorrowKey()
	defer k.Release()
	k.Of(request, p.readsRequestID)
	lasting := !e.options.Forgetful && lasting(request)
	keep := p.known()
	if lasting {
		for _, key := range [...][]byte{k.Shared(), k.Bytes} {
			if known, ok := keep.Get(key); ok {
				decision = *known
				decision.ID = id
				e.hits.Add(1)
				return decision
			}
		}
		e.misses.Add(1)
	}
	answer, read, err := p.askBy(ctx, request, k, e.options)
	if errors.Is(err, errMemory) && e.options.OverMemory != nil {
		e.options.OverMemory()
	}
	if err != nil {
		return e.fail(ctx, id, p.revision, codeOf(err), err)
	}
	if decision, err = decode(answer); err != nil {
		return e.fail(ctx, id, p.revision, codeOf(err), err)
	}
	decision.ID, decision.Policy = id, p.revision
	if lasting && decision.small() {
		kept := decision
		keep.Put(keyOf(k, read), &kept)
	}
	return decision
}

// codeOf is the reason code of what went wrong. A client that went away and a
// policy that took too long are both a decision that did not come in time.
func codeOf(err error) string {
	switch {
	case topdown.IsCancel(err), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return PolicyTimeout
	case errors.Is(err, errUndefined):
		return PolicyUndefined
	}
	return PolicyError
}

// fail denies, and tells the cause to the log alone.
func (e *Engine) fail(ctx context.Context, id string, policy Revision, code string, cause error) Decision {
	e.options.Logger.ErrorContext(ctx, "the policy did not decide; the request is denied",
		"decision_id", id, "code", code, "cause", cause, "revision", policy.Revision, "digest", policy.Digest)
	return refuse(id, policy, code)
}

// refusals are what callers read when no policy answered.
var refusals = map[string]string{
	PolicyUndefined: "the policy gave no answer",
	PolicyError:     "the policy could not be evaluated",
	PolicyTimeout:   "the policy did not answer in time",
	PolicyMissing:   "no policy is loaded",
}

// refuse is a denial with one reason that the policy did not give.
func refuse(id string, policy Revision, code string) Decision {
	reasons := []Reason{{Code: code, Message: refusals[code]}}
	return Decision{
		ID: id, Policy: policy, Reasons: reasons, Visible: reasons,
		Grants: []string{}, Missing: []Missing{}, Obligations: []string{},
	}
}

// Decisions are cached by the key of their request, which includes the time in seconds.
// The key is exact, so a cached decision equals a new one. It leaves out the id, name and
// tags of a resource if the evaluation read none of them; see keyOf. The cache belongs to
// the program and ends with it. Every hit gets its own id and is recorded like any other
// decision.
const (
	maxDecisions    = 4096
	maxDecidedKey   = 2 << 10 // bytes; above that it is a list
	maxDecidedParts = 64      // reasons, missing permissions and so on
)

// lasting reports whether the decision on a request may serve an equal one. A
// use of a limited token and a login are counted, so none equals another; and
// claims are not in the key.
func lasting(r *input.Request) bool {
	return (r.Facts.Token == nil || r.Facts.Token.UsesLimit == 0) && r.Facts.Login == nil && r.Claims == nil
}

func (d *Decision) small() bool {
	return len(d.Reasons)+len(d.Visible)+len(d.Grants)+len(d.Missing)+len(d.Obligations) <= maxDecidedParts
}
