package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"warder/models/store"
	"warder/tests/database"
)

// notes is a database of another program, in a file of SQLite.
func notes(t *testing.T, statements string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "notes.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	return path
}

func Test_a_file_that_is_no_database_of_ours_is_refused_and_stays_as_it_is(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(text, []byte("buy milk"), 0o600); err != nil {
		t.Fatal(err)
	}
	bare := notes(t, "CREATE TABLE t (a); DROP TABLE t")
	for name, c := range map[string]struct {
		path   string
		create bool
		want   error
		cause  string
	}{
		"tables of another program":                {notes(t, "CREATE TABLE notes (text TEXT)"), true, store.ErrForeign, "has tables"},
		"tables of another program, for a look":    {notes(t, "CREATE TABLE users (id TEXT)"), false, store.ErrForeign, "has tables"},
		"migrations of another program":            {notes(t, "CREATE TABLE schema_migrations (version TEXT); CREATE TABLE users (id TEXT)"), true, store.ErrForeign, "has tables"},
		"a database that writes ahead":             {notes(t, "PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)"), true, store.ErrForeign, "has tables"},
		"an empty file, for a look":                {empty, false, store.ErrNoDatabase, "is empty"},
		"a database without tables, for a look":    {bare, false, store.ErrNoDatabase, "has no tables"},
		"a file that is not there, for a look":     {filepath.Join(t.TempDir(), "none.db"), false, store.ErrNoDatabase, "is not there"},
		"a file of text":                           {text, true, store.ErrUnavailable, "the file is no SQLite database"},
		"a folder":                                 {t.TempDir(), true, store.ErrUnavailable, "is a folder, and the database is a file: sqlite:"},
		"a device":                                 {"/dev/null", true, store.ErrUnavailable, "is no regular file"},
		"a folder that is not there":               {filepath.Join(t.TempDir(), "no", "warder.db"), true, store.ErrUnavailable, "is not there: make it, or name another file"},
		"a file in the place of a folder":          {filepath.Join(text, "warder.db"), true, store.ErrUnavailable, "text.db is no folder"},
		"a file system that takes no files at all": {"/proc/warder.db", true, store.ErrUnavailable, "/proc"},
	} {
		before := lookOf(t, c.path)
		db, err := store.Open(t.Context(), "sqlite:"+c.path, store.Options{Create: c.create})
		if err == nil {
			t.Errorf("%s: it opens", name)
			_ = db.Close()
			continue
		}
		if said := err.Error() + " " + store.Cause(err); !errors.Is(err, c.want) || !strings.Contains(said, c.cause) {
			t.Errorf("%s: %s, want %v with %q", name, said, c.want, c.cause)
		}
		if after := lookOf(t, c.path); before != after {
			t.Errorf("%s: the folder was %.200q and is %.200q", name, before, after)
		}
	}
}

// lookOf is what is in the folder of a file, and in the file.
func lookOf(t *testing.T, path string) string {
	t.Helper()
	if !strings.HasPrefix(path, os.TempDir()) {
		return ""
	}
	entries, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	text, _ := os.ReadFile(path)
	return strings.Join(entries, " ") + "\n" + string(text)
}

// Tables of our names in a database without our migrations are another program's. Others
// are no obstacle: a schema of PostgreSQL may have those of extensions.
func Test_migrating_refuses_tables_of_another_program(t *testing.T) {
	for name, c := range map[string]struct{ statements, taken string }{
		"our names":                    {"CREATE TABLE users (id int); CREATE TABLE projects (id int); CREATE TABLE notes (id int)", "it has projects, users, and"},
		"migrations of another kind":   {"CREATE TABLE schema_migrations (version text)", "it has schema_migrations, and"},
		"other names, of an extension": {"CREATE TABLE spatial_ref_sys (id int)", ""},
	} {
		address := database.EmptyPostgres(t)
		told(t, address, c.statements)
		db, err := store.Open(t.Context(), address, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, options := range []store.MigrateOptions{{DryRun: true}, {}} {
			_, err := db.Migrate(t.Context(), options)
			if (err == nil) != (c.taken == "") || c.taken != "" && (!errors.Is(err, store.ErrForeign) || !strings.Contains(err.Error(), c.taken)) {
				t.Errorf("%s, %+v: %v", name, options, err)
			}
		}
		if err := db.CheckSchema(t.Context()); c.taken != "" && !errors.Is(err, store.ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// told runs statements on a database of PostgreSQL, as an administrator does.
func told(t *testing.T, address, statements string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context()) //nolint:errcheck // all is done
	if _, err := connection.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}
