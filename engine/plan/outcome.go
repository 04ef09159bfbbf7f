package plan

import "github.com/open-policy-agent/opa/v1/ir"

// outcome is the one value that every rule of a function comes to: the first
// that holds decides, and the others need not be looked at. OPA's evaluator
// leaves early in the same case.
type outcome struct {
	target ir.Local
	value  ir.Val
}

// ends reports whether nothing can change what a function returns once this
// assignment is made.
func (o *outcome) ends(s *ir.AssignVarOnceStmt) bool {
	return o != nil && s.Target == o.target && s.Source.Value == o.value
}

// settles reports whether a statement needs no step, because what it looks after
// is never assigned: the function ends instead.
func (o *outcome) settles(s ir.Stmt) bool {
	if o == nil {
		return false
	}
	switch s := s.(type) {
	case *ir.ResetLocalStmt:
		return s.Target == o.target
	case *ir.IsUndefinedStmt:
		return s.Source == o.target
	}
	return false
}

// skips reports whether a block has nothing to do for the same reason.
func (o *outcome) skips(b *ir.Block) bool {
	if o == nil || len(b.Stmts) == 0 {
		return false
	}
	defined, ok := b.Stmts[0].(*ir.IsDefinedStmt)
	return ok && defined.Source == o.target
}

// constantOutcome finds the outcome of a function, nil if it has several.
func constantOutcome(f *ir.Func) *outcome {
	var found *outcome
	constant := true
	walk([]ir.Stmt{&ir.BlockStmt{Blocks: f.Blocks}}, func(s ir.Stmt) {
		assigned, ok := s.(*ir.AssignVarOnceStmt)
		if !ok || assigned.Target == f.Return {
			return
		}
		if _, isLocal := assigned.Source.Value.(ir.Local); isLocal {
			constant = false
			return
		}
		if found == nil {
			found = &outcome{assigned.Target, assigned.Source.Value}
		}
		constant = constant && found.ends(assigned)
	})
	if !constant {
		return nil
	}
	return found
}
