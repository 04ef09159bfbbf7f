// Package lifecycle drives the life of a policy, from the first refusal that
// somebody wants to understand to the rollback of the rule that came of it, as
// a security engineer would: with the command line and over HTTP.
package lifecycle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }

// engineer is a security engineer with the program, a folder of policy and a
// pair of keys.
type engineer struct {
	program, dir, keys string
	server             *api.Server
	token              string // of the installation's administrator
}

// ran is what a command printed and how it ended.
type ran struct {
	line, out string
	code      int
}

// warder runs one command line.
func (e *engineer) warder(t *testing.T, args ...string) ran {
	t.Helper()
	command := exec.CommandContext(t.Context(), e.program, args...)
	command.Dir = e.keys
	command.Env = append(os.Environ(), service.TokenVariable+"="+e.token)
	out, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return ran{"warder " + strings.Join(args, " "), string(out), command.ProcessState.ExitCode()}
}

// asked runs a command that asks the server.
func (e *engineer) asked(t *testing.T, args ...string) ran {
	t.Helper()
	return e.warder(t, append(args, "--server", e.server.URL)...)
}

// want ends the test unless the command ended so and printed all of the texts.
func (r ran) want(t *testing.T, code int, texts ...string) ran {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out, text) {
			t.Fatalf("%s does not say %q:\n%s", r.line, text, r.out)
		}
	}
	if r.code != code {
		t.Fatalf("%s ended with %d, want %d:\n%s", r.line, r.code, code, r.out)
	}
	return r
}

// write changes a file of the policy; "" takes it away.
func (e *engineer) write(t *testing.T, path, text string) {
	t.Helper()
	path = filepath.Join(e.dir, filepath.FromSlash(path))
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	switch {
	case err != nil:
	case text == "":
		err = os.Remove(path)
	default:
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// withoutShippedTests leaves the tests of the engineer's own rule: those of the
// rules that ship are run where they are built, and take most of the time.
func (e *engineer) withoutShippedTests(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(e.dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.rego") && !strings.HasSuffix(path, "night_test.rego") {
			err = os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// newEngineer builds the program, makes the keys and starts a server that
// trusts them.
func newEngineer(t *testing.T) *engineer {
	t.Helper()
	e := &engineer{program: filepath.Join(t.TempDir(), "warder"), dir: filepath.Join(t.TempDir(), "policy"), keys: t.TempDir()}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", e.program, "warder/cmd/warder")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	e.warder(t, "bundle", "keygen", "--out", "team").want(t, 0)
	e.server = api.Start(t, database.SQLite(t), func(config *service.Config) {
		config.PolicyKeys = map[string]string{"team": filepath.Join(e.keys, "team.pub")}
		config.PolicyScope = "tests"
		config.Examiner = []string{e.program, "bundle", "examine"}
	})
	admin := e.server.Admin
	login := e.server.Anonymous().Post(t, "/api/v3/auth/login", api.Object{"email": admin.Email, "password": admin.Password}).Want(t, 200)
	selected := e.server.As(login.Text("accessToken")).Post(t, "/api/v3/auth/select-organization", api.Object{"organizationId": admin.ID}).Want(t, 200)
	e.token = selected.Text("token")
	return e
}
