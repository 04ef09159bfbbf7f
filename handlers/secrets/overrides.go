package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models"
	"warder/models/store"
)

// A personal value overrides a shared secret and belongs to it: it is renamed
// and deleted with it, for every owner (docs/contract.md 2.18). Moving takes it along
// too; see moveSecret.

// overridesOf are the personal values that override a secret.
func overridesOf(tx *store.Tx, s *facts.State, folderID, key string) ([]models.Secret, error) {
	return store.Find[models.Secret](tx.Locking().OrderBy("id"), s.Scope(),
		"folder_id = ? AND key = ? AND type = ?", folderID, key, models.SecretPersonal)
}

// removeSecret deletes a secret with what overrides it. Only versions remain.
func removeSecret(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Secret) error {
	if row.Type == models.SecretShared {
		overrides, err := overridesOf(tx, s, row.FolderID, row.Key)
		if err != nil {
			return err
		}
		for i := range overrides {
			if err := models.DeleteSecret(tx, s.Scope(), &overrides[i], store.At(r.Now)); err != nil {
				return err
			}
		}
	}
	return models.DeleteSecret(tx, s.Scope(), row, store.At(r.Now))
}

// renameOverrides gives what overrides a secret its new name.
func renameOverrides(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Secret, old string, content vault.Content) error {
	if row.Type != models.SecretShared || row.Key == old {
		return nil
	}
	overrides, err := overridesOf(tx, s, row.FolderID, old)
	if err != nil {
		return err
	}
	for i := range overrides {
		own, err := vault.ContentOf(r, s, &overrides[i])
		if err != nil {
			return err
		}
		if own.Client != nil && content.Client != nil {
			own.Client.Key = content.Client.Key // the name, encrypted with the same key
		}
		overrides[i].Key = row.Key
		if err := storeVersion(r, tx, s, &overrides[i], own); err != nil {
			return err
		}
	}
	return nil
}

// errPersonalName keeps a personal value with the secret that it overrides.
var errPersonalName = pep.BadRequest("A personal value has the name of the shared secret it overrides: rename that one, and it follows")

// onRemovedSecret asks about a secret that is to be deleted. A machine has no
// personal values, so there the folder is all that the question is about.
func onRemovedSecret(r *pep.Request, place *secretPlace, name string) facts.Question {
	if withoutPersonal(r, place) {
		return onSecret(r, place, name, facts.OnFolder(place.Environment, place.SecretPath))
	}
	return onSecret(r, place, name, facts.OnSecret(place.Environment, place.SecretPath, name, place.Type))
}

func withoutPersonal(r *pep.Request, place *secretPlace) bool {
	return place.Type == models.SecretPersonal && r.Caller.Subject.Type != input.SubjectUser
}

// errNoPersonal is for a policy that lets a machine delete what it cannot have.
var errNoPersonal = pep.NotFound("Secret not found")
