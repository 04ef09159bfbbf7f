package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// A personal value overrides a shared secret and belongs to it: it is renamed
// and deleted with it, whoever owns it (docs/contract.md 2.18). Moving takes it along
// too; see moveSecret.

// overridesOf are the personal values that override a secret.
func overridesOf(tx *models.Tx, s *facts.State, folderID, key string) ([]models.Secret, error) {
	return models.Find[models.Secret](tx.Locking().OrderBy("id"), s.Scope(),
		"folder_id = ? AND key = ? AND type = ?", folderID, key, models.SecretPersonal)
}

// removeSecret deletes a secret with what overrides it. Only versions remain.
func (c *call) removeSecret(tx *models.Tx, s *facts.State, row *models.Secret) error {
	if row.Type == models.SecretShared {
		overrides, err := overridesOf(tx, s, row.FolderID, row.Key)
		if err != nil {
			return err
		}
		for i := range overrides {
			if err := models.DeleteSecret(tx, s.Scope(), &overrides[i], models.At(c.now)); err != nil {
				return err
			}
		}
	}
	return models.DeleteSecret(tx, s.Scope(), row, models.At(c.now))
}

// renameOverrides gives what overrides a secret its new name.
func (c *call) renameOverrides(tx *models.Tx, s *facts.State, row *models.Secret, old string, content secretContent) error {
	if row.Type != models.SecretShared || row.Key == old {
		return nil
	}
	overrides, err := overridesOf(tx, s, row.FolderID, old)
	if err != nil {
		return err
	}
	for i := range overrides {
		own, err := c.contentOf(s, &overrides[i])
		if err != nil {
			return err
		}
		if own.client != nil && content.client != nil {
			own.client.Key = content.client.Key // the name, encrypted with the same key
		}
		overrides[i].Key = row.Key
		if err := c.storeVersion(tx, s, &overrides[i], own); err != nil {
			return err
		}
	}
	return nil
}

// errPersonalName keeps a personal value with the secret that it overrides.
var errPersonalName = badRequest("A personal value has the name of the shared secret it overrides: rename that one, and it follows")

// onRemovedSecret asks about a secret that is to be deleted. A machine has no
// personal values, so there the folder is all that the question is about.
func (c *call) onRemovedSecret(place *secretPlace, name string) facts.Question {
	if c.withoutPersonal(place) {
		return c.onSecret(place, name, facts.OnFolder(place.Environment, place.SecretPath))
	}
	return c.onSecret(place, name, facts.OnSecret(place.Environment, place.SecretPath, name, place.Type))
}

func (c *call) withoutPersonal(place *secretPlace) bool {
	return place.Type == models.SecretPersonal && c.caller.Subject.Type != engine.SubjectUser
}

// errNoPersonal is for a policy that lets a machine delete what it cannot have.
var errNoPersonal = notFound("Secret not found")
