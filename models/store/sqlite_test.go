package store_test

import (
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func Test_a_new_database_is_readable_by_its_owner_alone(t *testing.T) {
	url := database.EmptySQLite(t)
	db := modelstest.Open(t, url)
	if _, err := db.Migrate(t.Context(), store.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(fileOf(url) + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", suffix, info, err)
		}
	}
}

func Test_every_connection_is_safe(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
	check := func(tx *store.Tx) error {
		for pragma, value := range want {
			var got string
			if err := tx.DB().Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil || got != value {
				t.Errorf("%s is %s, %v; want %s", pragma, got, err, value)
			}
		}
		return nil
	}
	modelstest.Write(t, db, check)
	if err := db.Snapshot(t.Context(), check); err != nil {
		t.Fatal(err)
	}
}

func Test_a_file_with_any_name_is_found_under_every_spelling(t *testing.T) {
	path := t.TempDir() + "/a b%3f#é.db"
	for _, scheme := range []string{"sqlite:", "sqlite://", "file:"} {
		db := modelstest.Open(t, scheme+path)
		if _, err := db.Migrate(t.Context(), store.MigrateOptions{}); err != nil {
			t.Fatalf("%s: %v", scheme, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
}

func Test_a_full_disk_is_unavailable(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.DB().Exec("PRAGMA max_page_count = 1").Error; err != nil { // means: no more than now
			return err
		}
		return models.SetSetting(tx, "large", strings.Repeat("x", 1<<20))
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func Test_a_file_that_another_program_keeps_locked_is_unavailable(t *testing.T) {
	url := database.SQLite(t)
	db, err := store.Open(t.Context(), url, store.Options{AcquireTimeout: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := sql.Open("sqlite", "file:"+fileOf(url)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	holder, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func() error {
		return db.Write(t.Context(), func(tx *store.Tx) error { return models.SetSetting(tx, "a", "1") })
	}
	if err := write(); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if err := holder.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func fileOf(url string) string { return strings.TrimPrefix(url, "sqlite:") }

// What is written into a file that was moved away is lost with the process.
func Test_nothing_is_written_into_a_file_that_is_not_in_its_place(t *testing.T) {
	url := database.SQLite(t)
	db, path := modelstest.Open(t, url), fileOf(url)
	write := func() error {
		return db.Write(t.Context(), func(tx *store.Tx) error { return models.SetSetting(tx, "a", "b") })
	}
	var told []error
	db.OnUnwritten(func(err error) { told = append(told, err) })
	if err := write(); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func() error{
		func() error { return os.Rename(path, path+".away") },
		func() error { return os.WriteFile(path, nil, 0o600) }, // another file of its name
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if err := write(); !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, store.ErrFileMoved) {
			t.Errorf("a write: %v", err)
		}
		if err := db.CheckWritable(t.Context(), time.Now()); err == nil || !strings.Contains(err.Error(), "moved, removed or replaced") {
			t.Errorf("the check: %v", err)
		}
	}
	if len(told) != 2 {
		t.Errorf("told %d times: %v", len(told), told)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Errorf("a write into the file that is back: %v", err)
	}
}
