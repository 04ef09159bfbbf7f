package plan

import (
	"fmt"
	"maps"

	"github.com/open-policy-agent/opa/v1/ir"
)

// built are the collections that a function has made itself.
type built map[ir.Local]bool

// checkBuilt holds a function to adding only to collections that it made itself:
// one that was fetched is part of another, which would not notice.
func checkBuilt(f *ir.Func) error {
	for _, b := range f.Blocks {
		own := built{}
		if first := f.Blocks[0].Stmts; len(first) == 1 && made(first[0]) != nil {
			own[f.Return] = true
		}
		if err := own.check(b); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func (own built) check(b *ir.Block) error {
	for _, s := range b.Stmts {
		if into, adds := added(s); adds && !own[into] {
			return fmt.Errorf("%w: a collection within another", ErrUnsupported)
		}
		for _, inner := range within(s) {
			if err := maps.Clone(own).check(inner); err != nil {
				return err
			}
			walk(inner.Stmts, own.note)
		}
		own.note(s)
		for _, local := range made(s) {
			own[local] = true
		}
	}
	return nil
}

// note forgets the values that a statement may have changed.
func (own built) note(s ir.Stmt) {
	for _, local := range written(s) {
		delete(own, local)
	}
}
