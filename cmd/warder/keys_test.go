package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/kmstest"
	"warder/tests/testserver"
)

// installation is a server that can be started anew.
type installation struct {
	*testserver.Server

	root string
}

// again starts the server anew, with the root key of the installation.
func (i *installation) again(t *testing.T) {
	t.Helper()
	i.Stop(t)
	next := testserver.Launch(t, i.Config.Database().Reveal(), func(c *service.Config) {
		c.RootKey, c.Clock = seal.NewText(i.root), i.Clock.Now
	})
	next.Admin, next.Clock = i.Admin, i.Clock
	i.Server = next
}

// keys runs warder keys on the database of the installation.
func (i *installation) keys(t *testing.T, code int, args ...string) string {
	t.Helper()
	t.Setenv("WARDER_ROOT_KEY", i.root)
	args = append([]string{"keys"}, append(args, "--data-dir", t.TempDir(), "--database-url", i.Config.Database().Reveal())...)
	got, out, problems := try(t, args...)
	if got != code {
		t.Fatalf("%q: exit code %d, want %d\n%s%s", args, got, code, out, problems)
	}
	return out + problems
}

var introducedKey = regexp.MustCompile(`(?m)^[0-9a-f]{8}$`)

// Secrets, tokens, client secrets and the decision log from before a rotation are good
// during it and after it, whichever key is rotated, and the root key too.
func TestKeys_are_rotated_without_a_failed_request(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := &installation{Server: testserver.Start(t, url)}
		s.root = s.Config.RootKey.Reveal()
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "before")
		machine := s.NewMachine(t, "no-access", nil)
		s.AsAdmin().Post(t, "/api/v1/auth/kubernetes-auth/identities/"+s.NewMachine(t, "no-access", nil).IdentityID, testserver.Object{
			"kubernetesHost": "https://api.cluster.example:6443", "allowedNamespaces": "apps", "tokenReviewerJwt": "a.reviewers.token",
		}).Want(t, http.StatusOK)
		person := s.AsPerson(t)
		apiKey := person.Post(t, "/api/v2/users/me/api-keys", testserver.Object{"name": "k", "expiresIn": 3600}).Want(t, http.StatusOK).Text("apiKey")
		serviceToken := person.Post(t, "/api/v2/service-token", testserver.Object{
			"name": "st", "workspaceId": person.NewProject(t).ID, "scopes": testserver.List{testserver.Object{"environment": "dev", "secretPath": "/"}},
			"encryptedKey": "a2V5", "iv": "aXY=", "tag": "dGFn", "expiresIn": 3600, "permissions": testserver.List{"read"},
		}).Want(t, http.StatusOK).Text("serviceToken")
		reads := func(when string) {
			t.Helper()
			s.Anonymous().With("X-Api-Key", apiKey).Get(t, "/api/v2/users/me").Want(t, http.StatusOK)
			s.As(serviceToken).Get(t, "/api/v2/service-token").Want(t, http.StatusOK)
			if got := s.AsAdmin().Get(t, project.SecretPath("FOO")); got.Status != http.StatusOK || got.Text("secret.secretValue") != "before" {
				t.Errorf("%s: %d %s", when, got.Status, got.Body)
			}
			s.Token(t, machine)
			s.AsAdmin().SetSecret(t, s.AsAdmin().NewProject(t), "BAR", "of a project with a key of now")
		}
		for _, purpose := range seal.Purposes() {
			id := introducedKey.FindString(s.keys(t, exitOK, "introduce", string(purpose)))
			reads("introduced " + string(purpose)) // a server that does not know it yet
			s.again(t)
			s.keys(t, exitOK, "promote", string(purpose), id)
			reads("promoted " + string(purpose)) // a server that knows it, and does not use it
			s.again(t)
			reads("in use " + string(purpose))
			if list := s.keys(t, exitOK, "list"); !strings.Contains(list, id+"  in use") {
				t.Errorf("%s: %s", id, list)
			}
		}
		if out := s.keys(t, exitOK, "rewrap"); !strings.Contains(out, " sealed again") || strings.HasPrefix(out, "0 ") {
			t.Errorf("rewrap: %s", out)
		}
		reads("rewrapped")
		if out := s.keys(t, exitOK, "rewrap"); out != "0 sealed again\n" {
			t.Errorf("rewrap again: %s", out)
		}
		if list := s.keys(t, exitOK, "list"); strings.Count(list, "  seals 0") != 1 {
			t.Errorf("the former wrapping key seals something: %s", list)
		}
		s.changeRoot(t)
		reads("another root key, and the server runs on")
		s.again(t)
		reads("another root key")
		s.Stop(t)
		t.Setenv("WARDER_ROOT_KEY", s.root)
		if code, out, problems := try(t, "audit", "verify", "--data-dir", t.TempDir(), "--database-url", url); code != exitOK {
			t.Errorf("the log: %s%s", out, problems)
		}
	})
}

