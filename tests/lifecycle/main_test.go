// Package lifecycle follows one change of who may do what from the refusal that
// asks for it to the rollback that takes it back, as its author lives it: with
// the program on the command line and with requests to a server.
package lifecycle

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestMain(m *testing.M) {
	code := database.Main(m)
	if path, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // as the folder of a test would be
	}
	os.Exit(code)
}

// program is the path of the built binary.
func program(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// build makes it once for all tests, so it belongs to none of their folders.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lifecycle")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "warder")
	out, err := exec.Command("go", "build", "-o", path, "warder/cmd/warder").CombinedOutput() //nolint:noctx // belongs to no test alone
	if err != nil {
		return "", errors.Join(err, errors.New(string(out)))
	}
	return path, nil
})

// author writes policy in a folder of its own, with the program at hand.
type author struct {
	dir, program string
	token        string // of an administrator, once there is a server
}

func newAuthor(t *testing.T) *author {
	t.Helper()
	return &author{dir: t.TempDir(), program: program(t)}
}

// try runs one command line; what is printed and complained come together.
func (a *author) try(t *testing.T, line string) (code int, out string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), a.program, strings.Fields(line)...) //nolint:gosec // what was just built
	command.Dir, command.Env = a.dir, append(os.Environ(), service.TokenVariable+"="+a.token)
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	err := command.Run()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		t.Fatalf("warder %s: %v", line, err)
	}
	return command.ProcessState.ExitCode(), printed.String()
}

// run is a command that must end with the code and print the texts.
func (a *author) run(t *testing.T, code int, line string, texts ...string) string {
	t.Helper()
	got, out := a.try(t, line)
	if got != code {
		t.Fatalf("warder %s: exit code %d, want %d\n%s", line, got, code, out)
	}
	for _, text := range texts {
		if !strings.Contains(out, text) {
			t.Fatalf("warder %s: it does not say %q:\n%s", line, text, out)
		}
	}
	return out
}

func (a *author) path(name string) string { return filepath.Join(a.dir, filepath.FromSlash(name)) }

func (a *author) write(t *testing.T, name, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(a.path(name)), 0o700)
	if err == nil {
		err = os.WriteFile(a.path(name), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// begin makes the folder of the policy.
func (a *author) begin(t *testing.T) {
	t.Helper()
	a.run(t, 0, "policy new policy", "policy holds the embedded policy")
}

// serve starts a server that takes what the author signs.
func (a *author) serve(t *testing.T) *testserver.Server {
	t.Helper()
	a.run(t, 0, "bundle keygen --out team")
	server := testserver.Start(t, database.SQLite(t), func(config *service.Config) {
		config.PolicyKeys, config.PolicyScope = map[string]string{"team": a.path("team.pub")}, "production"
		config.Sandbox = []string{a.program, "bundle", "examine"}
	})
	login := server.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": server.Admin.Email, "password": server.Admin.Password}).Want(t, 200)
	selected := server.As(login.Text("accessToken")).Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": server.Admin.ID}).Want(t, 200)
	a.token = selected.Text("token")
	return server
}

// encoded is a file as the API takes it.
func (a *author) encoded(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(a.path(name))
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(content)
}
