package truth

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"warder/bundles"
	"warder/cmd/service"
	"warder/models/durable"
	"warder/tests/database"
	"warder/tests/testserver"
)

// shippedIn copies the policy that ships, without its tests, into a folder.
func shippedIn(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, dir)
}

// A server whose first policy is not good starts, says why, refuses everything,
// and serves once the source is mended.
func TestMissing_a_first_start(t *testing.T) {
	good := t.TempDir()
	shippedIn(t, good)
	packed, err := bundles.Build(good, 7)
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]func(t *testing.T) (from, reason string, mend func()){
		"a_folder_that_is_empty": func(t *testing.T) (string, string, func()) {
			dir := t.TempDir()
			return dir, "it has no module", func() { shippedIn(t, dir) }
		},
		"a_folder_of_garbage": func(t *testing.T) (string, string, func()) {
			dir := t.TempDir()
			rule := filepath.Join(dir, "garbage.rego")
			if err := os.WriteFile(rule, []byte("package authz.main\n\nnot rego"), 0o600); err != nil {
				t.Fatal(err)
			}
			return dir, "garbage.rego:3", func() {
				shippedIn(t, dir)
				if err := os.Remove(rule); err != nil {
					t.Error(err)
				}
			}
		},
		"a_file_of_garbage": func(t *testing.T) (string, string, func()) {
			path := filepath.Join(t.TempDir(), "bundle.tar.gz")
			write := func(content []byte) {
				if err := durable.WriteFile(path, content); err != nil {
					t.Error(err)
				}
			}
			write([]byte("garbage"))
			return path, "unreadable", func() { write(packed) }
		},
		"an_address_that_answers_nothing_good": func(t *testing.T) (string, string, func()) {
			var mended atomic.Bool
			origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if !mended.Load() {
					w.WriteHeader(http.StatusBadGateway)
					return
				}
				_, _ = w.Write(packed)
			}))
			t.Cleanup(origin.Close)
			return origin.URL, "answered 502", func() { mended.Store(true) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			database.Each(t, func(t *testing.T, url string) {
				from, reason, mend := source(t)
				s := testserver.Launch(t, url, func(c *service.Config) {
					c.Policy, c.PolicyInterval, c.InsecureUnsigned = from, 50*time.Millisecond, true
					c.Sandbox = []string{os.Args[0], examineHere}
				})
				refusesEverything(t, s, reason)
				mend()
				testserver.Eventually(t, "the server is ready", func() bool { return s.Ready(t).Status == 200 })
				s.SetUp(t)
				if !strings.Contains(s.Metrics(t), "warder_policy_missing 0") {
					t.Error("the metric still says that there is no policy")
				}
			})
		})
	}
}

// refusesEverything holds that nothing is decided, and that the reason is told.
func refusesEverything(t *testing.T, s *testserver.Server, reason string) {
	t.Helper()
	s.Anonymous().Get(t, "/api/status").Want(t, 200) // nobody decides about that
	s.Anonymous().Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "a@example.com", "password": "correct horse", "organization": "x"}).
		WantRefusal(t, 503, "policy_missing")
	s.Anonymous().Get(t, "/api/v1/workspace/x").WantRefusal(t, 503, "policy_missing")
	s.Anonymous().Post(t, "/api/v1/identities", testserver.Raw("{bad")).WantRefusal(t, 503, "policy_missing")
	if ready := s.Ready(t).Want(t, 503); !strings.Contains(ready.Body, reason) || !strings.Contains(ready.Body, "every request is refused") {
		t.Errorf("readiness does not say %q: %s", reason, ready.Body)
	}
	if log := s.Log.String(); !strings.Contains(log, reason) || !strings.Contains(log, "every request is refused") {
		t.Errorf("the log does not say %q", reason)
	}
	if metrics := s.Metrics(t); !strings.Contains(metrics, "warder_policy_missing 1") || !strings.Contains(metrics, "warder_bundle_refusals_total{cause=") {
		t.Error("the metrics do not say it")
	}
}

// The embedded policy decides only when somebody said so.
func TestMissing_the_embedded_policy_is_an_explicit_choice(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), func(c *service.Config) {
		c.Policy, c.PolicyFallback = t.TempDir(), service.PolicyEmbedded
		c.Sandbox = []string{os.Args[0], examineHere}
	})
	if log := s.Log.String(); !strings.Contains(log, "the rules of the binary decide instead of yours") || !strings.Contains(log, "the embedded policy is in force") {
		t.Error("the log does not warn")
	}
	if ready := s.Ready(t).Want(t, 200); !strings.Contains(ready.Body, "the embedded policy is in force: bundle refused (missing)") {
		t.Errorf("readiness does not say what is wrong with the folder: %s", ready.Body)
	}
}
