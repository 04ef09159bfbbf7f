package plan

import (
	"context"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// machine is one evaluation. What it needs room for is kept for the next.
type machine struct {
	query  *Query
	stack  []*ast.Term
	used   int
	most   int // that was used
	input  *ast.Term
	known  []answer // of rules without arguments, by function
	fields []answer // what lies at the fields of the input
	result *ast.Term
	err    error

	places  []PartPath // of the parts whose reading is noted, none for no notes
	read    Parts      // that were looked at, by the rule under way in a round of questions
	several *Several   // the round of questions that this is one of, or nil

	context topdown.BuiltinContext
	args    [8]*ast.Term          // of the built-in function under way
	output  func(*ast.Term) error // takes what a built-in function comes to
}

// answer is what a rule came to, which is the same for the whole evaluation.
type answer struct {
	found bool
	value *ast.Term
	read  Parts // what it depends on, in a round of questions
}

// registers are the locals of one call.
type registers []*ast.Term

type machines struct{ pool sync.Pool }

const (
	stackSize = 2048
	keptStack = 64 << 10 // more is not kept
)

func (q *Query) machine() *machine {
	m, ok := q.machines.pool.Get().(*machine)
	if !ok {
		m = &machine{query: q, stack: make([]*ast.Term, stackSize), known: make([]answer, len(q.functions)), fields: make([]answer, q.fields)}
		m.output = func(t *ast.Term) error {
			m.result = t
			return nil
		}
		m.context = topdown.BuiltinContext{
			Metrics: metrics.NoOp(), InterQueryBuiltinValueCache: q.patterns, Capabilities: q.caps,
		}
	}
	return m
}

func (m *machine) release() {
	if len(m.stack) > keptStack {
		return
	}
	clear(m.stack[:m.most])
	m.forget()
	clear(m.args[:])
	m.used, m.most, m.result, m.err, m.input, m.places = 0, 0, nil, nil, nil, nil
	m.context.Context, m.context.Cancel, m.context.Cache = nil, nil, nil
	m.query.machines.pool.Put(m)
}

// forget drops the cached values of the input.
func (m *machine) forget() {
	clear(m.known)
	clear(m.fields)
}

// Ask evaluates the document for an input; nil if it is undefined. A built-in
// function that fails ends the evaluation, and so does cancel.
func (q *Query) Ask(ctx context.Context, input *ast.Term, cancel topdown.Cancel) (ast.Value, error) {
	answer, _, err := q.AskNoting(ctx, input, nil, cancel)
	return answer, err
}

// AskNoting is Ask that says which of the parts at the places were read: every input
// that agrees in them, and in all that is no part, has the same answer.
func (q *Query) AskNoting(ctx context.Context, input *ast.Term, places []PartPath, cancel topdown.Cancel) (ast.Value, Parts, error) {
	m := q.machine()
	m.input, m.places, m.read, m.context.Context, m.context.Cancel = input, places, 0, ctx, cancel
	value := m.callRule(q.entry, input, q.data)
	m.seen(value)
	read, err := m.read, m.err
	m.release() // not deferred: after a panic its state is unknown
	if err != nil || value == nil {
		return nil, read, err
	}
	return value.Value, read, nil
}

// callRule evaluates a rule that takes no arguments, once.
func (m *machine) callRule(fn *function, input, data *ast.Term) *ast.Term {
	if known := m.known[fn.index]; known.found {
		m.read |= known.read
		return known.value
	}
	lasting := fn.lasting
	if data != m.query.data {
		lasting = nil // a `with` replaced some of it
	}
	if found := lasting.answer(); found != nil {
		return found.value
	}
	if m.several != nil {
		return m.recallRule(fn, input, data, lasting)
	}
	value := m.evaluate(fn, input, data)
	m.known[fn.index] = answer{found: true, value: value}
	if m.err == nil {
		lasting.keep(value)
	}
	return value
}

// recallRule is callRule in a round of questions.
func (m *machine) recallRule(fn *function, input, data *ast.Term, lasting *lasting) *ast.Term {
	a, known := m.several.cachedAnswer(fn)
	if !known {
		outer := m.read
		m.read = 0
		a.found, a.value = true, m.evaluate(fn, input, data)
		m.seen(a.value)
		a.read, m.read = m.read, outer
		if m.err == nil {
			m.several.cacheAnswer(fn, a)
			lasting.keep(a.value)
		}
	}
	m.read |= a.read
	m.known[fn.index] = a
	return a.value
}

func (m *machine) evaluate(fn *function, input, data *ast.Term) *ast.Term {
	r, before := m.enter(fn)
	r[fn.params[0]], r[fn.params[1]] = input, data
	value := m.body(fn, r)
	m.used = before
	return value
}

// enter makes room for a call.
func (m *machine) enter(fn *function) (registers, int) {
	before := m.used
	if before+fn.size > len(m.stack) {
		// Calls under way keep their registers in the old stack.
		m.stack = make([]*ast.Term, 2*len(m.stack)+fn.size)
	}
	m.used += fn.size
	m.most = max(m.most, m.used)
	r := m.stack[before:m.used]
	clear(r)
	return r, before
}

// body runs a function to its return.
func (m *machine) body(fn *function, r registers) *ast.Term {
	if m.cancelled() {
		return nil
	}
	for _, b := range fn.blocks {
		if b.run(m, r) >= returned {
			break
		}
	}
	value := m.result
	m.result = nil
	if m.err != nil {
		return nil
	}
	return value
}

func (m *machine) cancelled() bool {
	if m.err == nil && m.context.Cancel.Cancelled() {
		m.err = &topdown.Error{Code: topdown.CancelErr, Message: "caller cancelled query execution"}
	}
	return m.err != nil
}

func (m *machine) fail(place, format string, arguments ...any) signal {
	m.err = fmt.Errorf("%s: "+format, append([]any{place}, arguments...)...)
	return returned
}
