package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// publisherOf is the token of the administrator of the installation.
func publisherOf(t *testing.T, s *testserver.Server) string {
	t.Helper()
	client := s.Anonymous().With("User-Agent", "warder-cli")
	login := client.Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
	return client.With("Authorization", "Bearer "+login.Text("accessToken")).
		Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID}).Want(t, 200).Text("token")
}

// startTrusting is a server that takes what the folder's key signed. The tests
// of the shipped rules are run where it is built: here they are left out.
func (f folder) startTrusting(t *testing.T) *testserver.Server {
	t.Helper()
	f.run(t, "bundle", "keygen", "--out", f.path("team"))
	return testserver.Start(t, database.SQLite(t), func(c *service.Config) {
		c.PolicyKeys, c.PolicyScope = map[string]string{"team": f.path("team.pub")}, "production"
	})
}

// untested signs the shipped policy without its tests.
func (f folder) untested(t *testing.T, revision, bundle string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(f.path("policies"))); err != nil {
		t.Fatal(err)
	}
	for _, path := range testsIn(t, dir) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	f.run(t, "bundle", "build", dir, "--revision", revision, "-o", f.path(bundle))
	f.run(t, "bundle", "sign", f.path(bundle), "--key", f.path("team.key"), "--key-id", "team", "--scope", "production")
}

// The commands of the documentation, in its order, and what goes wrong with them.
func TestRollout_commands_of_the_documentation_run_and_mistakes_are_named(t *testing.T) {
	f := folder(t.TempDir())
	if err := os.CopyFS(f.path("policies"), os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	commands := documented(t, "bundles.md", "warder policy ")
	s := f.startTrusting(t)
	f.untested(t, "7", "bundle.tar.gz")
	f.untested(t, "6", "older.tar.gz")
	t.Chdir(string(f))
	t.Setenv(service.TokenVariable, publisherOf(t, s))
	want := []string{"no difference", "shadow     revision 7", "25% of the subjects", "compared   ", "active     revision 7", "last       rolled back"}
	if len(commands) != len(want) {
		t.Fatalf("found %d commands", len(commands))
	}
	for i, command := range commands {
		args := strings.Fields(strings.ReplaceAll(command, "https://warder.example.com", s.URL))
		if out := f.run(t, args[1:]...); !strings.Contains(out, want[i]) {
			t.Errorf("%s printed %s, want %q", command, out, want[i])
		}
	}
	if out := f.run(t, "policy", "status", "--format", "json", "--server", s.URL); !strings.Contains(out, `"Reason": "rolled back"`) {
		t.Errorf("as JSON: %s", out)
	}
	if out := f.run(t, "policy", "diff", "bundle.tar.gz", "bundle.tar.gz"); out != "no difference\n" {
		t.Errorf("a policy differs from itself: %s", out)
	}
	for args, part := range map[string]string{
		"policy publish older.tar.gz --stage active --server " + s.URL:   "revision 6 is not above 7",
		"policy publish bundle.tar.gz --stage live --server " + s.URL:    "stage",
		"policy publish nowhere.tar.gz --stage active --server " + s.URL: "no such file",
		"policy publish bundle.tar.gz --server " + s.URL:                 "required flag",
		"policy promote --stage active --server " + s.URL:                "There is no candidate",
		"policy rollback --server " + s.URL:                              "nothing to roll back to",
		"policy status":                                                  "name the server with --server",
		"policy diff embedded":                                           "takes two policies",
	} {
		if code, out, problems := try(t, strings.Fields(args)...); code == exitOK || !strings.Contains(problems, part) {
			t.Errorf("%s: exit code %d, %s%s, want %q", args, code, out, problems, part)
		}
	}
	t.Setenv(service.TokenVariable, s.Token(t, s.NewMachine(t, "admin", nil))) // of an organization only
	if code, _, problems := try(t, "policy", "rollback", "--server", s.URL); code != exitError || !strings.Contains(problems, "403") {
		t.Errorf("another subject: exit code %d, %s", code, problems)
	}
	t.Setenv(service.TokenVariable, "")
	if code, _, problems := try(t, "policy", "status", "--server", s.URL); code != exitUsage || !strings.Contains(problems, service.TokenVariable) {
		t.Errorf("without a token: exit code %d, %s", code, problems)
	}
}

// testsIn are the files of tests below a folder.
func testsIn(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, "_test.rego") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
