package vault

import (
	"errors"

	"warder/models"
	"warder/models/seal"
)

// MaxValue is the largest value of a secret, in bytes.
const MaxValue = 1 << 20

// SecretText is the part of a secret that is sealed at rest.
type SecretText struct{ Value, Comment string }

// Content is the sealed part of a secret: text that the server seals, or in an
// end-to-end encrypted project what the client encrypted.
type Content struct {
	Text   SecretText
	Client *ClientText
}

// ErrValueTooLarge is a value of more than MaxValue.
var ErrValueTooLarge = errors.New("the value of a secret is too large")

// Seal puts the content into a row, bound to the place and version that it has now. It
// fails with ErrValueTooLarge.
func (v *Vault) Seal(row *models.Secret, content Content) error {
	if content.Client != nil {
		content.Client.into(row)
		return nil
	}
	if len(content.Text.Value) > MaxValue {
		return ErrValueTooLarge
	}
	return v.sealText(row, content.Text)
}

// Content is the content of a stored secret.
func (v *Vault) Content(row *models.Secret) (Content, error) {
	if row.ClientValue != nil {
		return Content{Client: ClientTextOf(row)}, nil
	}
	text, err := v.Open(row)
	return Content{Text: text}, err
}

// DataKey opens the key that the server seals the project's secrets with.
func (v *Vault) DataKey() (*seal.DataKey, error) {
	return v.Keyring.OpenDataKey(v.Project.DataKey, seal.Scope{OrgID: v.Project.OrgID, ProjectID: v.Project.ID})
}

// Open decrypts value and comment of a stored secret.
func (v *Vault) Open(row *models.Secret) (SecretText, error) {
	key, err := v.DataKey()
	if err != nil {
		return SecretText{}, err
	}
	return OpenWith(key, row)
}

// OpenWith is Open for many secrets of one project.
func OpenWith(key *seal.DataKey, row *models.Secret) (SecretText, error) {
	value, err := key.Open(row.Value, placeOf(row, seal.FieldValue))
	if err != nil {
		return SecretText{}, err
	}
	comment, err := key.Open(row.Comment, placeOf(row, seal.FieldComment))
	return SecretText{string(value), string(comment)}, err
}

func (v *Vault) sealText(row *models.Secret, text SecretText) error {
	key, err := v.DataKey()
	if err != nil {
		return err
	}
	if row.Value, err = key.Seal([]byte(text.Value), placeOf(row, seal.FieldValue)); err != nil {
		return err
	}
	row.Comment, err = key.Seal([]byte(text.Comment), placeOf(row, seal.FieldComment))
	return err
}

// placeOf is what a ciphertext is bound to.
func placeOf(row *models.Secret, field string) seal.Place {
	return seal.Place{
		EnvironmentID: row.EnvironmentID, FolderID: row.FolderID, SecretID: row.ID, Key: row.Key, Owner: row.UserID,
		Version: row.Version, Field: field,
	}
}
