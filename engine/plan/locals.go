package plan

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ir"
)

// added is the collection that a statement adds to.
func added(s ir.Stmt) (ir.Local, bool) {
	switch s := s.(type) {
	case *ir.ArrayAppendStmt:
		return s.Array, true
	case *ir.ObjectInsertStmt:
		return s.Object, true
	case *ir.ObjectInsertOnceStmt:
		return s.Object, true
	case *ir.SetAddStmt:
		return s.Set, true
	}
	return 0, false
}

// written is the local that a statement assigns.
func written(s ir.Stmt) []ir.Local {
	switch s := s.(type) {
	case *ir.CallStmt:
		return []ir.Local{s.Result}
	case *ir.CallDynamicStmt:
		return []ir.Local{s.Result}
	case *ir.DotStmt:
		return []ir.Local{s.Target}
	case *ir.LenStmt:
		return []ir.Local{s.Target}
	case *ir.ScanStmt:
		return []ir.Local{s.Key, s.Value}
	case *ir.AssignIntStmt:
		return []ir.Local{s.Target}
	case *ir.AssignVarStmt:
		return []ir.Local{s.Target}
	case *ir.AssignVarOnceStmt:
		return []ir.Local{s.Target}
	case *ir.ResetLocalStmt:
		return []ir.Local{s.Target}
	case *ir.ObjectMergeStmt:
		return []ir.Local{s.Target}
	}
	return made(s)
}

// made is the local that a statement makes a new value for.
func made(s ir.Stmt) []ir.Local {
	switch s := s.(type) {
	case *ir.MakeNullStmt:
		return []ir.Local{s.Target}
	case *ir.MakeNumberIntStmt:
		return []ir.Local{s.Target}
	case *ir.MakeNumberRefStmt:
		return []ir.Local{s.Target}
	case *ir.MakeArrayStmt:
		return []ir.Local{s.Target}
	case *ir.MakeObjectStmt:
		return []ir.Local{s.Target}
	case *ir.MakeSetStmt:
		return []ir.Local{s.Target}
	}
	return nil
}

// forget drops the known values of the locals that a block writes.
func forget(b *ir.Block, k known) {
	walk(b.Stmts, func(s ir.Stmt) {
		for _, local := range written(s) {
			k.forget(local)
		}
	})
}

// walk visits statements, and those within them.
func walk(stmts []ir.Stmt, visit func(ir.Stmt)) {
	for _, s := range stmts {
		visit(s)
		for _, b := range within(s) {
			walk(b.Stmts, visit)
		}
	}
}

func within(s ir.Stmt) []*ir.Block {
	switch s := s.(type) {
	case *ir.BlockStmt:
		return s.Blocks
	case *ir.ScanStmt:
		return []*ir.Block{s.Block}
	case *ir.NotStmt:
		return []*ir.Block{s.Block}
	case *ir.WithStmt:
		return []*ir.Block{s.Block}
	}
	return nil
}

// read are the locals that a statement itself looks at.
//
//nolint:cyclop,funlen,gocyclo // one case for each statement of the format
func read(s ir.Stmt) []ir.Local {
	switch s := s.(type) {
	case *ir.ReturnLocalStmt:
		return []ir.Local{s.Source}
	case *ir.CallStmt:
		return ofOperands(s.Args...)
	case *ir.CallDynamicStmt:
		return append(ofOperands(s.Path...), s.Args...)
	case *ir.DotStmt:
		return ofOperands(s.Source, s.Key)
	case *ir.LenStmt:
		return ofOperands(s.Source)
	case *ir.ScanStmt:
		return []ir.Local{s.Source}
	case *ir.AssignVarStmt:
		return ofOperands(s.Source)
	case *ir.AssignVarOnceStmt:
		return append(ofOperands(s.Source), s.Target)
	case *ir.EqualStmt:
		return ofOperands(s.A, s.B)
	case *ir.NotEqualStmt:
		return ofOperands(s.A, s.B)
	case *ir.IsArrayStmt:
		return ofOperands(s.Source)
	case *ir.IsObjectStmt:
		return ofOperands(s.Source)
	case *ir.IsSetStmt:
		return ofOperands(s.Source)
	case *ir.IsDefinedStmt:
		return []ir.Local{s.Source}
	case *ir.IsUndefinedStmt:
		return []ir.Local{s.Source}
	case *ir.ArrayAppendStmt:
		return append(ofOperands(s.Value), s.Array)
	case *ir.ObjectInsertStmt:
		return append(ofOperands(s.Key, s.Value), s.Object)
	case *ir.ObjectInsertOnceStmt:
		return append(ofOperands(s.Key, s.Value), s.Object)
	case *ir.ObjectMergeStmt:
		return []ir.Local{s.A, s.B}
	case *ir.SetAddStmt:
		return append(ofOperands(s.Value), s.Set)
	case *ir.WithStmt:
		return append(ofOperands(s.Value), s.Local)
	}
	return nil
}

func ofOperands(operands ...ir.Operand) []ir.Local {
	locals := []ir.Local{}
	for _, o := range operands {
		if local, ok := o.Value.(ir.Local); ok {
			locals = append(locals, local)
		}
	}
	return locals
}

// rewritten reports whether statements assign a local.
func rewritten(local ir.Local, stmts []ir.Stmt) bool {
	found := false
	walk(stmts, func(s ir.Stmt) {
		found = found || slices.Contains(written(s), local)
		if changed, ok := s.(*ir.WithStmt); ok {
			found = found || changed.Local == local
		}
	})
	return found
}

// reads counts how often statements look at a local.
func reads(local ir.Local, stmts []ir.Stmt) int {
	count := 0
	walk(stmts, func(s ir.Stmt) {
		for _, one := range read(s) {
			if one == local {
				count++
			}
		}
	})
	return count
}
