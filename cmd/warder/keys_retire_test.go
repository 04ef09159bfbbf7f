package main

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// admin opens the database as an operator does, at the time of the server.
func (i *installation) admin(t *testing.T) *service.Admin {
	t.Helper()
	config := i.Config
	config.RootKey = seal.NewText(i.root)
	admin, err := service.OpenAdmin(t.Context(), &config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	return admin
}

// rotate rotates the keys of some purposes together, and returns the ids of the former ones.
func (i *installation) rotate(t *testing.T, purposes ...seal.Purpose) map[seal.Purpose]string {
	t.Helper()
	before, ids := map[seal.Purpose]string{}, map[seal.Purpose]string{}
	for _, purpose := range purposes {
		before[purpose] = i.KeyringOf(t).PrimaryKey(purpose)
		ids[purpose] = introducedKey.FindString(i.keys(t, exitOK, "introduce", string(purpose)))
	}
	i.again(t)
	for purpose, id := range ids {
		i.keys(t, exitOK, "promote", string(purpose), id)
	}
	i.again(t)
	for purpose, id := range ids {
		i.reported(t, purpose, id)
	}
	return before
}

// reported waits until the server has said that it works with a key.
func (i *installation) reported(t *testing.T, purpose seal.Purpose, id string) {
	t.Helper()
	db := i.Store(t)
	testserver.Eventually(t, "the server says which keys it uses", func() bool {
		uses, err := models.KeyUses(db.Statement(t.Context()), string(purpose))
		return err == nil && slices.ContainsFunc(uses, func(use models.KeyUse) bool { return use.KeyID == id })
	})
	_ = db.Close()
}

// former is the key with an id, as it is listed.
func (i *installation) former(t *testing.T, purpose seal.Purpose, id string) service.FormerKey {
	t.Helper()
	keys, err := i.admin(t).FormerKeys(t.Context(), id, purpose)
	if err != nil || len(keys) != 1 {
		t.Fatalf("%s %s: %d keys, %v", purpose, id, len(keys), err)
	}
	return keys[0]
}

// wantUsed holds that a key is used for a reason, and so is not deleted.
func (i *installation) wantUsed(t *testing.T, purpose seal.Purpose, id, reason string) {
	t.Helper()
	key := i.former(t, purpose, id)
	if !strings.Contains(key.String(), reason) {
		t.Errorf("%s: %s, want: %s", purpose, key.String(), reason)
	}
	if err := i.admin(t).RetireKey(t.Context(), key, len(key.Held) > 0); !errors.Is(err, service.ErrKeyUsed) || !strings.Contains(err.Error(), reason) {
		t.Errorf("%s: deleting it: %v, want: %s", purpose, err, reason)
	}
}

func (i *installation) wantDeleted(t *testing.T, purpose seal.Purpose, id string, force bool) {
	t.Helper()
	if err := i.admin(t).RetireKey(t.Context(), i.former(t, purpose, id), force); err != nil {
		t.Errorf("%s: %v", purpose, err)
	}
	if slices.Contains(i.KeyringOf(t).FormerKeys(purpose), id) {
		t.Errorf("%s %s is still in the keyring", purpose, id)
	}
}

func (i *installation) wantLogWhole(t *testing.T) {
	t.Helper()
	report, err := i.admin(t).VerifyLog(t.Context())
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("the log: %v, %v", report.Problems, err)
	}
}

func startInstallation(t *testing.T, url string) *installation {
	t.Helper()
	s := &installation{Server: testserver.Start(t, url)}
	s.root = s.Config.RootKey.Reveal()
	for _, purpose := range seal.Purposes() {
		s.reported(t, purpose, s.KeyringOf(t).PrimaryKey(purpose))
	}
	return s
}

const day = 24 * 3600

func TestKeys_retire_deletes_what_nothing_uses(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "before")
		machine := s.NewMachine(t, "no-access", nil)
		s.Token(t, machine)
		former := s.rotate(t, seal.Purposes()...)
		s.wantUsed(t, seal.Wrapping, former[seal.Wrapping], "1 data keys")
		s.wantUsed(t, seal.Signing, former[seal.Signing], "records of the decision log")
		s.wantUsed(t, seal.Signing, former[seal.Signing], "2 access tokens") // that of the administrator too
		s.wantUsed(t, seal.Pepper, former[seal.Pepper], "1 client secrets")

		s.keys(t, exitOK, "rewrap")
		s.wantLogWhole(t)
		if out := s.keys(t, exitOK, "retire"); strings.Count(out, "nothing uses it") != 1 || !strings.Contains(out, "run it again with --yes") {
			t.Errorf("listed: %s", out)
		}
		if out := s.keys(t, exitError, "retire", "pepper", former[seal.Pepper], "--yes"); !strings.Contains(out, "1 client secrets") {
			t.Errorf("a key that is used: %s", out)
		}
		if out := s.keys(t, exitOK, "retire", "--yes"); !strings.Contains(out, "wrapping  "+former[seal.Wrapping]+"  deleted") || strings.Count(out, "deleted") != 1 {
			t.Errorf("deleted: %s", out)
		}
		s.again(t)
		s.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK)

		s.Clock.Advance(100 * day) // every token has ended
		s.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusUnauthorized)
		s.checkpointed(t, former[seal.Signing])
		s.wantDeleted(t, seal.Signing, former[seal.Signing], false)
		s.again(t)
		s.wantLogWhole(t)
		s.Token(t, machine) // a client secret of the former pepper
		s.wantUsed(t, seal.Pepper, former[seal.Pepper], "1 client secrets")
	})
}

