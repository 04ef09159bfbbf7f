package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"warder/models/backup"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// Nothing of a restore that did not come to its end is there, and the next one goes on.
func Test_a_restore_that_ends_half_way_leaves_nothing(t *testing.T) {
	source := modelstest.Open(t, database.SQLite(t))
	file := planted(t, source)
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, err := filled(ctx, db, file, backup.FillOptions{Progress: func(rows int64) {
			if rows == 15 {
				cancel()
			}
		}})
		if err == nil {
			t.Fatal("it came to its end")
		}
		if _, err := filled(t.Context(), db, file[:len(file)-1], backup.FillOptions{}); !errors.Is(err, backup.ErrDamaged) {
			t.Fatalf("a file that was cut: %v", err)
		}
		if err := backup.CheckEmpty(db.Statement(t.Context())); err != nil {
			t.Fatal(err)
		}
		if _, err := filled(t.Context(), db, file, backup.FillOptions{}); err != nil {
			t.Fatal(err)
		}
		if _, err := filled(t.Context(), db, file, backup.FillOptions{}); !errors.Is(err, backup.ErrNotEmpty) {
			t.Errorf("a database that is not empty: %v", err)
		}
	})
}

// The files of a SQLite database as a killed process leaves them are those of the middle
// of its transaction.
func Test_a_killed_restore_leaves_an_empty_database(t *testing.T) {
	source := modelstest.Open(t, database.SQLite(t))
	file := planted(t, source)
	db := modelstest.Open(t, database.SQLite(t))
	left := filepath.Join(t.TempDir(), "left.db")
	_, err := filled(t.Context(), db, file, backup.FillOptions{Progress: func(rows int64) {
		if rows != 20 {
			return
		}
		for _, end := range []string{"", "-wal"} {
			content, err := os.ReadFile(db.File() + end)
			if err != nil {
				t.Error(err)
			}
			if err := os.WriteFile(left+end, content, 0o600); err != nil {
				t.Error(err)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	again := modelstest.Open(t, "sqlite:"+left)
	if err := backup.CheckEmpty(again.Statement(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := filled(t.Context(), again, file, backup.FillOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Where the disk of the database is full, nothing is restored.
func Test_a_restore_on_a_full_disk_leaves_nothing(t *testing.T) {
	file := planted(t, modelstest.Open(t, database.SQLite(t)))
	db := modelstest.Open(t, database.Postgres(t))
	modelstest.Write(t, db, func(tx *store.Tx) error { // what PostgreSQL says then
		return errors.Join(tx.DB().Exec(`CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$`).Error,
			tx.DB().Exec("CREATE TRIGGER disk_is_full BEFORE INSERT ON secrets FOR EACH ROW EXECUTE FUNCTION disk_is_full()").Error)
	})
	_, err := filled(t.Context(), db, file, backup.FillOptions{})
	if store.Cause(err) != "the disk of the database is full" || !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v (%s)", err, store.Cause(err))
	}
	if err := backup.CheckEmpty(db.Statement(t.Context())); err != nil {
		t.Error(err)
	}
}
