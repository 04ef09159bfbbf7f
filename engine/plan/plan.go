// Package plan evaluates policies by the plans that OPA makes of them. OPA's
// planner turns the rules that a query needs into functions of simple
// statements (https://www.openpolicyagent.org/docs/ir), its format for engines
// other than its own; this package runs those statements over OPA's own values
// and OPA's own built-in functions. What it costs no longer depends on how deep
// the evaluator recurs, which makes an ordinary decision several times cheaper
// than package topdown does. Both answer alike, and tests hold them together.
package plan

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/topdown/cache"
)

// ErrUnsupported is wrapped by the error on a policy that uses what plans are
// not run with here. It can be evaluated by package topdown.
var ErrUnsupported = errors.New("not run from a plan")

// Query is one document of a policy, planned. It is safe for concurrent use.
type Query struct {
	entry     *function
	functions []*function
	fields    int // how many of the input the rules name
	data      *ast.Term
	patterns  cache.InterQueryValueCache
	caps      *ast.Capabilities
	machines  machines
}

// Options is what queries are planned with.
type Options struct {
	Compiler *ast.Compiler              // that has compiled the modules
	Data     ast.Value                  // the base documents
	Patterns cache.InterQueryValueCache // for compiled globs and expressions
}

// New plans the document at a reference such as data.authz.main.decision. It
// fails with ErrUnsupported if something it needs cannot be run from a plan.
func New(ctx context.Context, ref string, options Options) (*Query, error) {
	policy, err := planned(ctx, options.Compiler, ref)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	q := &Query{data: ast.NewTerm(options.Data), patterns: options.Patterns, caps: options.Compiler.Capabilities()}
	names, err := q.link(policy)
	if err != nil {
		return nil, err
	}
	path := strings.Split(ref, ".")
	path[0] = outermost
	if q.entry = names.byPath[pathName(path)]; q.entry == nil || len(q.entry.params) != 2 {
		return nil, fmt.Errorf("%w: %s is not a rule", ErrUnsupported, ref)
	}
	return q, nil
}

// outermost is how the planner marks the rules that no `with` replaces anything for.
const outermost = "g0"

// pathName is the name of a rule in the tree of rules that may be called by it.
func pathName(path []string) string { return strings.Join(path, "\x00") }

// link compiles the functions of a plan, and ties calls to them.
func (q *Query) link(policy *ir.Policy) (*names, error) {
	n, stand := newNames(policy, q.data), lastingFunctions(policy)
	for _, f := range policy.Funcs.Funcs {
		fn := &function{name: f.Name, index: len(q.functions), params: f.Params}
		if stand[f.Name] && len(f.Params) == 2 {
			fn.lasting = &lasting{}
		}
		q.functions = append(q.functions, fn)
		n.functions[f.Name] = fn
		n.byPath[pathName(f.Path)] = fn
	}
	for i, f := range policy.Funcs.Funcs {
		if err := n.compile(q.functions[i], f); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	q.fields = len(n.fields.known)
	return n, nil
}
