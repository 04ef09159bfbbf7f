package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/handlers/audit/export/sinks"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// auditOn runs audit with the database of a server.
func auditOn(t *testing.T, s *testserver.Server, code int, args ...string) string {
	t.Helper()
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	args = append([]string{"audit"}, append(args, "--data-dir", t.TempDir(), "--database-url", s.Config.Database().Reveal())...)
	got, out, problems := try(t, args...)
	if got != code {
		t.Errorf("%q: exit code %d, want %d\n%s%s", args, got, code, out, problems)
	}
	return out + problems
}

func TestAuditExports(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		file := filepath.Join(t.TempDir(), "decisions.jsonl")
		s := testserver.Start(t, url, func(c *service.Config) { c.DecisionExport = seal.NewText("file://" + file) })
		s.AsAdmin().NewProject(t)
		exports := func(code int, want string, more ...string) {
			t.Helper()
			if out := auditOn(t, s, code, append([]string{"exports"}, more...)...); !strings.Contains(out, want) {
				t.Errorf("%q: %s\nwant %q", more, out, want)
			}
		}
		testserver.Eventually(t, "all is copied", func() bool {
			out := auditOn(t, s, exitOK, "exports", "--decision-export", "file://"+file)
			return strings.Contains(out, " 0 wait\n") && !strings.Contains(out, ": 0 of")
		})
		s.Stop(t)
		exports(exitOK, "; not in decision-export here")
		exports(exitError, "--reset and --to belong together", "--reset", "file://"+file)
		exports(exitError, "want start, end or the number", "--reset", "file://"+file, "--to", "here")
		exports(exitError, "the log has", "--reset", "file://"+file, "--to", "100000")
		exports(exitError, `there is no export "file:///x"; there are: file://`+file, "--reset", "file:///x", "--to", "start")
		exports(exitOK, ": 1 of ", "--reset", "file://"+file, "--to", "1")
		exports(exitOK, ": 0 of ", "--reset", "file://"+file, "--to", "start")
		exports(exitOK, " 0 wait", "--reset", "file://"+file, "--to", "end")
		verified := auditOn(t, s, exitOK, "verify", "--export", file)
		if !strings.Contains(verified, "nothing was altered") {
			t.Error(verified)
		}
	})
}

var exportURL = regexp.MustCompile(`(?m)^[a-z0-9+]+://\S+$`)

// Every URL of the page is one that a server takes, and its commands are understood.
func TestAudit_exports_of_the_documentation(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "log-export.md"))
	if err != nil {
		t.Fatal(err)
	}
	urls := exportURL.FindAllString(string(text), -1)
	if len(urls) != 7 {
		t.Errorf("%d URLs", len(urls))
	}
	for _, url := range urls {
		if _, err := sinks.Parse(url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	s := testserver.Start(t, database.SQLite(t), func(c *service.Config) {
		c.DecisionExport = seal.NewText("file://" + filepath.Join(t.TempDir(), "decisions.jsonl"))
	})
	commands := documented(t, "log-export.md", "warder audit exports")
	if len(commands) != 2 {
		t.Fatalf("commands %q", commands)
	}
	t.Setenv("WARDER_DECISION_EXPORT", urls[0]) // which the second command names
	for _, command := range commands {
		auditOn(t, s, exitOK, strings.Fields(command)[2:]...)
	}
}
