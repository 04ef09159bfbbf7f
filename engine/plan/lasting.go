package plan

import (
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// lasting is what a rule comes to that looks at nothing of the input: tables,
// names of stages, what a package handles. The first evaluation that needs it
// finds it, for all that follow. Policy and base documents never change below a
// query, and built-in functions that could answer otherwise are not run at all.
type lasting struct{ found atomic.Pointer[answer] }

func (l *lasting) answer() *answer {
	if l == nil {
		return nil
	}
	return l.found.Load()
}

func (l *lasting) keep(value *ast.Term) {
	if l != nil {
		l.found.Store(&answer{found: true, value: value})
	}
}

// lastingFunctions are the functions that look at nothing of the input, by name.
func lastingFunctions(policy *ir.Policy) map[string]bool {
	s := &standing{functions: map[string]*ir.Func{}, known: map[string]bool{}}
	for _, f := range policy.Funcs.Funcs {
		s.functions[f.Name] = f
	}
	for name := range s.functions {
		s.stands(name)
	}
	return s.known
}

type standing struct {
	functions map[string]*ir.Func
	known     map[string]bool
}

// stands reports whether a function depends on its arguments alone, besides the
// data. No function calls itself: Rego has no recursion.
func (s *standing) stands(name string) bool {
	if answer, ok := s.known[name]; ok {
		return answer
	}
	f, input := s.functions[name], s.functions[name].Params[0]
	still := true
	for _, b := range f.Blocks {
		walk(b.Stmts, func(stmt ir.Stmt) { still = still && s.ignores(stmt, input) })
	}
	s.known[name] = still
	return still
}

// ignores reports whether a statement makes nothing of the input.
func (s *standing) ignores(stmt ir.Stmt, input ir.Local) bool {
	looked := read(stmt)
	switch stmt := stmt.(type) {
	case *ir.WithStmt, *ir.CallDynamicStmt:
		return false
	case *ir.CallStmt:
		if s.functions[stmt.Func] == nil {
			break
		}
		if !s.stands(stmt.Func) {
			return false
		}
		looked = ofOperands(stmt.Args[1:]...)
	}
	for _, local := range looked {
		if local == input {
			return false
		}
	}
	return true
}
