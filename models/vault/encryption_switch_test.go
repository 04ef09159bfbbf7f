package vault_test

import (
	"errors"
	"testing"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
	"warder/tests/modelstest"
)

// join makes a user with a key pair a member.
func (s *safe) join(t *testing.T, tx *store.Tx, id string) *seal.Recipient {
	t.Helper()
	pair, err := seal.NewRecipient()
	must(t, err)
	must(t, store.Create(tx, store.Installation, &models.User{ID: id, Email: id, Username: id, PublicKey: pair.PublicKey(), CreatedAt: modelstest.Now}))
	must(t, store.Create(tx, s.scope, &models.ProjectMembership{ID: "m-" + id, OrgID: s.scope.OrgID, ProjectID: s.scope.ProjectID, SubjectType: models.SubjectUser, SubjectID: id}))
	return pair
}

// clientText is what is stored of a secret, opened by a client.
func clientText(t *testing.T, row *models.Secret, key *seal.ProjectKey) string {
	t.Helper()
	if row.Value != nil || row.ClientValue == nil {
		t.Fatalf("the server sealed %s", row.ID)
	}
	text, err := vault.ClientTextOf(row).Open(key)
	must(t, err)
	return text.Value
}

func Test_a_project_is_encrypted_for_its_members_and_back(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		member := s.join(t, tx, "ann")
		made := s.put(t, tx, "dev /", "A", "first", "")
		_, err := s.Change(tx, made.ID, vault.SecretChange{Content: func(content *vault.Content) { content.Text.Value = "second" }})
		must(t, err)

		must(t, s.TurnEncryptionOn(tx))
		if s.Project.ClientKey != nil || !s.Project.EndToEndEncrypted {
			t.Fatal("the server still holds the key")
		}
		box, err := store.First[models.ProjectKeyBox](tx, s.scope, "receiver_id = ?", "ann")
		must(t, err)
		key, err := member.OpenBox(seal.Box{Ciphertext: box.EncryptedKey, Nonce: box.Nonce, SenderPublicKey: box.SenderKey})
		must(t, err)
		row, err := store.First[models.Secret](tx, s.scope, "id = ?", made.ID)
		must(t, err)
		if got := clientText(t, row, key); got != "second" {
			t.Errorf("the member reads %q", got)
		}
		versions, err := store.Find[models.SecretVersion](tx.OrderBy("version"), s.scope, "")
		must(t, err)
		then := vault.SecretOfVersion(&versions[0])
		if got := clientText(t, &then, key); got != "first" {
			t.Errorf("of the first version the member reads %q", got)
		}

		if err := s.TurnEncryptionOff(tx, nil); !errors.Is(err, vault.ErrKeyNeeded) {
			t.Errorf("without the key: %v", err)
		}
		wrong, err := seal.NewProjectKey()
		must(t, err)
		if err := s.TurnEncryptionOff(tx, wrong); !errors.Is(err, vault.ErrWrongKey) {
			t.Errorf("with another key: %v", err)
		}
		bot, err := store.First[models.Bot](tx, s.scope, "")
		must(t, err)
		sent, err := member.SealBox(key, bot.PublicKey)
		must(t, err)
		opened, err := s.OpenForBot(bot, sent)
		must(t, err)
		must(t, s.TurnEncryptionOff(tx, opened))
		if _, value := s.read(t, tx, made.ID); value != "second" || s.Project.EndToEndEncrypted {
			t.Errorf("the server reads %q", value)
		}
	})
}

func Test_a_key_that_no_member_can_open_stays_with_the_server(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		made := s.put(t, tx, "dev /", "A", "value", "")
		must(t, s.TurnEncryptionOn(tx))
		must(t, s.TurnEncryptionOff(tx, nil))
		if _, value := s.read(t, tx, made.ID); value != "value" {
			t.Errorf("read %q", value)
		}
	})
}

func Test_references_of_an_encrypted_project_are_left_alone(t *testing.T) {
	in(t, true, func(t *testing.T, tx *store.Tx, s *safe) {
		names, err := s.Names(tx)
		if names != nil || err != nil {
			t.Errorf("%v, %v", names, err)
		}
		must(t, names.FolderRenamed(tx, s.folders["dev /app"]))
		must(t, names.EnvironmentRenamed(tx, "dev", "test"))
		must(t, s.SecretsRenamed(tx, s.folders["dev /app"].ID, map[string]string{"A": "B"}))
	})
}
