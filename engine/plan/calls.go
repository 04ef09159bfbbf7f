package plan

import "github.com/open-policy-agent/opa/v1/ast"

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
