package vault

import (
	"errors"
	"slices"

	"warder/models"
	"warder/models/store"
)

// ErrExistsThere is a secret of the same name in the folder that a secret moves to.
var ErrExistsThere = errors.New("the secret exists at the destination already")

// Move takes a secret with the personal values that override it to another folder. It
// keeps its id and history, and is sealed anew for its place. A secret of the same name
// there stops the move by ErrExistsThere, or with overwrite gets the value as its next
// version, and the secret that was moved ends.
func (v *Vault) Move(tx *store.Tx, row *models.Secret, to *models.Folder, overwrite bool) error {
	rows, err := store.Find[models.Secret](tx.Locking(), v.scope(), "folder_id = ? AND key = ?", row.FolderID, row.Key)
	if err != nil {
		return err
	}
	there, err := store.Find[models.Secret](tx.Locking(), v.scope(), "folder_id = ? AND key = ?", to.ID, row.Key)
	if err != nil {
		return err
	}
	for i := range rows {
		same := slices.IndexFunc(there, func(other models.Secret) bool { return other.Type == rows[i].Type && other.UserID == rows[i].UserID })
		switch {
		case same < 0:
			err = v.settle(tx, &rows[i], to)
		case overwrite:
			err = v.replace(tx, &there[same], &rows[i])
		default:
			err = ErrExistsThere
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settle puts a secret into its new folder.
func (v *Vault) settle(tx *store.Tx, row *models.Secret, to *models.Folder) error {
	content, err := v.Content(row)
	if err != nil {
		return err
	}
	row.EnvironmentID, row.FolderID = to.EnvironmentID, to.ID
	return v.storeVersion(tx, row, content)
}

// replace gives a secret what another one holds, and ends the other.
func (v *Vault) replace(tx *store.Tx, row, by *models.Secret) error {
	content, err := v.Content(by)
	if err != nil {
		return err
	}
	row.SkipMultilineEncoding, row.Metadata = by.SkipMultilineEncoding, by.Metadata
	row.ReminderNote, row.ReminderRepeatDays = by.ReminderNote, by.ReminderRepeatDays
	if err := v.storeVersion(tx, row, content); err != nil {
		return err
	}
	return models.DeleteSecret(tx, v.scope(), by, v.Now)
}
