package testserver

import (
	"testing"

	"warder/models"
	"warder/models/store"
)

// Recorded is the record of a decision as a reader of the log gets it, or nil as long
// as there is none.
func Recorded(t *testing.T, db *store.Store, id string) *models.DecisionRecord {
	t.Helper()
	tx := db.Statement(t.Context())
	rows, err := store.Find[models.DecisionRecord](tx, store.Installation, "id = ?", id)
	if err == nil {
		err = models.JoinDecisions(tx, rows)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}
