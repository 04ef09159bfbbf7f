package faults

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestStart_is_refused(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(*testing.T, *service.Config)
		want func(error) bool
	}{
		{"with_another_root_key", func(_ *testing.T, config *service.Config) {
			config.RootKey = seal.NewText(seal.NewRootKey().Reveal())
		}, is(seal.ErrWrongRootKey)},
		{"with_half_a_root_key", func(_ *testing.T, config *service.Config) {
			config.RootKey = seal.NewText(config.RootKey.Reveal()[:32])
		}, is(service.ErrConfig)},
		{"on_a_newer_schema", newerSchema, is(store.ErrNewerSchema)},
		{"with_a_damaged_keyring", damagedKeyring, func(err error) bool { return err != nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := testserver.Configure(t, database.SQLite(t), testserver.NewClock(), &testserver.Record{})
			runOnce(t, config)
			c.harm(t, &config)
			started, err := service.New(t.Context(), config)
			if err == nil {
				t.Fatal("it started", started.Close())
			}
			if !c.want(err) {
				t.Errorf("got %v", err)
			}
			if strings.Contains(err.Error(), config.RootKey.Reveal()) {
				t.Error("the error shows the root key")
			}
		})
	}
}

// A server whose policy is refused starts all the same, refuses every request
// and says what is wrong, so that mending the policy is all that is left to do.
func TestStart_with_a_refused_policy_refuses_every_request(t *testing.T) {
	const extra = "authz/rules/extra/extra.rego"
	for _, c := range []struct {
		name, path, content string // an empty content removes the path
		want                string
	}{
		{"without_a_required_package", "authz/rules/network", "", "network"},
		{"without_any_login_rules", "authz/rules/login", "", "login"},
		{"that_does_not_parse", extra, "package authz.rules.extra\n\ndeny contains {\n", "extra.rego"},
		{
			"that_calls_out", extra,
			"package authz.rules.extra\n\ndeny contains {\"code\": \"x\", \"message\": \"x\"} if http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1\"})\n",
			"http.send",
		},
		{
			"whose_test_fails", "authz/rules/extra/extra_test.rego",
			"package authz.rules.extra_test\n\ntest_x if false\n", "authz/rules/extra/extra_test.rego:3",
		},
		{
			"that_refuses_everybody", extra,
			"package authz.rules.extra\n\ndeny contains {\"code\": \"x\", \"message\": \"x\"}\n",
			"an administrator of the installation changes the policy",
		},
		{"without_the_entry_point", "authz", "", "it has no module"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := policyFolder(t)
			if c.content == "" {
				remove(t, dir, c.path)
			} else {
				write(t, dir, c.path, c.content)
			}
			s := testserver.Launch(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
			s.Anonymous().Get(t, "/api/v1/workspace/x").WantRefusal(t, 503, "policy_missing")
			if ready := s.Ready(t).Want(t, 503); !strings.Contains(ready.Body, c.want) {
				t.Errorf("readiness does not say %q: %s", c.want, ready.Body)
			}
		})
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

// runOnce leaves behind what a server leaves.
func runOnce(t *testing.T, config service.Config) {
	t.Helper()
	started, err := service.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if err := started.Close(); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, config *service.Config, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(config.Database().Reveal(), "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// newerSchema says in the database that a later version of Warder was here.
func newerSchema(t *testing.T, config *service.Config) {
	execute(t, config, "INSERT INTO schema_migrations (version_id, is_applied) VALUES (99999, 1)")
}

func damagedKeyring(t *testing.T, config *service.Config) {
	execute(t, config, "UPDATE settings SET value = substr(value, 1, length(value) - 8) || 'AAAAAAAA' WHERE name = 'keyring'")
}

// policyFolder is a copy of the policy that ships, to be changed.
func policyFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, dir)
	return dir
}

func write(t *testing.T, dir, path, content string) {
	t.Helper()
	path = filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, path string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, filepath.FromSlash(path))); err != nil {
		t.Fatal(err)
	}
}
