package plan

import "github.com/open-policy-agent/opa/v1/ast"

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
