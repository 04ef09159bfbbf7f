package lifecycle

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// A file of the tutorial, and a command that asks a server or makes what such a
// command needs.
var (
	tutorialFile    = regexp.MustCompile("(?m)^`(policy/[a-z_/.]+)`\n\n```rego\n([^`]+)```")
	tutorialCommand = regexp.MustCompile(`(?m)^warder (policy new .*|bundle (?:build|sign) .*|policy .* --server .*)$`)
)

// The commands of docs/policies.md that ask a server do what they say when they
// are pasted, in the order of the page.
func TestTutorial_goes_live_and_back(t *testing.T) {
	text, err := os.ReadFile("../../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	commands, files := tutorialCommand.FindAllStringSubmatch(string(text), -1), tutorialFile.FindAllStringSubmatch(string(text), -1)
	if len(commands) != 10 || len(files) != 3 {
		t.Fatalf("found %d commands and %d files", len(commands), len(files))
	}
	a := newAuthor(t)
	server := a.serve(t)
	project := server.AsAdmin().NewProject(t)
	refused := server.AsMember(t, project, "viewer").Post(t, "/api/v3/secrets/raw/X",
		testserver.Object{"workspaceId": project.ID, "environment": "prod", "secretValue": "x"}).WantRefusal(t, 403, "permission_missing").Text("details.decisionId")
	testserver.Eventually(t, "the refusal is recorded", func() bool {
		return server.AsAdmin().Get(t, "/api/v1/authz/decisions/"+refused).Status == 200
	})
	placeholders := strings.NewReplacer("http://127.0.0.1:8080", server.URL, "DECISION_ID", refused)
	says := map[string]string{
		"replay": "no flips", "publish": "shadow     revision 7", "status": "compared   ", "promote --stage canary": "10% of the subjects",
		"promote --stage active": "active     revision 7", "explain": "permission_missing: ", "rollback": "active     revision 1",
	}
	for i, command := range commands {
		out := a.run(t, 0, placeholders.Replace(command[1]))
		for start, text := range says {
			if strings.HasPrefix(command[1], "policy "+start+" ") && !strings.Contains(out, text) {
				t.Errorf("%s does not say %q: %s", command[0], text, out)
			}
		}
		for _, file := range files {
			if i == 0 { // the folder was made
				a.write(t, file[1], file[2])
			}
		}
	}
}
