package vault

import (
	"errors"

	"warder/models"
	"warder/models/store"
)

// ErrPersonalName is another name for a personal value, which has the name of the
// shared secret that it overrides.
var ErrPersonalName = errors.New("a personal value has the name of the shared secret it overrides")

// SecretChange is a change of a stored secret. Nil or empty fields keep the stored value.
type SecretChange struct {
	Name    string // the new one
	Fields  func(*models.SecretFields)
	Content func(*Content)
	Tags    *Tags
}

// Change stores the next version of a secret. The row is locked, so that of two
// writers the second starts from what the first wrote. Personal values that override
// the secret get its new name too.
// It fails with ErrPersonalName, ErrUnknownTag or store.ErrDuplicate.
func (v *Vault) Change(tx *store.Tx, id string, change SecretChange) (*models.Secret, error) {
	row, err := store.First[models.Secret](tx.Locking(), v.scope(), "id = ?", id)
	if err != nil {
		return nil, err
	}
	content, err := v.Content(row)
	if err != nil {
		return nil, err
	}
	if change.Content != nil {
		change.Content(&content)
	}
	old := row.Key
	if change.Name != "" {
		row.Key = change.Name
	}
	if row.Key != old && row.Type == models.SecretPersonal {
		return nil, ErrPersonalName
	}
	if change.Fields != nil {
		change.Fields(&row.SecretFields)
	}
	if err := v.storeVersion(tx, row, content); err != nil {
		return nil, err
	}
	if err := v.renameOverrides(tx, row, old, content); err != nil {
		return nil, err
	}
	if change.Tags == nil {
		return row, nil
	}
	if err := change.Tags.missing(); err != nil {
		return nil, err
	}
	return row, v.ReplaceTags(tx, row.ID, change.Tags.Found)
}

// storeVersion writes the state of a secret, whose row the transaction holds, as its
// next version.
func (v *Vault) storeVersion(tx *store.Tx, row *models.Secret, content Content) error {
	row.Version++
	row.ActorType, row.ActorID, row.UpdatedAt = v.Actor.Type, v.Actor.ID, v.Now
	if err := v.Seal(row, content); err != nil {
		return err
	}
	if err := store.UpdateHeld(tx, v.scope(), row); err != nil {
		return err
	}
	return v.keepVersion(tx, row)
}
