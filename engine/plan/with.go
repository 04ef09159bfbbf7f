package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// with runs a block in which the input or the data is another, or a part of it.
type with struct {
	local int
	path  []*ast.Term
	value operand
	body  block
}

func (w *writer) with(s *ir.WithStmt, k known) (step, error) {
	path := make([]*ast.Term, 0, len(s.Path))
	for _, i := range s.Path {
		path = append(path, w.strings[i])
	}
	value := w.operand(s.Value, k)
	k.forget(s.Local)
	inner, err := w.nested(s.Block, k)
	return &with{w.touch(s.Local), path, value, inner}, err
}

func (s *with) run(m *machine, r registers) signal {
	before, known := r[s.local], m.known
	if m.places != nil {
		defer m.apart()()
	}
	r[s.local] = replaced(before, s.path, s.value.value(r))
	m.known = make([]answer, len(known)) // rules come to something else here
	sig := s.body.run(m, r)
	r[s.local], m.known = before, known
	if sig > undefined {
		return sig.outward()
	}
	return sig
}

// replaced returns the document with another value at a path. Values along the path that
// are not objects are replaced by objects.
func replaced(document *ast.Term, path []*ast.Term, value *ast.Term) *ast.Term {
	if len(path) == 0 {
		return value
	}
	changed, inner := ast.NewObject(), (*ast.Term)(nil)
	if document != nil {
		if object, ok := document.Value.(ast.Object); ok {
			inner = object.Get(path[0])
			object.Foreach(changed.Insert)
		}
	}
	changed.Insert(path[0], replaced(inner, path[1:], value))
	return ast.NewTerm(changed)
}

// merge joins two objects, and objects within them.
type merge struct {
	pair
	target int
	place  string
}

func (s *merge) run(m *machine, r registers) signal {
	a, b, defined := s.values(r)
	if !defined {
		return undefined
	}
	m.look(a, b)
	objectA, okA := a.Value.(ast.Object)
	objectB, okB := b.Value.(ast.Object)
	if !okA || !okB {
		return m.fail(s.place, "only objects can be merged")
	}
	merged, ok := objectA.Merge(objectB)
	if !ok {
		return m.fail(s.place, "object keys must be unique")
	}
	r[s.target] = ast.NewTerm(merged)
	return next
}
