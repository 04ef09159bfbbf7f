package database

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"warder/models/store"
)

// SQLite is the address of a migrated database in a folder of the test's own.
func SQLite(t testing.TB) string {
	t.Helper()
	content, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("no SQLite database for the test: %v", err)
	}
	path := filepath.Join(t.TempDir(), "warder.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatalf("no SQLite database for the test: %v", err)
	}
	return "sqlite:" + path
}

// EmptySQLite is the address of a database that does not exist yet.
func EmptySQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "warder.db")
}

// sqliteTemplate is the file that a migration makes of nothing. It is made once
// per process.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "warder-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(url string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, url, store.Options{Create: true})
	if err != nil {
		return err
	}
	if _, err := db.Migrate(ctx, store.MigrateOptions{}); err != nil {
		_ = db.Close()
		return err
	}
	return db.Close()
}
