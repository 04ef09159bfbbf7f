package plan

type assign struct {
	source operand
	target int
}

func (s *assign) run(_ *machine, r registers) signal {
	r[s.target] = s.source.value(r)
	return next
}

type assignOnce struct {
	source operand
	target int
	place  string
}

func (s *assignOnce) run(m *machine, r registers) signal {
	value := s.source.value(r)
	if before := r[s.target]; before != nil && !m.same(before, value) {
		return m.fail(s.place, "complete rules must not produce multiple outputs")
	}
	r[s.target] = value
	return next
}

type reset int

func (s reset) run(_ *machine, r registers) signal {
	r[s] = nil
	return next
}
