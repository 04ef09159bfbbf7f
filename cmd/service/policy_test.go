package service

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/bundles"
	"warder/policies"
)

func TestService_follows_a_policy_directory_and_keeps_the_last_good_one(t *testing.T) {
	config := local(t)
	config.Policy = filepath.Join(t.TempDir(), "policy")
	if err := os.CopyFS(config.Policy, policies.FS); err != nil {
		t.Fatal(err)
	}
	for path := range shippedTests(t) { // they take longer than everything else here
		if err := os.Remove(filepath.Join(config.Policy, path)); err != nil {
			t.Fatal(err)
		}
	}
	s, stop := start(t, config)
	rule := filepath.Join(config.Policy, "authz", "rules", "night", "night.rego")
	if err := os.MkdirAll(filepath.Dir(rule), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ source, readiness string }{
		{"package authz.rules.night\n\nbroken", "the last good policy is in force"},
		{"package authz.rules.night\n\ndeny contains {\"code\": \"night\", \"message\": \"closed\"} if input.context.now < 0\n", `{"name":"policy","ok":true}`},
	} {
		if err := os.WriteFile(rule, []byte(c.source), 0o600); err != nil {
			t.Fatal(err)
		}
		again := time.NewTicker(20 * time.Millisecond) // asked without a pause, it would be slower
		defer again.Stop()
		for deadline, body := time.Now().Add(2*time.Minute), ""; !strings.Contains(body, c.readiness); <-again.C {
			if time.Now().After(deadline) {
				t.Fatalf("readiness says %s, want %s", body, c.readiness)
			}
			status := 0
			if status, body = fetch(t, s.OpsURL()+"/readyz"); status != 200 {
				t.Fatalf("readiness answered %d %s", status, body)
			}
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// shippedTests are the tests of the policy that ships, by path.
func shippedTests(t *testing.T) map[string]string {
	t.Helper()
	files, err := bundles.FilesOf(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(files, func(path, _ string) bool { return !strings.HasSuffix(path, "_test.rego") })
	return files
}
