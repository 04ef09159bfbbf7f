package plan

import "github.com/open-policy-agent/opa/v1/ast"

type equal struct{ a, b operand }

func (s *equal) run(_ *machine, r registers) signal {
	a, b := s.a.value(r), s.b.value(r)
	return unless(a == nil || b == nil || !a.Equal(b))
}

type notEqual struct{ a, b operand }

func (s *notEqual) run(_ *machine, r registers) signal {
	a, b := s.a.value(r), s.b.value(r)
	return unless(a == nil || b == nil || a.Equal(b))
}

type isArray struct{ source operand }

func (s *isArray) run(_ *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	_, ok := source.Value.(*ast.Array)
	return unless(!ok)
}

type isObject struct{ source operand }

func (s *isObject) run(_ *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	_, ok := source.Value.(ast.Object)
	return unless(!ok)
}

type isSet struct{ source operand }

func (s *isSet) run(_ *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	_, ok := source.Value.(ast.Set)
	return unless(!ok)
}

type isDefined struct{ source operand }

func (s *isDefined) run(_ *machine, r registers) signal { return unless(s.source.value(r) == nil) }

type isUndefined struct{ source operand }

func (s *isUndefined) run(_ *machine, r registers) signal { return unless(s.source.value(r) != nil) }
