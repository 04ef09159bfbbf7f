package engine

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine/input"
	"warder/engine/plan"
)

// question is a query for one document of the policy, compiled. It is put to
// the evaluator itself: what package rego does around that, for queries of
// every kind, costs fifteen allocations more.
type question struct {
	body     ast.Body
	compiler ast.QueryCompiler
	// planned answers it several times faster; nil if it is not asked often
	// enough, or the policy cannot be planned.
	planned *plan.Query
	// single is what answers single questions of the plan: the plan.
	single asker
	// fallen is the reason why the plan is no longer used; nil while it is.
	fallen atomic.Pointer[string]
}

// asker answers the question that it was planned for: undefined is nil.
type asker interface {
	AskNoting(ctx context.Context, input *ast.Term, places []plan.PartPath, cancel topdown.Cancel) (ast.Value, plan.Parts, error)
}

// answered is the variable that a question binds.
const answered = ast.Var("answer")

func (p *program) question(ref string) (*question, error) {
	return p.questionOf(ast.MustParseTerm(ref))
}

func (p *program) questionOf(term *ast.Term) (*question, error) {
	compiler := p.compiler.QueryCompiler()
	body, err := compiler.Compile(ast.NewBody(ast.Equality.Expr(ast.NewTerm(answered), term)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPolicyInvalid, err)
	}
	return &question{body: body, compiler: compiler}, nil
}

// plan has the question answered by a plan from now on, if there can be one.
func (q *question) plan(ctx context.Context, p *program, ref string, options Options) error {
	documents, err := p.store.Read(ctx, p.snapshot, storage.RootPath)
	if err != nil {
		return fmt.Errorf("read policy data: %w", err)
	}
	base, err := ast.InterfaceToValue(documents)
	if err != nil {
		return fmt.Errorf("policy data: %w", err)
	}
	planned, err := plan.New(ctx, ref, plan.Options{Compiler: p.compiler, Data: base, Patterns: p.values})
	if errors.Is(err, plan.ErrUnsupported) {
		options.Logger.Warn("decisions cost several times more, because the policy cannot be planned", "cause", err)
		return nil
	}
	if err != nil {
		return err
	}
	q.planned, q.single = planned, planned
	if options.replaced != nil {
		q.single = options.replaced(planned)
	}
	return nil
}

// answer evaluates the question the fastest way there is, and says which parts of the
// input the answer may depend on. It fails with errUndefined if there is no answer.
func (q *question) answer(ctx context.Context, p *program, input *ast.Term, cancel topdown.Cancel) (ast.Value, plan.Parts, error) {
	if q.byPlan() {
		answer, read, err := q.single.AskNoting(ctx, input, placesOf(input), cancel)
		if err == nil && answer == nil {
			err = errUndefined
		}
		if !mayBeSpared(err) {
			return answer, read, err
		}
	}
	answer, err := q.ask(ctx, p, input, cancel)
	return answer, allParts, err
}

// fall lets topdown answer from now on.
func (q *question) fall(reason string) { q.fallen.CompareAndSwap(nil, &reason) }

// byPlan reports whether the plan answers.
func (q *question) byPlan() bool { return q.planned != nil && q.fallen.Load() == nil }

// mayBeSpared reports whether topdown may come to an answer where a plan came to an
// error: its index leaves out rules that a plan begins with, and fails in.
func mayBeSpared(err error) bool {
	return err != nil && !errors.Is(err, errUndefined) && !topdown.IsCancel(err)
}

// ask has OPA's evaluator answer the question, with a tracer or without.
func (q *question) ask(ctx context.Context, p *program, input *ast.Term, cancel topdown.Cancel, watching ...topdown.QueryTracer) (ast.Value, error) {
	query := topdown.NewQuery(q.body).
		WithQueryCompiler(q.compiler).
		WithCompiler(p.compiler).
		WithStore(p.store).
		WithTransaction(p.snapshot).
		WithMetrics(metrics.NoOp()).
		WithInterQueryBuiltinValueCache(p.values).
		WithStrictBuiltinErrors(true).
		WithCancel(cancel).
		WithInput(input)
	for _, tracer := range watching {
		query = query.WithQueryTracer(tracer)
	}
	answers, answer := 0, ast.Value(nil)
	err := query.Iter(ctx, func(result topdown.QueryResult) error {
		answers++
		answer = result[answered].Value
		return nil
	})
	if err == nil && answers != 1 {
		err = errUndefined
	}
	return answer, err
}

// ask puts a request to the policy.
func (p *program) ask(ctx context.Context, request *input.Request, options Options) (ast.Value, error) {
	k := input.BorrowKey()
	defer k.Release()
	k.Of(request, false)
	answer, _, err := p.askBy(ctx, request, k, options)
	return answer, err
}

// askBy puts a request whose key is known, and says which parts of it the answer may
// depend on.
func (p *program) askBy(ctx context.Context, request *input.Request, k *input.Key, options Options) (ast.Value, plan.Parts, error) {
	guard, input, byPlan := borrowGuard(ctx, options.Timeout, options.Memory), ast.NewTerm(request.ValueBy(k)), p.query.byPlan()
	answer, read, err := p.query.answer(ctx, p, input, guard.cancel)
	err = guard.release(err)
	if byPlan {
		p.check.sample(doubt{input, answer, err})
	}
	return answer, read, err
}
