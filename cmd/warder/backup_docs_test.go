package main

import (
	"bytes"
	"os"
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
