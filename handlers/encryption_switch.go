package handlers

import (
	"errors"

	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// Turning end-to-end encryption off and on. A project is one or the other as a
// whole, its kept versions too: off, everything is sealed by the server; on,
// everything is encrypted under the key of the clients.

// errBotKeyNeeded is for a project that only its clients can read.
var errBotKeyNeeded = badRequest("The project holds secrets that clients encrypted: send botKey with the project key, " +
	"encrypted for the bot's publicKey, to turn end-to-end encryption off")

// turnOff has the server read the project, with the key that was sent, or with
// the one it still has. A project in which nothing is encrypted needs neither.
func (c *call) turnOff(tx *models.Tx, s *facts.State, sent *botKey) error {
	key, err := c.keyToTurnOff(tx, s, sent)
	if err != nil {
		return err
	}
	if err := c.resealAll(tx, s, func(row *models.Secret) error { return c.toServer(s, key, row) }); err != nil {
		return err
	}
	s.Project.EndToEndEncrypted = false
	return c.keepClientKey(tx, s, key)
}

func (c *call) keyToTurnOff(tx *models.Tx, s *facts.State, sent *botKey) (*seal.ProjectKey, error) {
	if sent != nil {
		return c.openBotKey(s, sent)
	}
	if s.Project.ClientKey != nil {
		return c.clientKey(s)
	}
	encrypted, err := models.ClientEncrypted(tx, s.Scope())
	if err != nil {
		return nil, err
	}
	if encrypted > 0 {
		return nil, errBotKeyNeeded
	}
	return c.ensureClientKey(tx, s)
}

// openBotKey opens what the caller encrypted for the bot.
func (c *call) openBotKey(s *facts.State, sent *botKey) (*seal.ProjectKey, error) {
	if s.User == nil || !seal.IsBoxKey(s.User.PublicKey) {
		return nil, field("Only a user with a public key can send it", "botKey")
	}
	dataKey, err := c.dataKey(s)
	if err != nil {
		return nil, err
	}
	bot, err := dataKey.Recipient(s.Found.Bot.KeyPair)
	if err != nil {
		return nil, err
	}
	key, err := bot.OpenBox(seal.Box{Ciphertext: sent.EncryptedKey, Nonce: sent.Nonce, SenderPublicKey: s.User.PublicKey})
	if errors.Is(err, seal.ErrBox) || errors.Is(err, seal.ErrProjectKey) {
		return nil, field("It does not hold the project key, encrypted for the bot's publicKey by you", "botKey", "encryptedKey")
	}
	return key, err
}

// turnOn encrypts everything for the clients, gives each member a copy of the
// key, and forgets it. Where no member could open a copy, the server keeps the
// key, sealed: otherwise the secrets would be lost.
func (c *call) turnOn(tx *models.Tx, s *facts.State) error {
	key, err := c.ensureClientKey(tx, s)
	if err != nil {
		return err
	}
	if err := c.resealAll(tx, s, func(row *models.Secret) error { return c.toClient(s, key, row) }); err != nil {
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
		box, err := c.boxFor(tx, s, &receivers[i])
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
	return c.keepClientKey(tx, s, nil)
}

// resealAll converts every secret of the project and every version that is
// kept.
func (c *call) resealAll(tx *models.Tx, s *facts.State, convert func(row *models.Secret) error) error {
	sealed := []string{"value", "comment", "client_key", "client_value", "client_comment"}
	err := models.Each(tx, s.Scope(), func(row *models.Secret) string { return row.ID }, func(row *models.Secret) error {
		if err := convert(row); err != nil {
			return err
		}
		return models.Update(tx, s.Scope(), row, sealed...)
	})
	if err != nil {
		return err
	}
	return models.Each(tx, s.Scope(), func(row *models.SecretVersion) string { return row.ID }, func(row *models.SecretVersion) error {
		then := secretOfVersion(row)
		if err := convert(&then); err != nil {
			return err
		}
		row.SecretFields = then.SecretFields
		return models.Update(tx, s.Scope(), row, sealed...)
	})
}

// secretOfVersion is the secret as it was.
func secretOfVersion(row *models.SecretVersion) models.Secret {
	return models.Secret{
		ID: row.SecretID, OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretFields: row.SecretFields, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// toServer seals what clients encrypted.
func (c *call) toServer(s *facts.State, key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue == nil {
		return nil
	}
	text, err := clientTextOf(row).open(key)
	if err != nil {
		return badRequest("Secret " + row.ID + " does not open with this key; nothing was changed")
	}
	row.ClientKey, row.ClientValue, row.ClientComment = nil, nil, nil
	return c.seal(s, row, text)
}

// toClient encrypts what the server sealed.
func (c *call) toClient(s *facts.State, key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue != nil {
		return nil
	}
	text, err := c.open(s, row)
	if err != nil {
		return err
	}
	encrypted, err := encryptText(key, row, text)
	if err != nil {
		return err
	}
	encrypted.into(row)
	return nil
}
