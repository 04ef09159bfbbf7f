// Package engine decides: a typed question in, a typed decision out. It knows OPA, and
// nothing of HTTP, the database or the handlers. A decision is a pure function of the
// question and the policy.
package engine

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultTimeout bounds one decision. It is a few thousand times what a
// decision takes, so that only a policy that loops meets it: not a long list,
// and not a machine that is short of processors. It is far below the seconds
// that clients wait.
const DefaultTimeout = 250 * time.Millisecond

// Options is what an engine is made of. Policy and Guardrails must be given.
type Options struct {
	Policy Policy
	// Guardrails are the modules that the binary owns, by path; see SystemModules. They
	// are part of every policy loaded, in place of what it carries itself.
	Guardrails map[string]string
	// Required names the rule packages below data.authz.rules that no policy
	// may lack, such as tokens, network and tenancy.
	Required []string
	// Timeout of one decision; 0 means DefaultTimeout.
	Timeout time.Duration
	// Memory that one decision may take up, in bytes; 0 means DefaultMemory. It
	// is measured, so a decision may have taken up to twice as much when it ends.
	Memory uint64
	// OverMemory is called, on the path of a request, when a decision is ended
	// for the memory it took; nil for no report.
	OverMemory func()
	// Logger takes the private causes of decisions that went wrong; nil
	// discards them. They never reach a caller.
	Logger *slog.Logger
	// Evaluator takes the decisions; empty means Plan.
	Evaluator Evaluator
	// Crosscheck holds plans to topdown; nil for not at all.
	Crosscheck *Crosscheck
	// Forgetful makes every decision anew, instead of finding the one on an
	// equal request, so that tests and benchmarks can compare the two.
	Forgetful bool

	asserting bool              // keep the assertions and ask them; see Verifier
	replaced  func(asker) asker // a plan that is put in the place of the right one, so that tests see it found out
	rested    func()            // called when all that was sampled has been looked at, so that tests can wait for it; may be nil
}

// Engine answers requests by the policy loaded last. It is safe for concurrent
// use; a nil or zero Engine denies everything with PolicyMissing.
type Engine struct {
	options Options
	current atomic.Pointer[program]
	loading sync.Mutex // the Load called last is the one that stays

	hits, misses atomic.Int64 // see Lookups
}

var _ Decider = (*Engine)(nil)

// New makes an engine and loads its first policy. A policy that is missing or
// invalid is an error.
func New(ctx context.Context, options Options) (*Engine, error) {
	e := Unloaded(options)
	if err := e.Load(ctx, options.Policy); err != nil {
		return nil, err
	}
	return e, nil
}

// Unloaded makes an engine without a policy: it denies everything with
// PolicyMissing until Load gives it one. The policy of the options is not used.
func Unloaded(options Options) *Engine {
	if options.Timeout <= 0 {
		options.Timeout = DefaultTimeout
	}
	if options.Memory == 0 {
		options.Memory = DefaultMemory
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	options.Policy = Policy{} // the program has its own copy
	return &Engine{options: options}
}

// Load compiles and checks the policy and, if nothing is wrong, puts it in
// the place of the one before. Decisions under way finish by the old one. On
// an error, which is ErrPolicyInvalid or ErrPolicyMissing and names file and
// line, the last good policy stays.
func (e *Engine) Load(ctx context.Context, policy Policy) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	next, err := build(ctx, policy, e.options)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("load policy: %w", err)
	}
	if policy.Differs != "" {
		next.query.fall(policy.Differs)
	}
	e.current.Store(next)
	return nil
}

// Revision says which policy decides at the moment; it is zero without one.
func (e *Engine) Revision() Revision {
	if p := e.program(); p != nil {
		return p.revision
	}
	return Revision{}
}

// Lookups are how many decisions on single requests were found among those made before,
// and how many could have been and had to be made.
func (e *Engine) Lookups() (hits, misses int64) { return e.hits.Load(), e.misses.Load() }

// Handles reports whether the policy has a rule package that decides this
// action on this type of resource. The server does not start with a route
// whose action no package handles.
func (e *Engine) Handles(resourceType, action string) bool {
	p := e.program()
	return p != nil && len(p.handled[handledAction{resourceType, action}]) > 0
}

// Deciders are the packages of rules that decide an action on a type, as data.authz names
// them: authz.rules.secrets.
func (e *Engine) Deciders(resourceType, action string) []string {
	p := e.program()
	if p == nil {
		return nil
	}
	packages := []string{}
	for _, name := range p.handled[handledAction{resourceType, action}] {
		packages = append(packages, strings.ReplaceAll(rulesRoot, "/", ".")+"."+name)
	}
	return packages
}

// program is the policy in force, or nil.
func (e *Engine) program() *program {
	if e == nil {
		return nil
	}
	return e.current.Load()
}
