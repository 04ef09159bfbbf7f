package plan

import "github.com/open-policy-agent/opa/v1/ast"

// begin makes an empty collection. Most stay empty: every package has a set of
// denials, and an ordinary request meets none. So the empty ones are shared, and
// add makes one to add to.
type begin struct {
	empty *ast.Term
	local int
}

func (s *begin) run(_ *machine, r registers) signal {
	r[s.local] = s.empty
	return next
}

// add adds a value to an array or a set, or to an object under a key.
type add struct {
	to         int
	key, value operand
}

func (s *add) run(m *machine, r registers) signal {
	value := s.value.value(r)
	m.look(value)
	switch to := r[s.to].Value.(type) {
	case *ast.Array:
		r[s.to] = ast.NewTerm(to.Append(value))
	case ast.Set:
		if r[s.to] == ast.InternedEmptySet {
			r[s.to] = ast.NewTerm(ast.NewSet(value))
			return next
		}
		to.Add(value)
	case ast.Object:
		key := s.key.value(r)
		m.look(key)
		if r[s.to] == ast.InternedEmptyObject {
			r[s.to] = ast.NewTerm(ast.NewObject(ast.Item(key, value)))
			return next
		}
		to.Insert(key, value)
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
