package vault

import (
	"warder/models"
	"warder/models/store"
)

// A personal value overrides a shared secret and belongs to it: it is renamed, moved
// and deleted with it, for every owner (docs/contract.md 2.18).

func (v *Vault) overridesOf(tx *store.Tx, folderID, key string) ([]models.Secret, error) {
	return store.Find[models.Secret](tx.Locking().OrderBy("id"), v.scope(),
		"folder_id = ? AND key = ? AND type = ?", folderID, key, models.SecretPersonal)
}

// Remove deletes a secret with the personal values that override it. Only versions
// remain.
func (v *Vault) Remove(tx *store.Tx, row *models.Secret) error {
	if row.Type == models.SecretShared {
		overrides, err := v.overridesOf(tx, row.FolderID, row.Key)
		if err != nil {
			return err
		}
		for i := range overrides {
			if err := models.DeleteSecret(tx, v.scope(), &overrides[i], v.Now); err != nil {
				return err
			}
		}
	}
	return models.DeleteSecret(tx, v.scope(), row, v.Now)
}

// renameOverrides gives the personal values of a secret its new name.
func (v *Vault) renameOverrides(tx *store.Tx, row *models.Secret, old string, content Content) error {
	if row.Type != models.SecretShared || row.Key == old {
		return nil
	}
	overrides, err := v.overridesOf(tx, row.FolderID, old)
	if err != nil {
		return err
	}
	for i := range overrides {
		own, err := v.Content(&overrides[i])
		if err != nil {
			return err
		}
		if own.Client != nil && content.Client != nil {
			own.Client.Key = content.Client.Key // the name, encrypted with the same key
		}
		overrides[i].Key = row.Key
		if err := v.storeVersion(tx, &overrides[i], own); err != nil {
			return err
		}
	}
	return nil
}
