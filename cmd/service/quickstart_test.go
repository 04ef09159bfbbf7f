package service

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/cmd/remote"
)

// quick runs the quickstart against the fake and returns what it printed.
func quick(t *testing.T, f *fakeServer, dir string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Quickstart{URL: f.URL, DataDir: dir, Out: &out}.Run(t.Context())
	return out.String(), err
}

func mustQuick(t *testing.T, f *fakeServer, dir string) string {
	t.Helper()
	out, err := quick(t, f, dir)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestQuickstart_makes_the_demo_on_a_fresh_instance(t *testing.T) {
	f, dir := newFakeServer(t), filepath.Join(t.TempDir(), "data")
	mustQuick(t, f, dir)
	for call, want := range map[string]object{
		"POST /api/v2/workspace":                            {"projectName": "Demo App"},
		"POST /api/v3/secrets/raw/FOO":                      {"workspaceId": "p1", "environment": "dev", "secretPath": "/", "secretValue": "BAR", "type": "shared"},
		"POST /api/v1/identities":                           {"name": "demo-app", "organizationId": "o1", "role": "no-access"},
		"POST /api/v2/workspace/p1/identity-memberships/i1": {"roles": []any{object{"role": "viewer"}}},
	} {
		if got := f.bodies[call]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s got %v, want %v", call, got, want)
		}
	}
	if got := f.bodies["POST /api/v1/admin/bootstrap"]["organization"]; got != "Demo" {
		t.Errorf("organization is %v", got)
	}
	info, err := os.Stat(filepath.Join(dir, "quickstart.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("what was made is kept as %v (%v), want mode 0600", info.Mode(), err)
	}
}

func TestQuickstart_prints_lines_that_work_as_pasted(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if _, missing := exec.LookPath("curl"); err != nil || missing != nil {
		t.Skip("this machine has no sh or no curl to paste the lines into")
	}
	f := newFakeServer(t)
	out := mustQuick(t, f, t.TempDir())
	start, end := strings.Index(out, "TOKEN="), strings.Index(out, "\nThe administrator")
	if start < 0 || end < start {
		t.Fatalf("no lines to paste in:\n%s", out)
	}
	answer, err := exec.CommandContext(t.Context(), shell, "-euc", out[start:end]).CombinedOutput()
	if err != nil || !strings.Contains(string(answer), `"secretValue":"BAR"`) {
		t.Errorf("pasting answered %s (%v) for:\n%s", answer, err, out)
	}
}

func TestQuickstart_twice_changes_nothing_and_prints_the_same(t *testing.T) {
	f, dir := newFakeServer(t), t.TempDir()
	first := mustQuick(t, f, dir)
	f.calls = nil
	if second := mustQuick(t, f, dir); second != first {
		t.Errorf("got\n%s\nwant\n%s", second, first)
	}
	want := []string{"GET /api/v1/admin/config", "POST /api/v1/auth/universal-auth/login", "GET /api/v3/secrets/raw/FOO"}
	if !slices.Equal(f.calls, want) {
		t.Errorf("the second run asked %q, want %q", f.calls, want)
	}
}

func TestQuickstart_replaces_a_client_secret_that_no_longer_works(t *testing.T) {
	f, dir := newFakeServer(t), t.TempDir()
	mustQuick(t, f, dir)
	f.secrets[0] = "revoked"
	out := mustQuick(t, f, dir)
	if len(f.secrets) != 2 || !strings.Contains(out, f.secrets[1]) {
		t.Errorf("the new secret of %q is not printed:\n%s", f.secrets, out)
	}
	if again := mustQuick(t, f, dir); again != out || len(f.secrets) != 2 {
		t.Errorf("the new secret was not remembered")
	}
}

func TestQuickstart_goes_on_where_it_was_interrupted(t *testing.T) {
	const secret, member, auth = "POST /api/v3/secrets/raw/FOO", "POST /api/v2/workspace/p1/identity-memberships/i1", "POST /api/v1/auth/universal-auth/identities/i1"
	for _, interrupted := range []string{"POST /api/v2/workspace", secret, "POST /api/v1/identities", auth, member} {
		t.Run(interrupted, func(t *testing.T) {
			f, dir := newFakeServer(t), t.TempDir()
			f.refuse[interrupted] = &remote.FailedResponse{Status: 503, Message: "store unavailable"}
			if _, err := quick(t, f, dir); err == nil || !strings.Contains(err.Error(), "store unavailable") {
				t.Fatalf("got %v, want the server's message", err)
			}
			delete(f.refuse, interrupted)
			for _, call := range []string{secret, member, auth} { // done, but not remembered
				f.refuse[call] = &remote.FailedResponse{Status: 400, Message: "It already exists"}
			}
			f.calls = nil
			mustQuick(t, f, dir)
			if slices.Contains(f.calls, "POST /api/v1/admin/bootstrap") {
				t.Error("the instance was set up again")
			}
		})
	}
}

func TestQuickstart_forgets_a_demo_of_another_database(t *testing.T) {
	dir := t.TempDir()
	mustQuick(t, newFakeServer(t), dir)
	fresh := newFakeServer(t)
	mustQuick(t, fresh, dir)
	if !fresh.initialized {
		t.Error("the new instance was not set up")
	}
}

func TestQuickstart_refuses(t *testing.T) {
	t.Run("an_instance_that_somebody_else_set_up", func(t *testing.T) {
		f := newFakeServer(t)
		f.initialized = true
		_, err := quick(t, f, t.TempDir())
		if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "--data-dir") {
			t.Errorf("got %v, want what to do", err)
		}
		if !slices.Equal(f.calls, []string{"GET /api/v1/admin/config"}) {
			t.Errorf("it was asked to change something: %q", f.calls)
		}
	})
	t.Run("a_server_that_does_not_answer", func(t *testing.T) {
		f := newFakeServer(t)
		f.Close()
		if _, err := quick(t, f, t.TempDir()); !errors.Is(err, ErrSilent) || !strings.Contains(err.Error(), "warder serve") {
			t.Errorf("got %v, want what to do", err)
		}
	})
	t.Run("a_damaged_memory", func(t *testing.T) {
		f, dir := newFakeServer(t), t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "quickstart.json"), []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := quick(t, f, dir); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a_demo_whose_secret_was_deleted_and_says_so", func(t *testing.T) {
		f, dir := newFakeServer(t), t.TempDir()
		mustQuick(t, f, dir)
		f.refuse["GET /api/v3/secrets/raw/FOO"] = &remote.FailedResponse{Status: 404, Message: "Secret not found"}
		if _, err := quick(t, f, dir); err == nil || !strings.Contains(err.Error(), "FOO cannot be read any more") {
			t.Errorf("got %v", err)
		}
	})
}

func TestLocalURL(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80", ":8080": "http://127.0.0.1:8080",
		"[::]:8080": "http://127.0.0.1:8080", "[::1]:8080": "http://[::1]:8080", "localhost:1": "http://localhost:1",
	} {
		if got := LocalURL(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}
