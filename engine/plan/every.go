package plan

import "github.com/open-policy-agent/opa/v1/ir"

// every says which statements of a function are made of `every x in xs { body }`.
// OPA's planner runs the body for all members and all ways to meet it; topdown ends
// at the first member that does not meet it, and at the first way for one that does.
// What an evaluation never comes to cannot fail, so a plan ends there, too.
type every struct {
	scans  map[*ir.ScanStmt]bool  // of the members
	bodies map[*ir.BlockStmt]bool // met or not
	found  map[ir.Local]bool      // set when either is over
}

// findEvery finds them by their form: a scan that ends by noting that its body,
// the block before, has not noted that it was met.
func findEvery(f *ir.Func) *every {
	e := &every{map[*ir.ScanStmt]bool{}, map[*ir.BlockStmt]bool{}, map[ir.Local]bool{}}
	walk([]ir.Stmt{&ir.BlockStmt{Blocks: f.Blocks}}, func(s ir.Stmt) {
		if scan, is := s.(*ir.ScanStmt); is && scan.Block != nil {
			e.note(scan)
		}
	})
	return e
}

func (e *every) note(scan *ir.ScanStmt) {
	n := len(scan.Block.Stmts)
	if n < 3 {
		return
	}
	body, isBlock := scan.Block.Stmts[n-3].(*ir.BlockStmt)
	unmet, isUnmet := scan.Block.Stmts[n-2].(*ir.IsUndefinedStmt)
	failed, isFailed := scan.Block.Stmts[n-1].(*ir.AssignVarStmt)
	if isBlock && isUnmet && isFailed && isTrue(failed) && notes(body, unmet.Source) {
		e.scans[scan], e.bodies[body], e.found[failed.Target], e.found[unmet.Source] = true, true, true, true
	}
}

// notes reports whether a block says by a local that it came to its end.
func notes(body *ir.BlockStmt, local ir.Local) (found bool) {
	walk([]ir.Stmt{body}, func(s ir.Stmt) {
		met, is := s.(*ir.AssignVarStmt)
		found = found || is && met.Target == local && isTrue(met)
	})
	return found
}

func isTrue(s *ir.AssignVarStmt) bool { return s.Source.Value == ir.Bool(true) }

// assign is an assignment, which ends the scan or body that it is the end of.
func (e *every) assign(s *ir.AssignVarStmt, assigned step) step {
	if e.found[s.Target] && isTrue(s) {
		return &find{assigned}
	}
	return assigned
}

// find ends what found comes to first.
type find struct{ assigned step }

func (f *find) run(m *machine, r registers) signal {
	f.assigned.run(m, r)
	return found
}

// first is a scan or a body that ends once something is found, and goes on after
// it.
type first struct{ inner step }

func (f *first) run(m *machine, r registers) signal {
	if sig := f.inner.run(m, r); sig != found {
		return sig
	}
	return next
}
