package plan

import "github.com/open-policy-agent/opa/v1/ast"

// lookup is the member of a collection under a key.
func lookup(source ast.Value, key *ast.Term) *ast.Term {
	switch source := source.(type) {
	case ast.Object:
		return source.Get(key)
	case *ast.Array:
		return source.Get(key)
	case ast.Set:
		if source.Contains(key) {
			return key
		}
	}
	return nil
}

type length struct {
	source operand
	target int
}

func (s *length) run(m *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
	m.look(source)
	size, ok := sizeOf(source.Value)
	if !ok {
		return undefined
	}
	r[s.target] = ast.InternedTerm(size)
	return next
}

func sizeOf(v ast.Value) (int, bool) {
	switch v := v.(type) {
	case *ast.Array:
		return v.Len(), true
	case ast.Object:
		return v.Len(), true
	case ast.Set:
		return v.Len(), true
	}
	return 0, false
}
