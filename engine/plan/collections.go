package plan

import "github.com/open-policy-agent/opa/v1/ast"

type makeArray int

func (s makeArray) run(_ *machine, r registers) signal {
	r[s] = ast.NewTerm(ast.NewArray())
	return next
}

type makeObject int

func (s makeObject) run(_ *machine, r registers) signal {
	r[s] = ast.NewTerm(ast.NewObject())
	return next
}

type makeSet int

func (s makeSet) run(_ *machine, r registers) signal {
	r[s] = ast.NewTerm(ast.NewSet())
	return next
}

// add adds a value to an array or a set, or to an object under a key.
type add struct {
	to         int
	key, value operand
}

func (s *add) run(_ *machine, r registers) signal {
	value := s.value.value(r)
	switch to := r[s.to].Value.(type) {
	case *ast.Array:
		r[s.to] = ast.NewTerm(to.Append(value))
	case ast.Set:
		to.Add(value)
	case ast.Object:
		to.Insert(s.key.value(r), value)
	default:
		return undefined
	}
	return next
}

// addOnce adds to an object under a key that has no other value yet.
type addOnce struct {
	add
	place string
}

func (s *addOnce) run(m *machine, r registers) signal {
	if object, ok := r[s.to].Value.(ast.Object); ok {
		if before := object.Get(s.key.value(r)); before != nil && !before.Equal(s.value.value(r)) {
			return m.fail(s.place, "object keys must be unique")
		}
	}
	return s.add.run(m, r)
}
