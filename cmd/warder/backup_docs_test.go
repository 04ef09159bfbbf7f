package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/database"
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
