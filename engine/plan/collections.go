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

type arrayAppend struct {
	value operand
	array int
}

func (s *arrayAppend) run(_ *machine, r registers) signal {
	array, ok := r[s.array].Value.(*ast.Array)
	if !ok {
		return undefined
	}
	r[s.array] = ast.NewTerm(array.Append(s.value.value(r)))
	return next
}

type objectInsert struct {
	key, value operand
	object     int
}

func (s *objectInsert) run(_ *machine, r registers) signal {
	object, ok := r[s.object].Value.(ast.Object)
	if !ok {
		return undefined
	}
	object.Insert(s.key.value(r), s.value.value(r))
	return next
}

type objectInsertOnce struct {
	key, value operand
	object     int
	place      string
}

func (s *objectInsertOnce) run(m *machine, r registers) signal {
	object, ok := r[s.object].Value.(ast.Object)
	if !ok {
		return undefined
	}
	key, value := s.key.value(r), s.value.value(r)
	if before := object.Get(key); before != nil && !before.Equal(value) {
		return m.fail(s.place, "object keys must be unique")
	}
	object.Insert(key, value)
	return next
}

type setAdd struct {
	value operand
	set   int
}

func (s *setAdd) run(_ *machine, r registers) signal {
	set, ok := r[s.set].Value.(ast.Set)
	if !ok {
		return undefined
	}
	set.Add(s.value.value(r))
	return next
}
