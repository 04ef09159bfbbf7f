package vault

import (
	"errors"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

var (
	// ErrNoClientKey is a project without a key for clients: one created before projects
	// had them.
	ErrNoClientKey = errors.New("the project has no key for clients")
	// ErrNoPublicKey is a user to whom no copy of the key can be addressed.
	ErrNoPublicKey = errors.New("the account has no public key that the project key could be encrypted for")
)

// ClientKey opens the key that the clients of the project share. It fails with
// ErrNoClientKey.
func (v *Vault) ClientKey() (*seal.ProjectKey, error) {
	if v.Project.ClientKey == nil {
		return nil, ErrNoClientKey
	}
	key, err := v.DataKey()
	if err != nil {
		return nil, err
	}
	return key.ProjectKey(v.Project.ClientKey)
}

// keepClientKey makes key the one that clients share; nil has the server forget it.
func (v *Vault) keepClientKey(tx *store.Tx, key *seal.ProjectKey) error {
	v.Project.ClientKey = nil
	if key != nil {
		dataKey, err := v.DataKey()
		if err != nil {
			return err
		}
		if v.Project.ClientKey, err = dataKey.KeepProjectKey(key); err != nil {
			return err
		}
	}
	return store.Update(tx, store.Scope{OrgID: v.Project.OrgID}, v.Project, "client_key")
}

// EnsureClientKey is ClientKey for changes, which can make one. Of two that find none,
// the second gets the key that the first made.
func (v *Vault) EnsureClientKey(tx *store.Tx) (*seal.ProjectKey, error) {
	key, err := v.ClientKey()
	if !errors.Is(err, ErrNoClientKey) {
		return key, err
	}
	now, err := store.First[models.Project](tx.LockingForeign(), store.Scope{OrgID: v.Project.OrgID}, "id = ?", v.Project.ID)
	if err != nil {
		return nil, err
	}
	v.Project.ClientKey = now.ClientKey
	if key, err = v.ClientKey(); !errors.Is(err, ErrNoClientKey) {
		return key, err
	}
	if key, err = seal.NewProjectKey(); err != nil {
		return nil, err
	}
	// Copies that members have are of a key that encrypted nothing.
	if _, err := store.Delete[models.ProjectKeyBox](tx, v.scope(), "receiver_id <> ''"); err != nil {
		return nil, err
	}
	return key, v.keepClientKey(tx, key)
}

// Furnish gives a project that is not stored yet its keys: the data key, and the key
// of its clients unless they make one for themselves.
func (v *Vault) Furnish() error {
	sealed, err := v.Keyring.NewDataKey(seal.Scope{OrgID: v.Project.OrgID, ProjectID: v.Project.ID})
	if err != nil {
		return err
	}
	v.Project.DataKey = sealed
	if v.Project.EndToEndEncrypted {
		return nil
	}
	dataKey, err := v.DataKey()
	if err != nil {
		return err
	}
	key, err := seal.NewProjectKey()
	if err != nil {
		return err
	}
	v.Project.ClientKey, err = dataKey.KeepProjectKey(key)
	return err
}

// NewBot makes the bot of a project, with a pair of keys that clients can address
// theirs to.
func (v *Vault) NewBot() (*models.Bot, error) {
	dataKey, err := v.DataKey()
	if err != nil {
		return nil, err
	}
	pair, err := seal.NewRecipient()
	if err != nil {
		return nil, err
	}
	kept, err := dataKey.KeepRecipient(pair)
	return &models.Bot{
		ID: store.NewID(), OrgID: v.Project.OrgID, ProjectID: v.Project.ID, Name: "Warder Bot", IsActive: !v.Project.EndToEndEncrypted,
		PublicKey: pair.PublicKey(), KeyPair: kept, CreatedAt: v.Now, UpdatedAt: v.Now,
	}, err
}

// OpenForBot opens a copy of the key of the clients that a user encrypted for the
// bot. It fails with seal.ErrBox or seal.ErrProjectKey.
func (v *Vault) OpenForBot(bot *models.Bot, sent seal.Box) (*seal.ProjectKey, error) {
	dataKey, err := v.DataKey()
	if err != nil {
		return nil, err
	}
	pair, err := dataKey.Recipient(bot.KeyPair)
	if err != nil {
		return nil, err
	}
	return pair.OpenBox(sent)
}

// CopyFor encrypts the key of the clients for a user, in the name of the bot.
func (v *Vault) CopyFor(tx *store.Tx, user *models.User) (*models.ProjectKeyBox, error) {
	if !seal.IsBoxKey(user.PublicKey) {
		return nil, ErrNoPublicKey
	}
	key, err := v.ClientKey()
	if err != nil {
		return nil, err
	}
	box, err := key.SealBox(user.PublicKey)
	if err != nil {
		return nil, err
	}
	bot, err := store.First[models.Bot](tx, v.scope(), "project_id = ?", v.Project.ID)
	if err != nil {
		return nil, err
	}
	return v.CopyBy(bot.ID, user.ID, box), nil
}

// CopyBy is the row of a copy that a sender encrypted for a receiver.
func (v *Vault) CopyBy(senderID, receiverID string, box seal.Box) *models.ProjectKeyBox {
	return &models.ProjectKeyBox{
		ID: store.NewID(), OrgID: v.Project.OrgID, ProjectID: v.Project.ID, ReceiverID: receiverID, SenderID: senderID,
		SenderKey: box.SenderPublicKey, EncryptedKey: box.Ciphertext, Nonce: box.Nonce, CreatedAt: v.Now, UpdatedAt: v.Now,
	}
}
