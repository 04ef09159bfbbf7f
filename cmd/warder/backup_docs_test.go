package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
	"warder/tests/testserver"
)

// Every command of docs/backup.md does what it says when it is pasted, in the page's order.
func TestBackup_commands_of_the_documentation_run(t *testing.T) {
	commands := documented(t, "backup.md", "warder ")
	s := testserver.Start(t, database.SQLite(t))
	newDisaster(t, s)
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	t.Setenv("WARDER_DATABASE_URL", s.Config.Database().Reveal())
	t.Chdir(t.TempDir())
	if len(commands) < 10 {
		t.Fatalf("found %d commands", len(commands))
	}
	litestreamRestores(t, s, "lost.db")
	for _, command := range commands {
		command, output, redirected := strings.Cut(command, " > ")
		var out, problems bytes.Buffer
		if code := execute(t.Context(), strings.Fields(command)[1:], &out, &problems); code != exitOK {
			t.Errorf("%s: exit code %d: %s%s", command, code, &out, &problems)
		}
		if !redirected {
			continue
		}
		if err := os.WriteFile(output, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, exitOK, "the file is whole", "restore", "--verify", output)
	}
}

// litestreamRestores leaves what `litestream restore` does: the file of a database, with
// Litestream's tables in it.
func litestreamRestores(t *testing.T, s *testserver.Server, file string) {
	t.Helper()
	db := s.Store(t)
	modelstest.Write(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.DB().Exec("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)").Error, tx.DB().Exec("CREATE TABLE _litestream_lock (id INTEGER)").Error)
	})
	s.Stop(t)
	for _, end := range []string{"", "-wal"} {
		content, err := os.ReadFile(db.File() + end)
		if err != nil {
			t.Fatal(err)
		}
		write(t, file+end, string(content))
	}
}

// The example has the fields of Litestream's reference for configuration files, and
// its page names the file.
func TestBackup_litestream_example(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "litestream", "litestream.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var example struct {
		DBs []struct {
			Path     string
			Replicas []struct {
				URL          string
				SyncInterval time.Duration `yaml:"sync-interval"`
			}
		} `yaml:"dbs"`
		Snapshot struct{ Interval, Retention time.Duration }
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&example); err != nil {
		t.Fatal(err)
	}
	if len(example.DBs) != 1 || len(example.DBs[0].Replicas) != 1 || example.DBs[0].Replicas[0].SyncInterval != time.Second || example.Snapshot.Retention < example.Snapshot.Interval {
		t.Errorf("the example is %+v", example)
	}
	for _, expanded := range []string{example.DBs[0].Path, example.DBs[0].Replicas[0].URL} {
		if name := strings.Trim(expanded, "${}"); !strings.Contains(string(text), "export "+name+"=") {
			t.Errorf("nothing says what %s is", name)
		}
	}
	if commands := documented(t, "backup.md", "litestream "); len(commands) != 2 {
		t.Errorf("the page has %v", commands)
	}
}

// The doctor of docs/operating.md finds an installation healthy, and its table has every
// check.
func TestDoctor_of_the_documentation(t *testing.T) {
	commands := documented(t, "operating.md", "warder doctor")
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	if err != nil {
		t.Fatal(err)
	}
	s := testserver.Start(t, database.SQLite(t))
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	t.Setenv("WARDER_DATABASE_URL", s.Config.Database().Reveal())
	t.Chdir(t.TempDir())
	if len(commands) != 1 {
		t.Fatalf("found %v", commands)
	}
	for line := range strings.Lines(run(t, exitOK, "ok", strings.Fields(commands[0])[1:]...)) {
		if check := strings.Fields(line)[1]; !strings.Contains(string(page), "`"+check+"`") {
			t.Errorf("operating.md does not describe the check %s", check)
		}
	}
}
