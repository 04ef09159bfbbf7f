package handlers

import (
	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// secretText is what of a secret is sealed at rest.
type secretText struct{ value, comment string }

// secretContent is what of a secret is sealed: by the server, or in an
// end-to-end encrypted project by the client.
type secretContent struct {
	text   secretText
	client *clientText
}

// sealContent seals the content for the place and version the row has now.
func (c *call) sealContent(s *facts.State, row *models.Secret, content secretContent) error {
	if content.client != nil {
		content.client.into(row)
		return nil
	}
	return c.seal(s, row, content.text)
}

// contentOf is the content of a stored secret.
func (c *call) contentOf(s *facts.State, row *models.Secret) (secretContent, error) {
	if row.ClientValue != nil {
		return secretContent{client: clientTextOf(row)}, nil
	}
	text, err := c.open(s, row)
	return secretContent{text: text}, err
}

func (c *call) dataKey(s *facts.State) (*seal.DataKey, error) { return c.dataKeyOf(s.Project) }

func (c *call) dataKeyOf(project *models.Project) (*seal.DataKey, error) {
	return c.api.Keyring.OpenDataKey(project.DataKey, seal.Scope{OrgID: project.OrgID, ProjectID: project.ID})
}

// placeOf is what a ciphertext is bound to.
func placeOf(row *models.Secret, field string) seal.Place {
	return seal.Place{
		EnvironmentID: row.EnvironmentID, FolderID: row.FolderID, SecretID: row.ID, Key: row.Key, Owner: row.UserID,
		Version: row.Version, Field: field,
	}
}

// seal encrypts value and comment for the place and version the row has now.
func (c *call) seal(s *facts.State, row *models.Secret, text secretText) error {
	key, err := c.dataKey(s)
	if err != nil {
		return err
	}
	if row.Value, err = key.Seal([]byte(text.value), placeOf(row, seal.FieldValue)); err != nil {
		return err
	}
	row.Comment, err = key.Seal([]byte(text.comment), placeOf(row, seal.FieldComment))
	return err
}

// open decrypts value and comment. One that does not open fails the whole
// answer: there are no partial lists.
func (c *call) open(s *facts.State, row *models.Secret) (secretText, error) {
	key, err := c.dataKey(s)
	if err != nil {
		return secretText{}, err
	}
	return openWith(key, row)
}

// openWith is open for many secrets of one project.
func openWith(key *seal.DataKey, row *models.Secret) (secretText, error) {
	value, err := key.Open(row.Value, placeOf(row, seal.FieldValue))
	if err != nil {
		return secretText{}, err
	}
	comment, err := key.Open(row.Comment, placeOf(row, seal.FieldComment))
	return secretText{string(value), string(comment)}, err
}
