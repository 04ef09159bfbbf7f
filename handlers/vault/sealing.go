package vault

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
)

// Text is what of a secret is sealed at rest.
type Text struct{ Value, Comment string }

// Content is what of a secret is sealed: by the server, or in an
// end-to-end encrypted project by the client.
type Content struct {
	Text   Text
	Client *clientText
}

// SealContent seals the content for the place and version the row has now.
func SealContent(r *pep.Request, s *facts.State, row *models.Secret, content Content) error {
	if content.Client != nil {
		content.Client.into(row)
		return nil
	}
	return sealText(r, s, row, content.Text)
}

// ContentOf is the content of a stored secret.
func ContentOf(r *pep.Request, s *facts.State, row *models.Secret) (Content, error) {
	if row.ClientValue != nil {
		return Content{Client: ClientTextOf(row)}, nil
	}
	text, err := OpenText(r, s, row)
	return Content{Text: text}, err
}

// DataKey opens the data key of the project that the request is about.
func DataKey(r *pep.Request, s *facts.State) (*seal.DataKey, error) { return dataKeyOf(r, s.Project) }

func dataKeyOf(r *pep.Request, project *models.Project) (*seal.DataKey, error) {
	return r.API.Keyring.OpenDataKey(project.DataKey, seal.Scope{OrgID: project.OrgID, ProjectID: project.ID})
}

// placeOf is what a ciphertext is bound to.
func placeOf(row *models.Secret, field string) seal.Place {
	return seal.Place{
		EnvironmentID: row.EnvironmentID, FolderID: row.FolderID, SecretID: row.ID, Key: row.Key, Owner: row.UserID,
		Version: row.Version, Field: field,
	}
}

// sealText encrypts value and comment for the place and version the row has now.
func sealText(r *pep.Request, s *facts.State, row *models.Secret, text Text) error {
	key, err := DataKey(r, s)
	if err != nil {
		return err
	}
	if row.Value, err = key.Seal([]byte(text.Value), placeOf(row, seal.FieldValue)); err != nil {
		return err
	}
	row.Comment, err = key.Seal([]byte(text.Comment), placeOf(row, seal.FieldComment))
	return err
}

// OpenText decrypts value and comment. One that does not open fails the whole
// answer: there are no partial lists.
func OpenText(r *pep.Request, s *facts.State, row *models.Secret) (Text, error) {
	key, err := DataKey(r, s)
	if err != nil {
		return Text{}, err
	}
	return OpenWith(key, row)
}

// OpenWith is open for many secrets of one project.
func OpenWith(key *seal.DataKey, row *models.Secret) (Text, error) {
	value, err := key.Open(row.Value, placeOf(row, seal.FieldValue))
	if err != nil {
		return Text{}, err
	}
	comment, err := key.Open(row.Comment, placeOf(row, seal.FieldComment))
	return Text{string(value), string(comment)}, err
}

// maxValue is the largest value of a secret, in bytes.
const maxValue = 1 << 20

var errValueTooLarge = &pep.Error{Status: 413, Name: "PayloadTooLarge", Message: "A secret's value has at most 1 MiB"}

// ValueFits refuses a value that is longer than a secret may be.
func ValueFits(value *string) error {
	if value != nil && len(*value) > maxValue {
		return errValueTooLarge
	}
	return nil
}
