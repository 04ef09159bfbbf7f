package engine

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

// Crosscheck holds plans to what topdown answers: at a load on samples, and then
// on a share of the decisions that are taken. At the first difference topdown
// decides, until another policy is loaded.
type Crosscheck struct {
	// Every is one in how many decisions is taken again by topdown, behind the
	// request; 0 for none.
	Every int
	// First is how many decisions after a load are all taken again; those beyond
	// what can wait for it are left out.
	First int
	// Requests are compared at a load, beside the policy's own and generated ones.
	Requests []input.Request
	// Compared are the digests of policies that need no look when they are loaded,
	// because tests looked when the binary was built.
	Compared []string
	// Diverged is told, behind a request, that answers differ; nil for no report.
	Diverged func(at string)
}

// Where a difference was found.
const (
	AtLoad = "load"
	Live   = "live"
)

// Standing names the evaluator of a policy, and the reason if it is not the configured
// one.
type Standing struct {
	Evaluator Evaluator `json:"evaluator"`
	Reason    string    `json:"reason,omitempty"`
}

// Standing is that of the policy in force.
func (e *Engine) Standing() Standing {
	p := e.program()
	if p == nil {
		return Standing{}
	}
	return p.standing(e.options)
}

func (p *program) standing(options Options) Standing {
	reason := p.query.fallen.Load()
	switch {
	case options.Evaluator == Topdown:
		return Standing{Evaluator: Topdown}
	case reason != nil:
		return Standing{Topdown, *reason}
	case p.query.planned == nil:
		return Standing{Topdown, "the policy cannot be planned"}
	}
	return Standing{Evaluator: Plan}
}

// checker takes decisions of one program again. Requests hand them over and go
// on; one goroutine works as long as there are any.
type checker struct {
	Crosscheck
	program *program
	options Options
	seen    atomic.Int64
	waiting chan doubt
	busy    atomic.Bool
}

// maxDoubts bounds what waits. A flood is looked at in part, and not delayed.
const maxDoubts = 64

// patience of a look: topdown takes several times as long as a plan, and no request
// waits for it.
const checkPatience = 10

func newChecker(p *program, options Options) *checker {
	if options.Crosscheck == nil || options.asserting || p.query.planned == nil {
		return nil
	}
	return &checker{Crosscheck: *options.Crosscheck, program: p, options: options, waiting: make(chan doubt, maxDoubts)}
}

// sample hands some decisions over. It never waits.
func (c *checker) sample(d doubt) {
	if c == nil || !c.drawn() {
		return
	}
	select {
	case c.waiting <- d:
		c.work()
	default:
	}
}

func (c *checker) drawn() bool {
	return c.seen.Add(1) <= int64(c.First) || c.Every > 0 && rand.N(c.Every) == 0 //nolint:gosec // a sample, not a secret
}

// work makes sure that a worker runs.
func (c *checker) work() {
	if c.busy.CompareAndSwap(false, true) {
		go c.drain()
	}
}

func (c *checker) drain() {
	for {
		select {
		case d := <-c.waiting:
			c.look(d)
		default:
			c.busy.Store(false)
			if len(c.waiting) == 0 || !c.busy.CompareAndSwap(false, true) {
				c.rest()
				return
			}
		}
	}
}

func (c *checker) rest() {
	if c.options.rested != nil {
		c.options.rested()
	}
}

func (c *checker) look(d doubt) {
	if !c.program.query.byPlan() {
		return
	}
	if other, differs := c.again(context.Background(), d); differs {
		c.report(Live, d, other)
	}
}

// again has topdown decide, and reports whether the answers differ. An evaluation that a
// bound ended, on either side, proves nothing.
func (c *checker) again(ctx context.Context, d doubt) (other doubt, differs bool) {
	if ended(d.err) {
		return other, false
	}
	defer func() {
		if cause := recover(); cause != nil {
			other, differs = doubt{err: errPanic}, d.err == nil
		}
	}()
	guard := borrowGuard(ctx, checkPatience*c.options.Timeout, c.options.Memory)
	other.input = d.input
	other.answer, other.err = c.program.query.ask(ctx, c.program, d.input, guard.cancel)
	other.err = guard.release(other.err)
	return other, !ended(other.err) && !d.same(other)
}

// report tells of a difference, and lets topdown decide from now on.
func (c *checker) report(at string, plan, other doubt) {
	revision := c.program.revision
	c.program.query.fall("a plan of this policy answered unlike OPA's evaluator (" + at + ")")
	c.options.Logger.Error("the plan and OPA's evaluator answer differently; the evaluator decides until another policy is loaded",
		slog.String("at", at), slog.String("plan", plan.String()), slog.String("topdown", other.String()),
		slog.String("request_id", requestID(plan.input)), slog.String("revision", revision.Revision), slog.String("digest", revision.Digest))
	if c.Diverged != nil {
		c.Diverged(at)
	}
}

// Comparing a policy when it is loaded may take so long, and meet so many bounds.
const (
	compareTime  = 20 * time.Second
	compareEnded = 3
)

// compare holds the plan to topdown on inputs before it decides. What could not
// be compared is not planned: topdown is what a policy means.
func (c *checker) compare(ctx context.Context, inputs []*ast.Term) {
	ctx, cancel := context.WithTimeout(ctx, compareTime)
	defer cancel()
	without := 0
	for _, input := range inputs {
		planned, other, differs := c.both(ctx, input)
		if differs {
			c.report(AtLoad, planned, other)
			return
		}
		if ended(planned.err) || ended(other.err) {
			without++
		}
		if without == compareEnded {
			c.program.query.fall("plan and evaluator could not be compared within the bounds of a decision")
			c.options.Logger.Warn("OPA's evaluator decides, because a plan could not be compared with it", slog.String("digest", c.program.revision.Digest))
			return
		}
	}
}

// Compare holds the plan of the policy in force to topdown on inputs, and says how
// it stands then. An engine without a Crosscheck compares nothing.
func (e *Engine) Compare(ctx context.Context, inputs []*ast.Term) Standing {
	if p := e.program(); p != nil && p.check != nil {
		p.check.compare(ctx, inputs)
	}
	return e.Standing()
}

// Distrust lets topdown decide until another policy is loaded, for a reason that
// was found elsewhere.
func (e *Engine) Distrust(reason string) {
	if p := e.program(); p != nil && reason != "" {
		p.query.fall(reason)
	}
}

// both answers an input by both evaluators.
func (c *checker) both(ctx context.Context, input *ast.Term) (planned, other doubt, differs bool) {
	planned.input = input
	guard := borrowGuard(ctx, c.options.Timeout, c.options.Memory)
	planned.answer, _, planned.err = c.program.query.answer(ctx, c.program, input, guard.cancel)
	planned.err = guard.release(planned.err)
	other, differs = c.again(ctx, planned)
	return planned, other, differs
}
