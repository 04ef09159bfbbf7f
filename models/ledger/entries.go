package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/store"
)

// LoggedRecord is one place in the log, and the record that has it.
type LoggedRecord struct {
	Index int64     // counts from 0; no place is ever taken away
	Hash  tlog.Hash // of the leaf
	ID    string    // of the record, "" where that is no UUID
	Seq   int64     // number of the record
}

// Size is how many places the log has.
func Size(tx *store.Tx) (int64, error) {
	t, err := openTree(tx)
	return t.size, err
}

// Entries reads the places of the log in their order, from one up to another one, which
// is not among them. A place that the log does not have is an error.
func Entries(tx *store.Tx, from, to int64) ([]LoggedRecord, error) {
	entries := make([]LoggedRecord, 0, max(0, to-from))
	tiles, err := models.TilesFrom(tx, from/perTile, int((to-from)/perTile)+2)
	if err != nil {
		return nil, err
	}
	for i := range tiles {
		leaves, whole := leavesOf(&tiles[i])
		if !whole {
			return nil, fmt.Errorf("tile %d of the decision log is damaged", tiles[i].Number)
		}
		for _, leaf := range leaves {
			if leaf.index >= from && leaf.index < to {
				entries = append(entries, LoggedRecord{leaf.index, leaf.hash, leaf.id, leaf.seq})
			}
		}
	}
	if int64(len(entries)) != to-from {
		return nil, fmt.Errorf("the decision log has no places %d to %d", from, to)
	}
	return entries, nil
}
