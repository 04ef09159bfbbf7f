package main

import (
	"os"
	"strings"
	"testing"

	"warder/models/seal"
	"warder/tests/binary"
	"warder/tests/database"
	"warder/tests/testserver"
)

// nowhere runs a command where no file can be made or grow: /proc takes none, not even
// from root, and the limit of a file's size keeps those that are open as they are. The
// log goes through a program without that limit.
const nowhere = `exec 2> >(exec cat >&2); cd /proc && ulimit -f 0 && HOME=/proc TMPDIR=/proc exec "$@"`

// A container with a read-only root has PostgreSQL and the root key, and no folder.
func TestServe_with_PostgreSQL_and_a_root_key_needs_no_folder(t *testing.T) {
	settings := []string{
		"WARDER_LISTEN=127.0.0.1:0", "WARDER_OPS_LISTEN=127.0.0.1:0", "WARDER_DATABASE_URL=" + database.EmptyPostgres(t),
		"WARDER_ROOT_KEY=" + seal.NewRootKey().Reveal(),
	}
	command := binary.Command{Words: []string{"bash", "-c", nowhere, "nowhere", os.Args[0], "serve"}, Settings: settings, Dir: t.TempDir()}
	for _, restarted := range []bool{false, true} {
		server, err := binary.Start(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		s := &testserver.Server{URL: server.URL, OpsURL: server.OpsURL, Failures: &testserver.Record{}, Log: &testserver.Record{}}
		if !restarted {
			s.SetUp(t)
			project := s.AsAdmin().NewProject(t)
			s.AsAdmin().SetSecret(t, project, "FOO", "BAR")
		}
		ready(t, server.OpsURL)
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
		if log := server.LastWords(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
			t.Error(log)
		}
	}
}

// ready is what the health check of a container asks.
func ready(t *testing.T, operators string) {
	t.Helper()
	if code, out, problems := try(t, "health", "--ops-listen", strings.TrimPrefix(operators, "http://")); code != exitOK || !strings.HasSuffix(out, "ready\n") {
		t.Errorf("exit code %d, printed %s, complained %s", code, out, problems)
	}
}

func TestServe_without_a_folder_or_a_root_key_says_what_to_set(t *testing.T) {
	command := binary.Command{
		Words:    []string{"bash", "-c", nowhere, "nowhere", os.Args[0], "serve", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0"},
		Settings: []string{"WARDER_DATABASE_URL=" + database.EmptyPostgres(t)}, Dir: t.TempDir(),
	}
	_, err := binary.Start(t.Context(), command)
	if err == nil || !strings.Contains(err.Error(), "set WARDER_ROOT_KEY, or name a folder") {
		t.Errorf("%v", err)
	}
}
