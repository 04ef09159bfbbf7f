package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Decide answers one request. It starts from a denial, and only a decision
// document that is complete and free of contradiction replaces that.
func (e *Engine) Decide(ctx context.Context, request *Request) (decision Decision) {
	id := uuid.NewString()
	p := e.program()
	if p == nil {
		return refuse(id, Revision{}, PolicyMissing)
	}
	defer func() {
		if cause := recover(); cause != nil {
			decision = e.fail(ctx, id, p.revision, PolicyError, fmt.Errorf("panic: %v", cause))
		}
	}()
	answer, err := p.ask(ctx, request, e.options)
	if err != nil {
		return e.fail(ctx, id, p.revision, codeOf(err), err)
	}
	if decision, err = decode(answer, len(request.Resource.Items)); err != nil {
		return e.fail(ctx, id, p.revision, codeOf(err), err)
	}
	decision.ID, decision.Policy = id, p.revision
	return decision
}

// ask evaluates the entry point. Each evaluation has a Cancel of its own:
// cancelling a shared one would end every decision of the process.
func (p *program) ask(ctx context.Context, request *Request, options Options) (ast.Value, error) {
	ctx, done := context.WithTimeout(ctx, options.Timeout)
	defer done()
	cancel := topdown.NewCancel()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	rules := borrowRuleCache()
	answer, err := evaluate(ctx, p.query,
		rego.EvalParsedInput(request.value()),
		rego.EvalTransaction(p.snapshot),
		rego.EvalExternalCancel(cancel),
		rego.EvalMetrics(metrics.NoOp()),
		rego.EvalVirtualCache(rules),
		rego.EvalInterQueryBuiltinValueCache(p.values))
	rules.release() // not deferred: after a panic its state is unknown
	return answer, err
}

// evaluate gives the one value of a query that is one reference.
func evaluate(ctx context.Context, query rego.PreparedEvalQuery, options ...rego.EvalOption) (ast.Value, error) {
	results, err := query.Eval(ctx, options...)
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Expressions) != 1 {
		return nil, errUndefined
	}
	value, ok := results[0].Expressions[0].Value.(ast.Value)
	if !ok {
		return nil, errUndefined
	}
	return value, nil
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

// fail denies, and tells the cause to the log and to nobody else.
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
		Grants: []string{}, Missing: []Missing{}, Items: []int{}, Obligations: []string{},
	}
}
