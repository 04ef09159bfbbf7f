//go:build clients

package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestDocumented_node_runs(t *testing.T) {
	examples := blocks(t, "js")
	if len(examples) != 3 {
		t.Fatalf("found %d examples", len(examples))
	}
	x := newTeam(t, nil)
	x.asDocumented(t)
	for _, client := range []string{"sdk5", "sdk4", "sdk3"} {
		wantPrinted(t, client, examples[0], "FOO 1")
	}
	wantPrinted(t, "sdk2", examples[1], "FOO 1")

	sealed := newSealed(t)
	t.Setenv("INFISICAL_URL", sealed.URL)
	t.Setenv("SERVICE_TOKEN", sealed.token+"."+sealed.tokenKey)
	sealed.encryptedSecret(t, sealed.user, "dev", "FOO", "BAR", sealed.projectKey)
	wantPrinted(t, "legacy", examples[2], "FOO 1 false")
}

// wantPrinted runs an example beside the installed client.
func wantPrinted(t *testing.T, client, example, want string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(installed(t, client), "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "example.mjs")
	if err := os.WriteFile(file, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), "node", file).Output()
	if got := strings.TrimSpace(string(output)); err != nil || got != want {
		t.Errorf("%s: the example prints %q (%v), want %q", client, got, err, want)
	}
}
