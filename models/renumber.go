package models

import (
	"slices"

	"warder/models/store"
)

// ranked is a row with a position, from 1, among those beside it.
type ranked interface {
	rank() (id string, position *int64)
}

// lockOrder makes the transaction the only one that changes the order of what
// belongs to a row, until it ends. Two that wrote the positions of the same rows,
// each in its own order, would wait for each other, and everyone else for them.
// Rows that refer to this one come and go meanwhile.
func lockOrder[Parent any](tx *store.Tx, scope store.Scope, parentID string) error {
	_, err := store.First[Parent](tx.LockingForeign(), scope, "id = ?", parentID)
	return err
}

// moveTo puts a row at a position, or last, and closes the ranks of the others.
func moveTo[T any, P interface {
	*T
	ranked
}](tx *store.Tx, scope store.Scope, all []T, row P, position int64,
) error {
	moved, others := *row, []T{}
	for _, other := range all {
		if sameRank(P(&other), row) {
			moved = other // which is where it is by now
		} else {
			others = append(others, other)
		}
	}
	return closeRanks(tx, scope, slices.Insert(others, int(min(position-1, int64(len(others)))), moved), row)
}

// closeRanks writes the positions that changed, and into row its own.
func closeRanks[T any, P interface {
	*T
	ranked
}](tx *store.Tx, scope store.Scope, order []T, row P,
) error {
	_, own := row.rank()
	for i := range order {
		_, position := P(&order[i]).rank()
		if sameRank(P(&order[i]), row) {
			*own = int64(i + 1)
		}
		if *position == int64(i+1) {
			continue
		}
		*position = int64(i + 1)
		if err := store.Update(tx, scope, &order[i], "position"); err != nil {
			return err
		}
	}
	return nil
}

func sameRank(a, b ranked) bool {
	one, _ := a.rank()
	other, _ := b.rank()
	return one == other
}
