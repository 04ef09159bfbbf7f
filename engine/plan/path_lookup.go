package plan

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// Most statements of a plan fetch a part of a document, step by step, and compare
// it with something. Intermediate values that nothing else reads need no register.

// path compiles a chain of lookups and the comparison at its end into one step.
func (w *writer) path(stmts []ir.Stmt, k known) (step, int) {
	first, ok := stmts[0].(*ir.DotStmt)
	if !ok {
		return nil, 0
	}
	source, keys := w.operand(first.Source, k), []operand{w.operand(first.Key, k)}
	found, used := first.Target, 1
	for used < len(stmts) {
		inner, ok := stmts[used].(*ir.DotStmt)
		if !ok || inner.Source.Value != ir.Val(found) || inner.Key.Value == ir.Val(found) || !w.readOnce(found) {
			break
		}
		k.forget(found)
		keys = append(keys, w.operand(inner.Key, k))
		found = inner.Target
		used++
	}
	if used < len(stmts) {
		if wanted, ok := comparedWith(stmts[used], found); ok && w.readOnce(found) {
			k.forget(found)
			return &dotEqual{w.route(source, keys), w.operand(wanted, k)}, used + 1
		}
	}
	lookup := dots{w.route(source, keys), w.target(found, k)}
	if w.ofData(source, keys) {
		return &baseDots{lookup, w.data, new(machine).follow(w.data, keys, nil)}, used
	}
	return &lookup, used
}

// ofData reports whether keys that never change are followed into the data.
func (w *writer) ofData(source operand, keys []operand) bool {
	constant := !slices.ContainsFunc(keys, func(o operand) bool { return o.constant == nil })
	return constant && source.constant == nil && source.register == w.documents
}

// readOnce reports whether only one statement looks at a local.
func (w *writer) readOnce(local ir.Local) bool {
	return local != w.gives && reads(local, w.whole) == 1
}

// comparedWith is what a statement holds a local to be equal to.
func comparedWith(s ir.Stmt, local ir.Local) (ir.Operand, bool) {
	equal, ok := s.(*ir.EqualStmt)
	if !ok {
		return ir.Operand{}, false
	}
	switch a, b := equal.A.Value == ir.Val(local), equal.B.Value == ir.Val(local); {
	case a && !b:
		return equal.B, true
	case b && !a:
		return equal.A, true
	}
	return ir.Operand{}, false
}

// route leads from a document to something within it.
type route struct {
	source operand
	keys   []operand
	// Of the input, the first keys lead to a field of it; left are those after them.
	field *field
	left  []operand
}

func (w *writer) route(source operand, keys []operand) route {
	way := route{source: source, keys: keys}
	if source.constant == nil && source.register == w.input {
		way.field, way.left = w.fields.at(keys)
	}
	return way
}

// at goes a route. The input may be another one in its register, because of a
// `with`.
func (m *machine) at(way *route, r registers) *ast.Term {
	document := way.source.value(r)
	if way.field != nil && document == m.input {
		return m.follow(m.field(way.field), way.left, r)
	}
	return m.follow(document, way.keys, r)
}

// follow follows keys into a document.
func (m *machine) follow(found *ast.Term, keys []operand, r registers) *ast.Term {
	for i := range keys {
		found = m.member(found, keys[i].value(r))
	}
	return found
}

// member is what a document holds under a key.
func (m *machine) member(document, key *ast.Term) *ast.Term {
	if document == nil || key == nil {
		return nil
	}
	if m.places != nil {
		m.fetched(document, key)
	}
	return lookup(document.Value, key)
}

type dots struct {
	route  route
	target int
}

func (s *dots) run(m *machine, r registers) signal {
	found := m.at(&s.route, r)
	r[s.target] = found
	return unless(found == nil)
}

// baseDots looks for a base document, which is where it was unless the data was
// replaced by a `with`.
type baseDots struct {
	dots
	data, found *ast.Term
}

func (s *baseDots) run(m *machine, r registers) signal {
	if r[s.route.source.register] != s.data {
		return s.dots.run(m, r)
	}
	r[s.target] = s.found
	return unless(s.found == nil)
}

type dotEqual struct {
	route  route
	wanted operand
}

func (s *dotEqual) run(m *machine, r registers) signal {
	found, wanted := m.at(&s.route, r), s.wanted.value(r)
	m.look(found, wanted)
	return unless(found == nil || wanted == nil || !found.Equal(wanted))
}

// collection compiles the building of an array that has all its members at hand.
func (w *writer) collection(stmts []ir.Stmt, k known) (step, int) {
	first, ok := stmts[0].(*ir.MakeArrayStmt)
	if !ok {
		return nil, 0
	}
	members, used := []operand{}, 1
	for used < len(stmts) {
		next, ok := stmts[used].(*ir.ArrayAppendStmt)
		if !ok || next.Array != first.Target || next.Value.Value == ir.Val(first.Target) {
			break
		}
		members = append(members, w.operand(next.Value, k))
		used++
	}
	if len(members) == 0 {
		return nil, 0
	}
	return &buildArray{members, w.target(first.Target, k)}, used
}

type buildArray struct {
	members []operand
	target  int
}

func (s *buildArray) run(m *machine, r registers) signal {
	members := make([]*ast.Term, len(s.members))
	for i, o := range s.members {
		if members[i] = o.value(r); members[i] == nil {
			return undefined
		}
	}
	m.look(members...)
	r[s.target] = ast.ArrayTerm(members...)
	return next
}

// condition compiles the call of a rule that a body holds against false and makes
// nothing else of.
func (w *writer) condition(stmts []ir.Stmt, k known) step {
	called, ok := stmts[0].(*ir.CallStmt)
	if !ok || len(stmts) < 2 || w.functions[called.Func] == nil || !w.readOnce(called.Result) {
		return nil
	}
	compared, ok := stmts[1].(*ir.NotEqualStmt)
	if !ok || compared.A.Value != ir.Val(called.Result) || w.operand(compared.B, k).constant != no {
		return nil
	}
	args := w.operands(called.Args, k)
	k.forget(called.Result)
	return &holds{w.functions[called.Func], args}
}

// no is the term that is written where Rego says false.
var no = ast.InternedTerm(false)

// holds calls a rule that has to come to something other than false.
type holds struct {
	function *function
	args     []operand
}

func (s *holds) run(m *machine, r registers) signal {
	value := m.call(s.function, s.args, r)
	if m.err != nil {
		return returned
	}
	return m.notFalse(value)
}

// alias notes that a local is another, if neither changes while it matters.
func (w *writer) alias(stmts []ir.Stmt, k known) bool {
	s, ok := stmts[0].(*ir.AssignVarStmt)
	if !ok || !w.lasts(s.Target, stmts, stmts[1:]) {
		return false
	}
	source := w.operand(s.Source, k)
	if source.constant == nil && (rewritten(ir.Local(source.register), stmts[1:]) || source.register == int(w.gives)) {
		return false
	}
	k.forget(s.Target)
	k[s.Target] = source
	return true
}

// lasts reports whether what a local is now, it is wherever it is looked at.
func (w *writer) lasts(local ir.Local, stmts, rest []ir.Stmt) bool {
	return local != w.gives && !rewritten(local, rest) && reads(local, w.whole) == reads(local, stmts)
}
