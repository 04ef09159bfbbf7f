package vault

import (
	"errors"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Turning end-to-end encryption off and on. A project is one or the other as a
// whole, its kept versions too: off, everything is sealed by the server; on,
// everything is encrypted under the key of the clients.

// errBotKeyNeeded is for a project that only its clients can read.
var errBotKeyNeeded = pep.BadRequest("The project holds secrets that clients encrypted: send botKey with the project key, " +
	"encrypted for the bot's publicKey, to turn end-to-end encryption off")

// turnOff has the server read the project, with the key that was sent, or with
// the one it still has. A project in which nothing is encrypted needs neither.
func turnOff(r *pep.Request, tx *store.Tx, s *facts.State, sent *botKey) error {
	key, err := keyToTurnOff(r, tx, s, sent)
	if err != nil {
		return err
	}
	if err := resealAll(r, tx, s, func(row *models.Secret) error { return toServer(r, s, key, row) }); err != nil {
		return err
	}
	s.Project.EndToEndEncrypted = false
	return keepClientKey(r, tx, s, key)
}

func keyToTurnOff(r *pep.Request, tx *store.Tx, s *facts.State, sent *botKey) (*seal.ProjectKey, error) {
	if sent != nil {
		return openBotKey(r, s, sent)
	}
	if s.Project.ClientKey != nil {
		return ClientKey(r, s)
	}
	encrypted, err := models.ClientEncrypted(tx, s.Scope())
	if err != nil {
		return nil, err
	}
	if encrypted > 0 {
		return nil, errBotKeyNeeded
	}
	return EnsureClientKey(r, tx, s)
}

// openBotKey opens what the caller encrypted for the bot.
func openBotKey(r *pep.Request, s *facts.State, sent *botKey) (*seal.ProjectKey, error) {
	if s.User == nil || !seal.IsBoxKey(s.User.PublicKey) {
		return nil, pep.InvalidField("Only a user with a public key can send it", "botKey")
	}
	dataKey, err := DataKey(r, s)
	if err != nil {
		return nil, err
	}
	bot, err := dataKey.Recipient(s.Found.Bot.KeyPair)
	if err != nil {
		return nil, err
	}
	key, err := bot.OpenBox(seal.Box{Ciphertext: sent.EncryptedKey, Nonce: sent.Nonce, SenderPublicKey: s.User.PublicKey})
	if errors.Is(err, seal.ErrBox) || errors.Is(err, seal.ErrProjectKey) {
		return nil, pep.InvalidField("It does not hold the project key, encrypted for the bot's publicKey by you", "botKey", "encryptedKey")
	}
	return key, err
}

// turnOn encrypts everything for the clients, gives each member a copy of the
// key, and forgets it. Where no member could open a copy, the server keeps the
// key, sealed: otherwise the secrets would be lost.
func turnOn(r *pep.Request, tx *store.Tx, s *facts.State) error {
	key, err := EnsureClientKey(r, tx, s)
	if err != nil {
		return err
	}
	if err := resealAll(r, tx, s, func(row *models.Secret) error { return toClient(r, s, key, row) }); err != nil {
		return err
	}
	receivers, err := models.KeyReceivers(tx, s.Scope())
	if err != nil {
		return err
	}
	given := 0
	for i := range receivers {
		if !seal.IsBoxKey(receivers[i].PublicKey) {
			continue
		}
		box, err := boxFor(r, tx, s, &receivers[i])
		if err != nil {
			return err
		}
		if err := models.KeepKeyBox(tx, s.Scope(), box); err != nil {
			return err
		}
		given++
	}
	s.Project.EndToEndEncrypted = true
	if given == 0 {
		return nil
	}
	return keepClientKey(r, tx, s, nil)
}

// resealAll converts every secret of the project and every version that is
// kept.
func resealAll(r *pep.Request, tx *store.Tx, s *facts.State, convert func(row *models.Secret) error) error {
	sealed := []string{"value", "comment", "client_key", "client_value", "client_comment"}
	err := store.ForEach(tx, s.Scope(), func(row *models.Secret) string { return row.ID }, func(row *models.Secret) error {
		if err := convert(row); err != nil {
			return err
		}
		return store.Update(tx, s.Scope(), row, sealed...)
	})
	if err != nil {
		return err
	}
	return store.ForEach(tx, s.Scope(), func(row *models.SecretVersion) string { return row.ID }, func(row *models.SecretVersion) error {
		then := SecretOfVersion(row)
		if err := convert(&then); err != nil {
			return err
		}
		row.SecretFields = then.SecretFields
		return store.Update(tx, s.Scope(), row, sealed...)
	})
}

// SecretOfVersion is the secret as it was.
func SecretOfVersion(row *models.SecretVersion) models.Secret {
	return models.Secret{
		ID: row.SecretID, OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretFields: row.SecretFields, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// toServer seals what clients encrypted.
func toServer(r *pep.Request, s *facts.State, key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue == nil {
		return nil
	}
	text, err := ClientTextOf(row).open(key)
	if err != nil {
		return pep.BadRequest("Secret " + row.ID + " does not open with this key; nothing was changed")
	}
	row.ClientKey, row.ClientValue, row.ClientComment = nil, nil, nil
	return sealText(r, s, row, text)
}

// toClient encrypts what the server sealed.
func toClient(r *pep.Request, s *facts.State, key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue != nil {
		return nil
	}
	text, err := OpenText(r, s, row)
	if err != nil {
		return err
	}
	encrypted, err := EncryptText(key, row, text)
	if err != nil {
		return err
	}
	encrypted.into(row)
	return nil
}
