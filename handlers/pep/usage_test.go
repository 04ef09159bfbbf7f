package pep

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// Uses that cannot be written wait, together with those that are made meanwhile.
func Test_uses_are_counted_by_the_flush_after_one_that_failed(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	scope := modelstest.Loginable(t, db, 0)
	row := modelstest.AccessToken(scope, "token")
	modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, row) })
	now := time.Unix(issuedAt, 0)
	use := models.TokenUse{Scope: scope, TokenID: row.ID, Count: 2, Last: store.At(now)}
	u := newUsage(db, slog.New(slog.DiscardHandler))

	u.note(row.ID, use)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	u.flush(stopped)
	if counted := usesOf(t, db, scope, row.ID); counted != 0 {
		t.Fatalf("%d uses were counted by a flush that could not write", counted)
	}
	u.note(row.ID, use)
	u.flush(t.Context())
	u.flush(t.Context()) // there is nothing left
	if counted := usesOf(t, db, scope, row.ID); counted != 4 {
		t.Errorf("%d uses were counted, not 4", counted)
	}
}

func usesOf(t *testing.T, db *store.Store, scope store.Scope, id string) (uses int64) {
	t.Helper()
	modelstest.Write(t, db, func(tx *store.Tx) error {
		row, err := store.First[models.AccessToken](tx, scope, "id = ?", id)
		if err == nil {
			uses = row.NumUses
		}
		return err
	})
	return uses
}
