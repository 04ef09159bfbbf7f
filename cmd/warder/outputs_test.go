package main

import (
	"os"
	"path/filepath"
	"testing"

	"warder/models/durable"
	"warder/models/seal"
	"warder/tests/testserver"

	"warder/tests/database"
)

// A slip in the name of an output must not cost a key or a database.
func TestOutputs_replace_no_file_of_another_kind(t *testing.T) {
	url := database.SQLite(t)
	s := testserver.Start(t, url)
	key := filepath.Join(t.TempDir(), "root.key")
	content := []byte(seal.NewRootKey().Reveal() + "\n")
	if err := os.WriteFile(key, content, 0o600); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(t.TempDir(), "policy")
	run(t, exitOK, "", "policy", "new", policy)
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	for name, args := range map[string][]string{
		"backup":       {"backup", "--force", "--output", key, "--data-dir", t.TempDir(), "--database-url", url},
		"decision log": {"serve", "--decision-log", key, "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir", private(t)},
		"request log":  {"serve", "--request-log", key, "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir", private(t)},
		"bundle":       {"bundle", "build", policy, "--revision", "1", "--output", key},
	} {
		run(t, exitError, durable.ErrOtherKind.Error(), args...)
		if now, err := os.ReadFile(key); err != nil || string(now) != string(content) {
			t.Fatalf("%s changed the root key (%v)", name, err)
		}
	}
}
