package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// signal says what comes after a step: the next one, or the end of blocks.
type signal int

const (
	next      signal = -1      // the step is defined
	undefined signal = 0       // this block ends; n ends n blocks around it too
	returned  signal = 1 << 20 // the function ends
)

// step is a statement.
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

type dot struct {
	source, key operand
	target      int
}

func (s *dot) run(_ *machine, r registers) signal {
	source, key := s.source.value(r), s.key.value(r)
	if source == nil || key == nil {
		return undefined
	}
	found := lookup(source.Value, key)
	r[s.target] = found
	return unless(found == nil)
}

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

func (s *length) run(_ *machine, r registers) signal {
	source := s.source.value(r)
	if source == nil {
		return undefined
	}
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
	if array, ok := source.Value.(*ast.Array); ok {
		for i := range array.Len() {
			if sig := s.each(m, r, ast.InternedTerm(i), array.Elem(i)); sig != next {
				return sig.outward()
			}
		}
		return next
	}
	sig := undefined
	visit := func(key, value *ast.Term) bool {
		sig = s.each(m, r, key, value)
		return sig != next
	}
	stopped := false
	switch v := source.Value.(type) {
	case ast.Object:
		stopped = v.Until(visit)
	case ast.Set:
		stopped = v.Until(func(member *ast.Term) bool { return visit(member, member) })
	}
	if stopped {
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
	if before := r[s.target]; before != nil && !before.Equal(value) {
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

// call calls rules by name.
type call struct {
	function *function
	args     []operand
	result   int
}

func (s *call) run(m *machine, r registers) signal {
	r[s.result] = m.call(s.function, s.args, r)
	return m.after(r[s.result])
}

func (m *machine) after(result *ast.Term) signal {
	if m.err != nil {
		return returned
	}
	return unless(result == nil)
}

func (m *machine) call(fn *function, args []operand, r registers) *ast.Term {
	if len(args) == 2 {
		return m.callRule(fn, args[0].value(r), args[1].value(r))
	}
	inner, before := m.enter(fn)
	for i, arg := range args {
		inner[fn.params[i]] = arg.value(r)
	}
	value := m.body(fn, inner)
	m.used = before
	return value
}

// callByPath calls the rule at a path that is only known now.
type callByPath struct {
	path   []operand
	args   []operand
	result int
	rules  map[string]*function
}

// uncalled is where a plan goes on if a rule was found and is undefined: three
// blocks out, beyond the one that would look for base documents instead.
const uncalled signal = 3

func (s *callByPath) run(m *machine, r registers) signal {
	parts := make([]string, 0, len(s.path))
	for _, o := range s.path {
		part := o.value(r)
		if part == nil {
			return undefined
		}
		text, ok := part.Value.(ast.String)
		if !ok {
			return undefined
		}
		parts = append(parts, string(text))
	}
	fn := s.rules[pathName(parts)]
	if fn == nil {
		return undefined
	}
	r[s.result] = m.call(fn, s.args, r)
	if sig := m.after(r[s.result]); sig != undefined {
		return sig
	}
	return uncalled
}
