package plan

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// builtin is the call of a function of OPA's own.
func builtin(decl *ast.Builtin, args []operand, result int, place string) (step, error) {
	if compare := comparisons[decl.Name]; compare != nil {
		return &comparison{compare, pair{args[0], args[1]}, result}, nil
	}
	function := topdown.GetBuiltin(decl.Name)
	if function == nil || decl.Nondeterministic || decl.Decl.Result() == nil || len(args) > len(machine{}.args) {
		return nil, fmt.Errorf("%s: %w: %s", place, ErrUnsupported, decl.Name)
	}
	c := callBuiltin{function, args, result, place}
	switch {
	case decl.Relation:
		return &callRelation{c}, nil
	case decl.Name == ast.Count.Name:
		return &countOf{c}, nil
	}
	return &c, nil
}

// comparisons are the operators that cost more to call than to compute.
var comparisons = map[string]func(order int) bool{
	ast.Equal.Name:         func(order int) bool { return order == 0 },
	ast.NotEqual.Name:      func(order int) bool { return order != 0 },
	ast.LessThan.Name:      func(order int) bool { return order < 0 },
	ast.LessThanEq.Name:    func(order int) bool { return order <= 0 },
	ast.GreaterThan.Name:   func(order int) bool { return order > 0 },
	ast.GreaterThanEq.Name: func(order int) bool { return order >= 0 },
}

type comparison struct {
	holds func(order int) bool
	pair
	result int
}

func (s *comparison) run(m *machine, r registers) signal {
	a, b, defined := s.values(r)
	m.look(a, b)
	if !defined {
		return undefined
	}
	r[s.result] = ast.InternedTerm(s.holds(ast.Compare(a.Value, b.Value)))
	return next
}

type callBuiltin struct {
	function topdown.BuiltinFunc
	args     []operand
	result   int
	place    string
}

func (s *callBuiltin) run(m *machine, r registers) signal {
	sig := s.call(m, r, m.output)
	r[s.result], m.result = m.result, nil
	if sig == next {
		return unless(r[s.result] == nil)
	}
	return sig
}

// call calls the function, which hands every value that it comes to over.
func (s *callBuiltin) call(m *machine, r registers, output func(*ast.Term) error) signal {
	args := m.args[:len(s.args)]
	for i, o := range s.args {
		if args[i] = o.value(r); args[i] == nil {
			return undefined
		}
	}
	m.look(args...)
	m.result = nil
	if m.context.Cache == nil {
		m.context.Cache = builtins.Cache{}
	}
	err := s.function(m.context, args, output)
	if err == nil {
		return next
	}
	if halt := (topdown.Halt{}); errors.As(err, &halt) {
		err = halt.Err
	}
	if topdown.IsCancel(err) {
		m.err = err
		return returned
	}
	return m.fail(s.place, "%w", err)
}

// countOf counts the members of a collection by itself: a decision asks again and
// again whether a set is empty.
type countOf struct{ callBuiltin }

func (s *countOf) run(m *machine, r registers) signal {
	if source := s.args[0].value(r); source != nil {
		m.look(source)
		if size, ok := sizeOf(source.Value); ok {
			r[s.result] = ast.InternedTerm(size)
			return next
		}
	}
	return s.callBuiltin.run(m, r)
}

// callRelation calls a function that may come to several values, or none.
type callRelation struct{ callBuiltin }

func (s *callRelation) run(m *machine, r registers) signal {
	var several []*ast.Term
	sig := s.call(m, r, func(t *ast.Term) error {
		several = append(several, t)
		return nil
	})
	r[s.result] = ast.ArrayTerm(several...)
	return sig
}
