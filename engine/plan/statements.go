package plan

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// step compiles one statement.
//
//nolint:cyclop,funlen,gocyclo // one case for each statement of the format
func (w *writer) step(s ir.Stmt, k known) (step, error) {
	switch s := s.(type) {
	case *ir.ReturnLocalStmt:
		return &giveBack{w.local(s.Source, k)}, nil
	case *ir.CallStmt:
		return w.call(s, k)
	case *ir.CallDynamicStmt:
		args := make([]operand, 0, len(s.Args))
		for _, l := range s.Args {
			args = append(args, w.local(l, k))
		}
		return &callByPath{w.operands(s.Path, k), args, w.target(s.Result, k), w.byPath}, nil
	case *ir.BlockStmt:
		blocks, err := w.blocks(s.Blocks, k)
		if w.every.bodies[s] {
			return &first{&sequence{blocks}}, err
		}
		return &sequence{blocks}, err
	case *ir.BreakStmt:
		return leave(s.Index), nil
	case *ir.LenStmt:
		return &length{w.operand(s.Source, k), w.target(s.Target, k)}, nil
	case *ir.ScanStmt:
		return w.scan(s, k)
	case *ir.NotStmt:
		inner, err := w.nested(s.Block, k)
		return &not{inner}, err
	case *ir.AssignIntStmt:
		return &assign{operand{constant: ast.InternedTerm(int(s.Value))}, w.target(s.Target, k)}, nil
	case *ir.AssignVarStmt:
		source := w.operand(s.Source, k)
		return w.every.assign(s, &assign{source, w.target(s.Target, k)}), nil
	case *ir.AssignVarOnceStmt:
		return w.assignOnce(s, k), nil
	case *ir.ResetLocalStmt:
		return reset(w.target(s.Target, k)), nil
	case *ir.MakeArrayStmt:
		return &begin{ast.InternedEmptyArray, w.target(s.Target, k)}, nil
	case *ir.MakeObjectStmt:
		return &begin{ast.InternedEmptyObject, w.target(s.Target, k)}, nil
	case *ir.MakeSetStmt:
		return &begin{ast.InternedEmptySet, w.target(s.Target, k)}, nil
	case *ir.EqualStmt:
		return &equal{w.pair(s.A, s.B, k)}, nil
	case *ir.NotEqualStmt:
		return w.unequal(s, k), nil
	case *ir.IsArrayStmt:
		return &isA[*ast.Array]{w.operand(s.Source, k)}, nil
	case *ir.IsObjectStmt:
		return &isA[ast.Object]{w.operand(s.Source, k)}, nil
	case *ir.IsSetStmt:
		return &isA[ast.Set]{w.operand(s.Source, k)}, nil
	case *ir.IsDefinedStmt:
		return &isDefined{w.local(s.Source, k)}, nil
	case *ir.IsUndefinedStmt:
		return &isUndefined{w.local(s.Source, k)}, nil
	case *ir.ArrayAppendStmt:
		return &add{to: w.touch(s.Array), value: w.operand(s.Value, k)}, nil
	case *ir.ObjectInsertStmt:
		return &add{to: w.touch(s.Object), key: w.operand(s.Key, k), value: w.operand(s.Value, k)}, nil
	case *ir.ObjectInsertOnceStmt:
		return &addOnce{add{w.touch(s.Object), w.operand(s.Key, k), w.operand(s.Value, k)}, w.place(s)}, nil
	case *ir.SetAddStmt:
		return &add{to: w.touch(s.Set), value: w.operand(s.Value, k)}, nil
	case *ir.ObjectMergeStmt:
		objects := pair{w.local(s.A, k), w.local(s.B, k)}
		return &merge{objects, w.target(s.Target, k), w.place(s)}, nil
	case *ir.WithStmt:
		return w.with(s, k)
	case *ir.NopStmt:
		return &sequence{}, nil
	}
	return nil, fmt.Errorf("%s: %w: %T", w.place(s), ErrUnsupported, s)
}

// place is the file and line a statement comes from.
func (w *writer) place(s ir.Stmt) string {
	l := s.GetLocation()
	if l.File < 0 || l.File >= len(w.files) {
		return "policy"
	}
	return fmt.Sprintf("%s:%d", w.files[l.File], l.Row)
}

func (w *writer) scan(s *ir.ScanStmt, k known) (step, error) {
	source := w.local(s.Source, k)
	key, value := w.target(s.Key, k), w.target(s.Value, k)
	inner, err := w.nested(s.Block, k)
	if w.every.scans[s] {
		return &first{&scan{source, key, value, inner}}, err
	}
	return &scan{source, key, value, inner}, err
}

func (w *writer) assignOnce(s *ir.AssignVarOnceStmt, k known) step {
	source := w.operand(s.Source, k)
	target := w.target(s.Target, k)
	if w.outcome.ends(s) {
		return &giveBack{source}
	}
	return &assignOnce{source, target, w.place(s)}
}

func (w *writer) call(s *ir.CallStmt, k known) (step, error) {
	args := w.operands(s.Args, k)
	result := w.target(s.Result, k)
	if fn := w.functions[s.Func]; fn != nil {
		return &call{fn, args, result}, nil
	}
	decl := w.decls[s.Func]
	if decl == nil {
		return nil, fmt.Errorf("%s: %w: %s", w.place(s), ErrUnsupported, s.Func)
	}
	return builtin(decl, args, result, w.place(s))
}
