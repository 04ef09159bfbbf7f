package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestAuditVerifyReport(t *testing.T) {
	url := database.SQLite(t)
	s := testserver.Start(t, url)
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	project := s.AsAdmin().NewProject(t)
	answer := s.AsAdmin().Post(t, "/api/v1/authz/review-reports", testserver.Object{"projectId": project.ID, "actions": testserver.List{"readValue"}}).Want(t, http.StatusOK)
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "report.json")
		write(t, path, text)
		return path
	}
	for name, c := range map[string]struct {
		path string
		more []string
		code int
		want string
	}{
		"as it was signed":         {file(answer.Body), nil, exitOK, `signed: the access of 2 subjects to "`},
		"indented":                 {file(strings.ReplaceAll(answer.Body, `","`, "\",\n  \"")), nil, exitOK, "signed: "},
		"by a key":                 {file(answer.Body), []string{"--key", answer.Text("key")}, exitOK, "signed: "},
		"by a key of another one":  {file(answer.Body), []string{"--key", "warder-decisions+be2b1fb6+AUGVnJtR5UUDCIdrJbdrPBXgvEZNWOaRl2EWJYg5eXqQ"}, exitError, ""},
		"altered":                  {file(strings.Replace(answer.Body, `"permitted":true`, `"permitted":false`, 1)), nil, exitError, "the report was altered after it was signed"},
		"with another signature":   {file(strings.Replace(answer.Body, "sha256 ", "sha256 x", 1)), nil, exitError, "the report was altered after it was signed"},
		"no report":                {file("[]"), nil, exitError, "is no signed report"},
		"no file":                  {filepath.Join(t.TempDir(), "none"), nil, exitError, "none"},
		"no report but a decision": {file(`{"report": 7, "signature": "", "key": ""}`), nil, exitError, "is no signed report"},
	} {
		code, out, problems := try(t, append([]string{"audit", "verify-report", c.path, "--data-dir", t.TempDir(), "--database-url", url}, c.more...)...)
		if code != c.code || !strings.Contains(out+problems, c.want) {
			t.Errorf("%s: exit code %d, want %d\n%s%s", name, code, c.code, out, problems)
		}
	}
	if code, _, problems := try(t, "audit", "verify-report"); code != exitUsage || !strings.Contains(problems, "one FILE") {
		t.Errorf("without a file: exit code %d\n%s", code, problems)
	}
}
