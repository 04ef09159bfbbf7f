package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/testserver"
)

// Every command of docs/review.md does what it says when it is pasted, and so
// does every question to the API.
func TestReview_commands_of_the_documentation_run(t *testing.T) {
	l := newLogged(t)
	identity := l.subjectOf(t, l.refused)
	report := l.AsAdmin().Post(t, "/api/v1/authz/review-reports", testserver.Object{"projectId": l.project.ID, "actions": testserver.List{"readValue", "edit"}}).Want(t, 200)
	fill := strings.NewReplacer("DECISION_ID", l.refused, "PROJECT_ID", l.project.ID, "IDENTITY_ID", identity, "http://127.0.0.1:8080", l.URL, `"$KEY"`, report.Text("key"))
	t.Setenv(service.TokenVariable, l.Admin.Token)
	t.Setenv(service.ServerVariable, l.URL)
	t.Setenv("WARDER_DATABASE_URL", l.Config.Database().Reveal())
	commands := documented(t, "review.md", "warder ")
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "review.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(l.candidate, filepath.Join(l.dir, "my-policies")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(l.dir)
	t.Setenv("WARDER_ROOT_KEY", l.Config.RootKey.Reveal())
	write(t, "review.json", report.Body)
	if len(commands) != 11 {
		t.Errorf("found %d commands", len(commands))
	}
	for _, command := range commands {
		code, out, problems := try(t, strings.Fields(fill.Replace(command))[1:]...)
		if code != exitOK || out == "" {
			t.Errorf("%s: exit code %d: %s%s", command, code, out, problems)
		}
	}
	questions := map[string]int{}
	parts := strings.Split(string(page), "```json\n")
	for i, block := range parts[1:] {
		body, _, _ := strings.Cut(block, "```")
		before := strings.Join(parts[:i+1], "")
		path, _, _ := strings.Cut(before[strings.LastIndex(before, "`POST ")+len("`POST "):], "`")
		answer := l.AsAdmin().Post(t, path, testserver.Raw(fill.Replace(body))).Want(t, 200)
		questions[path]++
		if !strings.Contains(string(answer.Body), `"decision":true`) && !strings.Contains(string(answer.Body), `"permitted":true`) {
			t.Errorf("%s: %s", body, answer.Body)
		}
	}
	if questions["/access/v1/evaluation"] != 2 || questions["/api/v1/authz/simulate"] != 1 {
		t.Errorf("found %v", questions)
	}
}

// subjectOf is whose decision it was.
func (l *logged) subjectOf(t *testing.T, decision string) string {
	t.Helper()
	return l.AsAdmin().Get(t, "/api/v1/authz/decisions/"+decision).Want(t, 200).Text("decision.subject.id")
}

func TestReview_answers_are_of_the_server_and_mistakes_are_named(t *testing.T) {
	l := newLogged(t)
	t.Setenv(service.TokenVariable, l.Admin.Token)
	code, out, _ := try(t, "review", "who-can", "--server", l.URL, "--action=read", "--resource=workspace", "--id", l.project.ID)
	if code != exitOK || !json.Valid([]byte(out)) || !strings.Contains(out, l.Admin.IdentityID) {
		t.Errorf("exit code %d: %s", code, out)
	}
	for _, c := range []struct {
		args     string
		code     int
		problems string
	}{
		{"review who-can --action=x --resource=y", exitUsage, "--server"},
		{"review who-can --server=" + l.URL, exitUsage, "--action is needed"},
		{"review suggest --server=" + l.URL + " --subject=x", exitUsage, "--project is needed"},
		{"review unused --server=" + l.URL + " --days=many", exitError, "422"},
		{"review who", exitUsage, "did you mean who-can?"},
		{"review who-can now", exitUsage, "takes no argument"},
		{"review unused --server=http://127.0.0.1:1", exitError, "connect"},
	} {
		code, out, problems := try(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(problems, c.problems) || out != "" {
			t.Errorf("%s: exit code %d, %s%s", c.args, code, out, problems)
		}
	}
	t.Setenv(service.TokenVariable, "nonsense")
	if code, _, problems := try(t, "review", "unused", "--server", l.URL); code != exitError || !strings.Contains(problems, "401") {
		t.Errorf("exit code %d: %s", code, problems)
	}
}
