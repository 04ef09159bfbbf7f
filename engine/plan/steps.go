package plan

import "github.com/open-policy-agent/opa/v1/ast"

// signal says what comes after a step: the next one, or the end of blocks.
type signal int

const (
	next      signal = -1      // the step is defined
	undefined signal = 0       // this block ends; n ends n blocks around it too
	returned  signal = 1 << 20 // the function ends
	found     signal = 1 << 21 // what looks for one ends; see first
)

// step is a statement. One that looks into a value, instead of passing it on, says
// so by look; see Several.
type step interface {
	run(m *machine, r registers) signal
}

func (b block) run(m *machine, r registers) signal {
	for _, s := range b {
		if sig := s.run(m, r); sig != next {
			return sig
		}
	}
	return next
}

// outward is a signal as the block around sees it.
func (s signal) outward() signal {
	if s >= returned {
		return s
	}
	return s - 1
}

func unless(bad bool) signal {
	if bad {
		return undefined
	}
	return next
}

type giveBack struct{ source operand }

func (s *giveBack) run(m *machine, r registers) signal {
	m.result = s.source.value(r)
	return returned
}

type sequence struct{ blocks []block }

func (s *sequence) run(m *machine, r registers) signal {
	for _, b := range s.blocks {
		if sig := b.run(m, r); sig > undefined {
			return sig.outward()
		}
	}
	return next
}

type leave signal

func (s leave) run(*machine, registers) signal { return signal(s) }

type scan struct {
	source     operand
	key, value int
	body       block
}

func (s *scan) run(m *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	m.look(source)
	switch v := source.Value.(type) {
	case *ast.Array:
		for i := range v.Len() {
			if sig := s.each(m, r, ast.InternedTerm(i), v.Elem(i)); sig != next {
				return sig.outward()
			}
		}
	case ast.Set:
		if v.Len() == 0 {
			return next
		}
		for _, member := range v.Slice() {
			if sig := s.each(m, r, member, member); sig != next {
				return sig.outward()
			}
		}
	case ast.Object:
		return s.object(m, r, v)
	}
	return next
}

func (s *scan) object(m *machine, r registers, object ast.Object) signal {
	if object.Len() == 0 {
		return next
	}
	sig := undefined
	if object.Until(func(key, value *ast.Term) bool {
		sig = s.each(m, r, key, value)
		return sig != next
	}) {
		return sig.outward()
	}
	return next
}

// each runs the body for a member; next says to go on with another.
func (s *scan) each(m *machine, r registers, key, value *ast.Term) signal {
	r[s.key], r[s.value] = key, value
	if m.cancelled() {
		return returned
	}
	if sig := s.body.run(m, r); sig > undefined {
		return sig
	}
	return next
}

type not struct{ body block }

func (s *not) run(m *machine, r registers) signal {
	switch sig := s.body.run(m, r); {
	case sig == next:
		return undefined
	case sig == undefined:
		return next
	default:
		return sig.outward()
	}
}
