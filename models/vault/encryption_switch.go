package vault

import (
	"errors"
	"fmt"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// End-to-end encryption is on or off for a project as a whole, its kept versions too:
// off, the server seals everything; on, everything is encrypted under the key of the
// clients.

var (
	// ErrKeyNeeded is a project that only its clients can read: the server needs the
	// key from one of them.
	ErrKeyNeeded = errors.New("the project holds secrets that only its clients can open")
	// ErrWrongKey is a secret that does not open with the key of the clients.
	ErrWrongKey = errors.New("does not open with this key")
)

// TurnEncryptionOff has the server read the project, with the key that was sent, or
// with the key that it still holds where sent is nil. A project in which nothing is
// encrypted needs neither; in any other it fails with ErrKeyNeeded.
func (v *Vault) TurnEncryptionOff(tx *store.Tx, sent *seal.ProjectKey) error {
	key, err := v.keyToTurnOff(tx, sent)
	if err != nil {
		return err
	}
	if err := v.resealAll(tx, func(row *models.Secret) error { return v.toServer(key, row) }); err != nil {
		return err
	}
	v.Project.EndToEndEncrypted = false
	return v.keepClientKey(tx, key)
}

func (v *Vault) keyToTurnOff(tx *store.Tx, sent *seal.ProjectKey) (*seal.ProjectKey, error) {
	if sent != nil {
		return sent, nil
	}
	if v.Project.ClientKey != nil {
		return v.ClientKey()
	}
	encrypted, err := models.ClientEncrypted(tx, v.scope())
	if err != nil {
		return nil, err
	}
	if encrypted > 0 {
		return nil, ErrKeyNeeded
	}
	return v.EnsureClientKey(tx)
}

// TurnEncryptionOn encrypts everything for the clients, gives each member a copy of
// the key, and forgets it. Where no member could open a copy, the server keeps the
// key, sealed: otherwise the secrets would be lost.
func (v *Vault) TurnEncryptionOn(tx *store.Tx) error {
	key, err := v.EnsureClientKey(tx)
	if err != nil {
		return err
	}
	if err := v.resealAll(tx, func(row *models.Secret) error { return v.toClient(key, row) }); err != nil {
		return err
	}
	given, err := v.giveCopies(tx)
	if err != nil {
		return err
	}
	v.Project.EndToEndEncrypted = true
	if given == 0 {
		return nil
	}
	return v.keepClientKey(tx, nil)
}

// giveCopies stores a copy of the key for each member who can open one, and counts
// them.
func (v *Vault) giveCopies(tx *store.Tx) (given int, err error) {
	receivers, err := models.KeyReceivers(tx, v.scope())
	if err != nil {
		return 0, err
	}
	for i := range receivers {
		if !seal.IsBoxKey(receivers[i].PublicKey) {
			continue
		}
		box, err := v.CopyFor(tx, &receivers[i])
		if err != nil {
			return given, err
		}
		if err := models.KeepKeyBox(tx, v.scope(), box); err != nil {
			return given, err
		}
		given++
	}
	return given, nil
}

// resealAll converts every secret of the project and every version that is
// kept.
func (v *Vault) resealAll(tx *store.Tx, convert func(row *models.Secret) error) error {
	sealed := []string{"comment", "client_key", "client_value", "client_comment"}
	err := store.ForEach(tx.Locking(), v.scope(), func(row *models.Secret) string { return row.ID }, func(row *models.Secret) error {
		if err := convert(row); err != nil {
			return err
		}
		return store.Update(tx, v.scope(), row, "value", sealed...)
	})
	if err != nil {
		return err
	}
	return store.ForEach(tx, v.scope(), func(row *models.SecretVersion) string { return row.ID }, func(row *models.SecretVersion) error {
		then := SecretOfVersion(row)
		if err := convert(&then); err != nil {
			return err
		}
		row.SecretFields = then.SecretFields
		return store.Update(tx, v.scope(), row, "value", sealed...)
	})
}

// toServer seals a secret that clients encrypted.
func (v *Vault) toServer(key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue == nil {
		return nil
	}
	text, err := ClientTextOf(row).Open(key)
	if err != nil {
		return fmt.Errorf("secret %s %w", row.ID, ErrWrongKey)
	}
	row.ClientKey, row.ClientValue, row.ClientComment = nil, nil, nil
	return v.sealText(row, text)
}

// toClient encrypts a secret that the server sealed.
func (v *Vault) toClient(key *seal.ProjectKey, row *models.Secret) error {
	if row.ClientValue != nil {
		return nil
	}
	text, err := v.Open(row)
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
