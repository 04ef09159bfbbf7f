package api

import (
	"testing"

	"warder/models"
)

// Recorded is the record of a decision as a reader of the log gets it, or nil as long
// as there is none.
func Recorded(t *testing.T, store *models.Store, id string) *models.DecisionRecord {
	t.Helper()
	tx := store.Statement(t.Context())
	rows, err := models.Find[models.DecisionRecord](tx, models.Installation, "id = ?", id)
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
