package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

type equal struct{ pair }

func (s *equal) run(m *machine, r registers) signal {
	a, b, defined := s.values(r)
	m.look(a, b)
	return unless(!defined || !a.Equal(b))
}

type notEqual struct{ pair }

func (s *notEqual) run(m *machine, r registers) signal {
	a, b, defined := s.values(r)
	m.look(a, b)
	return unless(!defined || a.Equal(b))
}

// unequal compiles a comparison. Most hold what an expression came to against
// false, because Rego takes everything else for true.
func (w *writer) unequal(s *ir.NotEqualStmt, k known) step {
	both := w.pair(s.A, s.B, k)
	if both.b.constant == no && both.a.constant == nil {
		return &notFalse{both.a.register}
	}
	return &notEqual{both}
}

// notFalse holds for every value but false.
type notFalse struct{ register int }

func (s *notFalse) run(m *machine, r registers) signal {
	return m.notFalse(r[s.register])
}

func (m *machine) notFalse(value *ast.Term) signal {
	if value == nil {
		return undefined
	}
	if m.places != nil {
		m.seen(value)
	}
	answer, isBoolean := value.Value.(ast.Boolean)
	return unless(isBoolean && !bool(answer))
}

// isA holds for the values of one type.
type isA[V ast.Value] struct{ source operand }

func (s *isA[V]) run(_ *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	_, ok := source.Value.(V)
	return unless(!ok)
}

type isDefined struct{ source operand }

func (s *isDefined) run(_ *machine, r registers) signal { return unless(s.source.value(r) == nil) }

type isUndefined struct{ source operand }

func (s *isUndefined) run(_ *machine, r registers) signal { return unless(s.source.value(r) != nil) }