// changeRoot seals the keyring by another root key, which is in a file.
func (i *installation) changeRoot(t *testing.T) {
	t.Helper()
	file, next := filepath.Join(t.TempDir(), "new.key"), seal.NewRootKey().Reveal()
	if err := os.WriteFile(file, []byte(next+"\n"), 0o644); err != nil { //nolint:gosec // it is to be refused
		t.Fatal(err)
	}
	if out := i.keys(t, exitError, "change-root", "--new-root-key-file", file); !strings.Contains(out, "chmod 600") {
		t.Errorf("a file that others can read: %s", out)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	out := i.keys(t, exitOK, "change-root", "--new-root-key-file", file)
	if strings.Contains(out, next) || strings.Contains(out, i.root) {
		t.Errorf("a root key is printed: %s", out)
	}
	if out := i.keys(t, exitError, "list"); !strings.Contains(out, "wrong root key") {
		t.Errorf("with the old root key: %s", out)
	}
	i.root = next
}

func TestKeys_refuses(t *testing.T) {
	s := &installation{Server: testserver.Start(t, database.SQLite(t))}
	s.root = s.Config.RootKey.Reveal()
	for _, c := range []struct {
		want string
		code int
		args []string
	}{
		{"want pepper, signing or wrapping", exitUsage, []string{"introduce", "root"}},
		{"no such key in the keyring", exitError, []string{"promote", "signing", "00000000"}},
		{"no such key in the keyring", exitError, []string{"promote", "signing", "x"}},
		{"--new-root-key-file", exitError, []string{"change-root"}},
		{"no such file", exitError, []string{"change-root", "--new-root-key-file", "nowhere.key"}},
		{"accepts 1 arg", exitUsage, []string{"introduce"}},
	} {
		if out := s.keys(t, c.code, c.args...); !strings.Contains(out, c.want) {
			t.Errorf("%q: %s", c.args, out)
		}
	}
}

func TestKeys_commands_of_the_documentation_run(t *testing.T) {
	s := &installation{Server: testserver.Start(t, database.SQLite(t))}
	s.root = s.Config.RootKey.Reveal()
	commands, last := documented(t, "keys.md", "warder keys"), ""
	t.Chdir(t.TempDir())
	next := seal.NewRootKey().Reveal()
	write(t, "new.key", next)
	project := s.AsAdmin().NewProject(t)
	if len(commands) != 13 {
		t.Fatalf("%d commands: %q", len(commands), commands)
	}
	fake := kmstest.Start(t)
	for _, command := range commands {
		args := strings.Fields(strings.NewReplacer("\"$KMS_KEY\"", kmstest.AWS, " KEY", " "+last, " PROJECT", " "+project.ID).Replace(command))[2:]
		switch {
		case strings.Contains(command, "--new-root-key-kms"):
			args = append(args, "--new-root-key-kms-endpoint", fake.URL)
		case strings.Contains(command, "--root-key-kms"):
			args = append(args, "--root-key-kms-endpoint", fake.URL)
			t.Setenv("WARDER_ROOT_KEY", "") // a new installation has none
			if code, out, problems := try(t, append([]string{"keys"}, args...)...); code != exitOK {
				t.Errorf("%s: %s%s", command, out, problems)
			}
			continue
		}
		last = introducedKey.FindString(s.keys(t, exitOK, args...))
		if strings.Contains(command, "--new-root-key-file new.key") {
			s.root = next
		}
	}
}
