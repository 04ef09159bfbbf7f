package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/models/backup"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// sealed is a database of a schema version with an installation's keyring; 0 is the newest.
func sealed(t *testing.T, root seal.RootKey, version int64) (url string) {
	t.Helper()
	url = database.EmptySQLite(t)
	db := modelstest.Open(t, url)
	if _, err := db.Migrate(t.Context(), store.MigrateOptions{To: version}); err != nil {
		t.Fatal(err)
	}
	_, text, err := seal.Create(root)
	if err != nil {
		t.Fatal(err)
	}
	modelstest.Write(t, db, func(tx *store.Tx) error {
		noise := make([]byte, 200_000) // so that a file has several segments
		_, _ = rand.Read(noise)
		return tx.DB().Exec("INSERT INTO settings (name, value) VALUES ('keyring', ?), ('instance.id', 'i'), ('noise', ?)", text, hex.EncodeToString(noise)).Error
	})
	return url
}

// backedUp is a backup of such a database.
func backedUp(t *testing.T, root seal.RootKey, version int64) (file string) {
	t.Helper()
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	file = filepath.Join(t.TempDir(), "warder.backup")
	run(t, exitOK, "rows of", "backup", "-o", file, "--data-dir", t.TempDir(), "--database-url", sealed(t, root, version))
	return file
}

func TestBackup_refuses(t *testing.T) {
	root, dir := seal.NewRootKey(), t.TempDir()
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	url, file := sealed(t, root, 0), filepath.Join(dir, "b")
	on := []string{"--data-dir", dir, "--database-url", url}
	run(t, exitUsage, "--output is missing", append([]string{"backup"}, on...)...)
	run(t, exitError, "there is no database: "+dir, "backup", "-o", file, "--data-dir", dir, "--database-url", "sqlite:"+filepath.Join(dir, "none.db"))
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("a refusal leaves %v", left)
	}
	unused := filepath.Join(t.TempDir(), "unused.db")
	write(t, unused, "")
	run(t, exitError, "no server was ever started on it", "backup", "-o", file, "--data-dir", dir, "--database-url", "sqlite:"+unused)
	run(t, exitOK, "rows of", append([]string{"backup", "-o", file}, on...)...)
	run(t, exitError, "it exists; give another name, or --force", append([]string{"backup", "-o", file}, on...)...)
	run(t, exitOK, "rows of", append([]string{"backup", "-o", file, "--force"}, on...)...)
	run(t, exitError, "no such file or directory", append([]string{"backup", "-o", filepath.Join(dir, "no", "b")}, on...)...)
	t.Setenv("WARDER_ROOT_KEY", seal.NewRootKey().Reveal())
	run(t, exitError, "wrong root key", append([]string{"backup", "-o", file, "--force"}, on...)...)
	t.Setenv("WARDER_ROOT_KEY", "")
	run(t, exitError, "the root key is missing: restore it to "+dir, append([]string{"backup", "-o", file, "--force"}, on...)...)
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	run(t, exitOK, "the file is whole", append([]string{"restore", "--verify", file}, on...)...)
}

// A backup to standard output is that alone.
func TestBackup_to_standard_output(t *testing.T) {
	root := seal.NewRootKey()
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	code, out, problems := try(t, "backup", "--output", "-", "--data-dir", t.TempDir(), "--database-url", sealed(t, root, 0))
	r, err := backup.Open(strings.NewReader(out), root)
	if err != nil || code != exitOK || r.Verify(nil) != nil || !strings.Contains(problems, "rows of") {
		t.Errorf("exit code %d: %v, %s", code, err, problems)
	}
	if strings.Contains(out, root.Reveal()) || strings.Contains(out, "keyring") {
		t.Error("the root key is in the backup, or it is not encrypted")
	}
}

