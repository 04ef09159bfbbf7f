package plan

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// A plan builds every literal anew where it is used: a set of names, member by
// member, in each evaluation. literal finds those statements and what they come
// to, so that it is built once.

// literal is the values that the first statements build, and how many statements
// those are; 0 if they build nothing that is always the same.
func (w *writer) literal(stmts []ir.Stmt, k known) (int, map[ir.Local]*ast.Term) {
	l := &literals{writer: w, known: k.inner(), made: map[ir.Local]*ast.Term{}}
	used := 0
	for used < len(stmts) && l.take(stmts[used]) {
		used++
	}
	if used == 0 || !l.complete(stmts[used:]) {
		return 0, nil
	}
	return used, l.made
}

type literals struct {
	*writer
	known known // including the literals that were made
	made  map[ir.Local]*ast.Term
}

func (l *literals) make(local ir.Local, value ast.Value) bool {
	if local == l.gives {
		return false
	}
	l.made[local] = ast.NewTerm(value)
	l.known.forget(local)
	l.known[local] = operand{constant: l.made[local]}
	return true
}

// take builds what one statement builds, if that is always the same.
func (l *literals) take(s ir.Stmt) bool {
	switch s := s.(type) {
	case *ir.MakeNullStmt:
		return l.make(s.Target, ast.NullValue)
	case *ir.MakeNumberIntStmt:
		return l.make(s.Target, ast.InternedTerm(int(s.Value)).Value)
	case *ir.MakeNumberRefStmt:
		text, _ := l.strings[s.Index].Value.(ast.String)
		return l.make(s.Target, ast.Number(text))
	case *ir.MakeArrayStmt:
		return l.make(s.Target, ast.NewArray())
	case *ir.MakeObjectStmt:
		return l.make(s.Target, ast.NewObject())
	case *ir.MakeSetStmt:
		return l.make(s.Target, ast.NewSet())
	case *ir.ArrayAppendStmt:
		value, into := l.constant(s.Value), l.made[s.Array]
		if value == nil || into == nil {
			return false
		}
		into.Value = into.Value.(*ast.Array).Append(value) //nolint:forcetypeassert // made above
	case *ir.ObjectInsertStmt:
		key, value, into := l.constant(s.Key), l.constant(s.Value), l.made[s.Object]
		if key == nil || value == nil || into == nil {
			return false
		}
		into.Value.(ast.Object).Insert(key, value) //nolint:forcetypeassert // made above
	case *ir.SetAddStmt:
		value, into := l.constant(s.Value), l.made[s.Set]
		if value == nil || into == nil {
			return false
		}
		into.Value.(ast.Set).Add(value) //nolint:forcetypeassert // made above
	default:
		return false
	}
	return true
}

func (l *literals) constant(o ir.Operand) *ast.Term { return l.operand(o, l.known).constant }

// complete reports whether no later statement adds to the literal.
func (l *literals) complete(rest []ir.Stmt) bool {
	whole := true
	walk(rest, func(s ir.Stmt) {
		if into, adds := added(s); adds {
			whole = whole && l.made[into] == nil
		}
	})
	return whole
}
