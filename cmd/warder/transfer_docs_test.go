package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// documented are the lines of a page's code blocks that start so.
func documented(t *testing.T, page, start string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	inside := false
	for line := range strings.SplitSeq(string(text), "\n") {
		if strings.HasPrefix(line, "```") {
			inside = !inside
		} else if inside && strings.HasPrefix(line, start) {
			lines = append(lines, line)
		}
	}
	return lines
}

// Every command of docs/import.md and docs/migrating.md does what it says when it is pasted.
func TestTransfer_commands_of_the_documentation_run(t *testing.T) {
	commands := append(documented(t, "import.md", "warder "), documented(t, "migrating.md", "warder ")...)
	source, target := testserver.Start(t, database.SQLite(t)), testserver.Start(t, database.SQLite(t))
	for server, slug := range map[*testserver.Server]string{source: "old-project", target: "my-project"} {
		project := server.AsAdmin().Post(t, "/api/v2/workspace", testserver.Object{"projectName": slug, "slug": slug}).Want(t, 200).Text("project.id")
		server.AsAdmin().Post(t, "/api/v1/workspace/"+project+"/environments", testserver.Object{"name": "QA", "slug": "qa"}).Want(t, 200)
		server.AsAdmin().SetSecret(t, testserver.Project{ID: project}, "FOO", "BAR")
		server.AsAdmin().Post(t, "/api/v1/folders", testserver.Object{"workspaceId": project, "environment": "dev", "name": "db"}).Want(t, 200)
	}
	t.Setenv("WARDER_TOKEN", target.Admin.Token)
	t.Setenv("WARDER_SERVER", target.URL)
	t.Setenv("INFISICAL_TOKEN", source.Admin.Token)
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{".env": "A=1\n", "secrets.json": `{"B": "2"}`, "secrets.yaml": "C: 3\n"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(commands) < 10 {
		t.Fatalf("found %d commands", len(commands))
	}
	for _, command := range commands {
		args := strings.Fields(strings.ReplaceAll(command, "https://infisical.example.com", source.URL))
		if code, out, problems := try(t, args[1:]...); code != exitOK {
			t.Errorf("%s: exit code %d: %s%s", command, code, out, problems)
		}
	}
}