func TestRestore_refuses(t *testing.T) {
	root := seal.NewRootKey()
	file := backedUp(t, root, 0)
	dir := t.TempDir()
	on := func(command string, more ...string) []string {
		return append([]string{command, "--data-dir", dir, "--database-url", "sqlite:" + filepath.Join(dir, "new.db")}, more...)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(dir, "cut")
	write(t, cut, string(content[:len(content)-1]))
	newer := filepath.Join(dir, "newer")
	write(t, newer, string(ofNewerSchema(t, root)))
	run(t, exitUsage, "want one file", on("restore")...)
	run(t, exitError, "no such file", on("restore", "none")...)
	run(t, exitError, "is damaged: it was cut off or changed", on("restore", cut)...)
	run(t, exitError, "is damaged: it was cut off or changed", on("restore", "--verify", cut)...)
	run(t, exitError, "restore it with warder v9 or newer", on("restore", newer)...)
	t.Setenv("WARDER_ROOT_KEY", seal.NewRootKey().Reveal())
	run(t, exitError, "wrong root key", on("restore", file)...)
	t.Setenv("WARDER_ROOT_KEY", "")
	run(t, exitError, "the root key is missing", on("restore", file)...)
	t.Setenv("WARDER_ROOT_KEY", root.Reveal())
	if _, err := os.Stat(filepath.Join(dir, "new.db")); err == nil {
		t.Error("a refusal makes a database")
	}
	run(t, exitError, "it has rows in settings (3); restore into a new one", "restore", file, "--data-dir", dir, "--database-url", sealed(t, root, 0))
	run(t, exitOK, "restored", on("restore", file)...)
}

// ofNewerSchema is a backup that a version to come wrote.
func ofNewerSchema(t *testing.T, root seal.RootKey) []byte {
	t.Helper()
	newest, err := store.NewestSchema()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := backup.NewWriter(&out, root, &backup.Header{ID: "b", Created: time.UnixMilli(0), Warder: "v9", Schema: newest + 1}, &backup.Manifest{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A backup of an older version is restored and migrated; into tables of a newer one it
// does not fit.
func TestRestore_migrates_an_older_backup(t *testing.T) {
	root := seal.NewRootKey()
	newest, err := store.NewestSchema()
	if err != nil {
		t.Fatal(err)
	}
	file := backedUp(t, root, newest-1)
	for name, empty := range map[string]func(testing.TB) string{"sqlite": database.EmptySQLite, "postgres": database.EmptyPostgres} {
		target := empty(t)
		run(t, exitOK, "restored", "restore", file, "--data-dir", t.TempDir(), "--database-url", target)
		if err := modelstest.Open(t, target).CheckSchema(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	run(t, exitError, "restore into a database without tables", "restore", file, "--data-dir", t.TempDir(), "--database-url", database.SQLite(t))
}

// A restore that was killed behind its rows is finished by the same command: schema and
// record are there.
func TestRestore_goes_on_after_it_was_killed(t *testing.T) {
	root := seal.NewRootKey()
	file := backedUp(t, root, 0)
	url := database.SQLite(t)
	db := modelstest.Open(t, url)
	content, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close() //nolint:errcheck // it was only read
	r, err := backup.Open(content, root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Fill(context.WithoutCancel(t.Context()), db, r, backup.FillOptions{Now: time.UnixMilli(0)}); err != nil {
		t.Fatal(err)
	}
	other := backedUp(t, root, 0)
	run(t, exitError, "is not empty", "restore", other, "--data-dir", t.TempDir(), "--database-url", url)
	run(t, exitOK, "restored", "restore", file, "--data-dir", t.TempDir(), "--database-url", url)
	run(t, exitError, "already", "restore", file, "--data-dir", t.TempDir(), "--database-url", url)
	next, third := filepath.Join(t.TempDir(), "next"), database.EmptySQLite(t) // a restored database is backed up and restored as any
	run(t, exitOK, "rows of", "backup", "-o", next, "--data-dir", t.TempDir(), "--database-url", url)
	run(t, exitOK, "restored", "restore", next, "--data-dir", t.TempDir(), "--database-url", third)
	var events int64
	if err := db.Statement(t.Context()).DB().Raw("SELECT count(*) FROM decision_records WHERE event_type = 'restore-backup'").Scan(&events).Error; err != nil || events != 1 {
		t.Errorf("%d events of the restore (%v)", events, err)
	}
}

// A restore onto a full disk says what to do, and goes on when it is done. SQLite's own word
// for a full disk is tested in models/store.
func TestRestore_onto_a_full_disk_names_the_next_step(t *testing.T) {
	file, url := backedUp(t, seal.NewRootKey(), 0), database.EmptyPostgres(t)
	db := modelstest.Open(t, url)
	if _, err := db.Migrate(t.Context(), store.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	exec := func(statement string) {
		t.Helper()
		if err := db.Statement(t.Context()).DB().Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$`)
	exec(`CREATE TRIGGER full_settings BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION disk_is_full()`)
	on := []string{"restore", file, "--data-dir", t.TempDir(), "--database-url", url}
	run(t, exitError, "the disk of the database is full; make room where PostgreSQL, database ", on...)
	exec(`DROP TRIGGER full_settings ON settings`)
	run(t, exitOK, "restored", on...)
}
