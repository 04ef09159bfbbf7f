package upkeep_test

import (
	"slices"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
)

func Test_rounds_are_written_down_the_newest_first(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		create(t, db, &models.Session{ID: "abandoned", UserID: "u", LastUsed: ago(100 * day)})
		for range 12 {
			if _, err := keeper(db, still, watch()).Clean(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		create(t, db, &models.Session{ID: "another", UserID: "u", LastUsed: ago(100 * day)})
		rename(t, db, "api_keys", "away")
		if _, err := keeper(db, still, watch()).Clean(t.Context()); err == nil {
			t.Fatal("a table that is away was cleaned")
		}
		rename(t, db, "away", "api_keys")
		runs, err := upkeep.Runs(db.Statement(t.Context()))
		if err != nil || len(runs) != 10 {
			t.Fatalf("%d rounds, %v", len(runs), err)
		}
		if last := runs[0]; !slices.Equal(last.Failed, []string{"api_keys"}) || last.Removed["sessions"] != 1 || len(last.Removed) != 1 || !last.At.Equal(now) {
			t.Errorf("the last round is %+v", last)
		}
		if before := runs[1]; len(before.Failed) != 0 || len(before.Removed) != 0 {
			t.Errorf("the one before is %+v", before)
		}
		settings(t, db, "upkeep.runs", "garbage")
		if runs, err := upkeep.Runs(db.Statement(t.Context())); err != nil || len(runs) != 0 {
			t.Errorf("garbage is read as %v, %v", runs, err)
		}
	})
}

func settings(t *testing.T, db *store.Store, name, value string) {
	t.Helper()
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return models.SetSetting(tx, name, value) }); err != nil {
		t.Fatal(err)
	}
}
