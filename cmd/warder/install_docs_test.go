package main

import (
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// Every command of docs/install.md and docs/upgrading.md does what the page says, on a
// machine where a server runs.
func TestDocs_commands_of_installing_and_upgrading_run(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	data := filepath.Join(t.TempDir(), "warder-data")
	t.Setenv("WARDER_OPS_LISTEN", strings.TrimPrefix(server.OpsURL, "http://"))
	t.Setenv("WARDER_DATA_DIR", data)
	t.Setenv("WARDER_DATABASE_URL", "sqlite:"+filepath.Join(data, "warder.db"))
	want := map[string]string{
		"warder version": "opa    v", "warder health": "ready\n",
		"warder migrate --dry-run": "pending 00001_tenants.sql", "warder migrate --plan": "CREATE TABLE",
	}
	commands := append(documented(t, "install.md", "warder "), documented(t, "upgrading.md", "warder ")...)
	if len(commands) < 6 {
		t.Fatalf("found %v", commands)
	}
	for _, command := range commands {
		args := strings.Fields(command)[1:]
		if args[0] == "serve" {
			showing(t, "/console/login#code=", append(args, "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--database-url=sqlite:"+filepath.Join(t.TempDir(), "warder.db"), "--data-dir="+private(t))...)
			continue
		}
		code, out, problems := try(t, args...)
		if text, known := want[command]; code != exitOK || !known || !strings.Contains(out, text) {
			t.Errorf("%s: exit code %d, printed %.200s%s, want %q", command, code, out, problems, text)
		}
	}
}