// checkpointed waits until the last checkpoint is signed by a key of now.
func (i *installation) checkpointed(t *testing.T, former string) {
	t.Helper()
	testserver.Eventually(t, "the last checkpoint is signed by the new key", func() bool {
		key := i.former(t, seal.Signing, former)
		return len(key.Held) == 0
	})
}

// A server that was not restarted would go on sealing data keys by a key that was deleted.
func TestKeys_retire_waits_for_every_server(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		before := s.KeyringOf(t).PrimaryKey(seal.Wrapping)
		id := introducedKey.FindString(s.keys(t, exitOK, "introduce", "wrapping"))
		s.again(t)
		s.keys(t, exitOK, "promote", "wrapping", id)
		s.keys(t, exitOK, "rewrap")
		s.wantUsed(t, seal.Wrapping, before, "server to restart: ")
		s.Clock.Advance(60)
		db := s.Store(t)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.DB().Create(&models.Server{ID: "gone", Name: "gone", SeenAt: store.At(s.Clock.Now().Add(-models.ServerSilent * 2))}).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		s.again(t)
		s.reported(t, seal.Wrapping, id)
		s.wantUsed(t, seal.Wrapping, before, "server that fell silent and is forgotten after a day: gone")
		s.Clock.Advance(2 * day)
		s.wantDeleted(t, seal.Wrapping, before, false)
	})
}

func TestKeys_retire_counts_each_kind_of_credential(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		machine := s.NewMachine(t, "no-access", nil)
		person := s.NewPerson(t, "admin")
		person.Client.Post(t, "/api/v2/users/me/api-keys", testserver.Object{"name": "k", "expiresIn": 3600}).Want(t, http.StatusOK)
		person.Client.Post(t, "/api/v2/service-token", testserver.Object{
			"name": "st", "workspaceId": person.NewProject(t).ID, "scopes": testserver.List{testserver.Object{"environment": "dev", "secretPath": "/"}},
			"encryptedKey": "a2V5", "iv": "aXY=", "tag": "dGFn", "expiresIn": 3600, "permissions": testserver.List{"read"},
		}).Want(t, http.StatusOK)
		person.Client.Post(t, "/api/v1/invite-org/signup", testserver.Object{"inviteeEmail": "new@example.com", "organizationId": s.Admin.ID}).Want(t, http.StatusOK)
		s.RecoveryCode(t, person.Email)
		s.SignInLink(t, person.Email)
		former := s.rotate(t, seal.Pepper)[seal.Pepper]
		want := "used by 1 client secrets, 1 API keys, 1 service tokens, 1 invitations, 1 recovery codes, 1 sign-in links"
		if key := s.former(t, seal.Pepper, former); key.String() != want {
			t.Errorf("%s, want %s", key.String(), want)
		}
		s.Clock.Advance(2 * day) // all but the client secret and the invitation end
		want = "used by 1 client secrets, 1 invitations"
		if key := s.former(t, seal.Pepper, former); key.String() != want {
			t.Errorf("two days later: %s, want %s", key.String(), want)
		}
		s.wantDeleted(t, seal.Pepper, former, true)
		s.again(t)
		s.Anonymous().Login(t, machine).Want(t, http.StatusUnauthorized)
	})
}

func TestKeys_retire_refuses(t *testing.T) {
	s := startInstallation(t, database.SQLite(t))
	primary := s.KeyringOf(t).PrimaryKey(seal.Pepper)
	for _, c := range []struct {
		want string
		code int
		args []string
	}{
		{"every key is in use", exitOK, []string{"retire"}},
		{"want pepper, signing or wrapping", exitUsage, []string{"retire", "root"}},
		{"the primary key cannot be retired", exitError, []string{"retire", "pepper", primary, "--yes"}},
		{"no such key in the keyring", exitError, []string{"retire", "pepper", "00000000", "--yes"}},
		{"name the key", exitUsage, []string{"retire", "pepper", "--force", "--yes"}},
		{"accepts at most 2 arg", exitUsage, []string{"retire", "pepper", primary, "x"}},
	} {
		if out := s.keys(t, c.code, c.args...); !strings.Contains(out, c.want) {
			t.Errorf("%q: %s", c.args, out)
		}
	}
	// A rotation that is given up takes its key back.
	id := introducedKey.FindString(s.keys(t, exitOK, "introduce", "signing"))
	if out := s.keys(t, exitOK, "retire", "--yes"); !strings.Contains(out, "every key is in use") {
		t.Errorf("a key that was introduced is deleted unasked: %s", out)
	}
	s.wantDeleted(t, seal.Signing, id, true)
}
