package rollout

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"warder/bundles"
	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// ociRegistry is the reference implementation of an OCI registry, in a process
// of its own, that asks for a name and a password.
type ociRegistry struct {
	t       *testing.T
	program string
	address string
	config  string
	process *exec.Cmd
}

const registryPassword = "correct-horse"

func startRegistry(t *testing.T) *ociRegistry {
	t.Helper()
	dir := t.TempDir()
	r := &ociRegistry{t: t, program: filepath.Join(dir, "registry"), config: filepath.Join(dir, "config.yml")}
	build := exec.Command("go", "-C", "../registry", "build", "-o", r.program, "github.com/distribution/distribution/v3/cmd/registry") //nolint:gosec // of go.mod
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address = listener.Addr().String()
	_ = listener.Close()
	hash, err := bcrypt.GenerateFromPassword([]byte(registryPassword), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	passwords := filepath.Join(dir, "htpasswd")
	config := fmt.Sprintf("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: %s}\nauth: {htpasswd: {realm: tests, path: %s}}\n", filepath.Join(dir, "data"), r.address, passwords)
	for path, content := range map[string]string{passwords: "team:" + string(hash) + "\n", r.config: config} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.start()
	t.Cleanup(r.stop)
	return r
}

func (r *ociRegistry) start() {
	r.t.Helper()
	r.process = exec.Command(r.program, "serve", r.config) //nolint:gosec // built above
	if err := r.process.Start(); err != nil {
		r.t.Fatal(err)
	}
	testserver.Eventually(r.t, "the registry answers", func() bool {
		response, err := http.Get("http://" + r.address + "/v2/")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusUnauthorized
	})
}

func (r *ociRegistry) stop() {
	if r.process != nil {
		_ = r.process.Process.Kill()
		_ = r.process.Wait()
		r.process = nil
	}
}

func (r *ociRegistry) source() string { return "oci://" + r.address + "/team/policy:production" }

func (r *ociRegistry) push(packed []byte, credential string) error {
	source, err := bundles.NewRegistrySource(r.source(), credential, true)
	if err != nil {
		return err
	}
	_, err = source.Push(r.t.Context(), packed)
	return err
}

func TestRegistry_a_server_follows_what_is_pushed_to_a_real_one(t *testing.T) {
	r := startRegistry(t)
	a := newAuthor(t)
	if err := r.push(a.bundle(7), "team:wrong-password"); err == nil || !strings.Contains(err.Error(), "401") || strings.Contains(err.Error(), "wrong-password") {
		t.Errorf("pushed with a wrong password: %v", err)
	}
	push := func(packed []byte) {
		t.Helper()
		if err := r.push(packed, "team:"+registryPassword); err != nil {
			t.Fatal(err)
		}
	}
	push(a.bundle(7))
	follow := func(password string) func(*service.Config) {
		return func(c *service.Config) {
			a.from(r.source())(c)
			c.InsecureRegistry, c.PolicyToken = true, seal.NewText("team:"+password)
		}
	}
	i := install(t, database.SQLite(t), follow(registryPassword))
	i.read(t, "FOO").Want(t, 200)
	if policy := i.policy(t); policy.Text("policy.revision") != "7" || policy.Text("policy.source") != r.source() {
		t.Errorf("started with %s", policy.Body)
	}
	a.write(nightPath, noFOO)
	push(a.bundle(8))
	testserver.Eventually(t, "the update is in force", func() bool { return i.read(t, "FOO").Status == 403 })

	push([]byte("no bundle at all"))
	testserver.Eventually(t, "garbage is refused", func() bool { return strings.Contains(i.Ready(t).Want(t, 200).Body, "gzip") })
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	r.stop()
	testserver.Eventually(t, "the registry is missed", func() bool { return strings.Contains(i.Ready(t).Want(t, 200).Body, "connection refused") })
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")

	i.Stop(t)
	again, err := service.New(t.Context(), i.Config)
	if err != nil {
		t.Fatal(err)
	}
	revision := again.PolicyRevision()
	if err := again.Close(); err != nil || revision.Revision != "8" {
		t.Errorf("without the registry it started with %v (%v)", revision, err)
	}

	r.start()
	config := i.Config
	follow("wrong-password")(&config)
	config.DataDir = t.TempDir()
	refused, err := service.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	// The last good bundle is in the database, so a fresh data folder has it too.
	revision = refused.PolicyRevision()
	if err := refused.Close(); err != nil || revision.Revision != "8" || !strings.Contains(i.Log.String(), "401") {
		t.Errorf("with a wrong password it started with %v (%v)", revision, err)
	}
	if strings.Contains(i.Log.String(), "wrong-password") || strings.Contains(i.Log.String(), registryPassword) {
		t.Error("a password is told")
	}
}
