// Package faults breaks what a server depends on while it serves.
package faults

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }

// policyFolder is a copy of the shipped policy, to edit.
func policyFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "policies")
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const (
	closedForFoo = `package authz.rules.foo

deny contains {"code": "foo_is_closed", "message": "FOO is not for reading"} if {
	input.resource.properties.secretName == "FOO"
}
`
	broken = "package authz.rules.foo\n\ndeny contains if {\n"
)

func Test_a_running_server_follows_its_policy_folder(t *testing.T) {
	dir := policyFolder(t)
	server := api.Start(t, database.SQLite(t), func(c *service.Config) { c.Policy = dir })
	project := server.AsAdmin().NewProject(t)
	server.AsAdmin().SetSecret(t, project, "FOO", "BAR")
	read := func() api.Answer { return server.AsAdmin().Get(t, project.SecretPath("FOO")) }
	read().Want(t, 200)

	write(t, dir, "authz/rules/foo/foo.rego", closedForFoo)
	api.Eventually(t, "the new folder with nothing but a deny refuses", func() bool { return read().Status == 403 })
	read().WantRefusal(t, 403, "foo_is_closed")

	write(t, dir, "authz/rules/foo/foo.rego", broken)
	api.Eventually(t, "readiness says that the policy does not load", func() bool {
		return strings.Contains(server.Ready(t).Body, "foo.rego:3")
	})
	read().WantRefusal(t, 403, "foo_is_closed") // the last good one stays

	write(t, dir, "authz/rules/foo/foo.rego", strings.Replace(closedForFoo, `"FOO"`, `"OTHER"`, 1))
	api.Eventually(t, "the mended rule lets FOO be read again", func() bool { return read().Status == 200 })
	api.Eventually(t, "readiness has nothing to say any more", func() bool { return !strings.Contains(server.Ready(t).Body, "foo.rego") })
}

func Test_an_edited_rule_of_the_shipped_policy_counts(t *testing.T) {
	dir := policyFolder(t)
	server := api.Start(t, database.SQLite(t), func(c *service.Config) { c.Policy = dir })
	project := server.AsAdmin().NewProject(t)
	server.AsAdmin().SetSecret(t, project, "FOO", "BAR")
	viewer := server.AsMember(t, project, "viewer")
	viewer.Get(t, project.SecretPath("FOO")).Want(t, 200)

	roles, err := os.ReadFile(filepath.Join(dir, "authz/roles/data.json"))
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(roles), `"viewer"`)
	if !found {
		t.Fatal("there is no role viewer to edit")
	}
	edited := before + `"viewer"` + strings.Replace(after, `"readValue"`, `"describeSecret"`, 1)
	write(t, dir, "authz/roles/data.json", edited)
	api.Eventually(t, "viewers read no values any more", func() bool { return viewer.Get(t, project.SecretPath("FOO")).Status == 403 })
	server.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, 200)
}

func Test_a_server_does_not_start_without_a_package_that_no_decision_may_do_without(t *testing.T) {
	for _, name := range []string{"tokens", "network", "tenancy", "membership", "privileges"} {
		dir := policyFolder(t)
		if err := os.RemoveAll(filepath.Join(dir, "authz/rules", name)); err != nil {
			t.Fatal(err)
		}
		config := api.Configure(t, database.SQLite(t), api.NewClock(), &api.Record{})
		config.Policy = dir
		started, err := service.New(t.Context(), config)
		if err == nil {
			_ = started.Close()
			t.Fatalf("a server starts without authz.rules.%s", name)
		}
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

func Test_a_server_does_not_start_with_another_root_key(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		api.Start(t, url).Stop(t)
		config := api.Configure(t, url, api.NewClock(), &api.Record{}) // with a root key of its own
		started, err := service.New(t.Context(), config)
		if err == nil {
			_ = started.Close()
			t.Fatal("a server starts with a root key that opens nothing")
		}
		if !strings.Contains(err.Error(), "root key") {
			t.Errorf("the error does not say what to look at: %v", err)
		}
	})
}
