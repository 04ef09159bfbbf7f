package secrets

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
)

// encryptedJSON is a secret in the form that clients decrypt (docs/contract.md 2.21).
type encryptedJSON struct {
	ID                    string            `json:"id"`
	UnderscoreID          string            `json:"_id"`
	Workspace             string            `json:"workspace"`
	Environment           string            `json:"environment"`
	SecretPath            string            `json:"secretPath"`
	Version               int64             `json:"version"`
	Type                  string            `json:"type"`
	KeyCiphertext         string            `json:"secretKeyCiphertext"`
	KeyIV                 string            `json:"secretKeyIV"`
	KeyTag                string            `json:"secretKeyTag"`
	ValueCiphertext       string            `json:"secretValueCiphertext"`
	ValueIV               string            `json:"secretValueIV"`
	ValueTag              string            `json:"secretValueTag"`
	CommentCiphertext     string            `json:"secretCommentCiphertext"`
	CommentIV             string            `json:"secretCommentIV"`
	CommentTag            string            `json:"secretCommentTag"`
	SecretValueHidden     bool              `json:"secretValueHidden"`
	ReminderNote          *string           `json:"secretReminderNote"`
	ReminderRepeatDays    *int64            `json:"secretReminderRepeatDays"`
	SkipMultilineEncoding bool              `json:"skipMultilineEncoding"`
	Algorithm             string            `json:"algorithm"`
	KeyEncoding           string            `json:"keyEncoding"`
	Metadata              map[string]string `json:"metadata"`
	UserID                *string           `json:"userId"`
	FolderID              string            `json:"folderId"`
	CreatedAt             *store.Time       `json:"createdAt,omitempty"`
	UpdatedAt             *store.Time       `json:"updatedAt,omitempty"`
	Tags                  []tagStub         `json:"tags"`
}

// clientForm encodes secrets of one project in the form that clients decrypt.
type clientForm struct {
	c   *pep.Request
	s   *facts.State
	key *seal.ProjectKey // nil if only clients have it
}

func newClientForm(r *pep.Request, s *facts.State) (*clientForm, error) {
	if s.Project.EndToEndEncrypted {
		return &clientForm{c: r, s: s}, nil
	}
	key, err := r.Vault(s).ClientKey()
	return &clientForm{r, s, key}, err
}

// bodyOf is the only constructor of the encrypted form of a secret; the zero sight hides its
// value. It encrypts server-sealed text for the clients, and passes client-encrypted text on
// unchanged.
func (e *clientForm) bodyOf(seen facts.Seen) (*encryptedJSON, error) {
	row := seen.Secret
	sealed := vault.ClientTextOf(row)
	if row.ClientValue == nil {
		text, err := e.c.Vault(e.s).Open(row)
		if err != nil {
			return nil, err
		}
		if sealed, err = vault.EncryptText(e.key, row, text); err != nil {
			return nil, err
		}
	}
	body := &encryptedJSON{
		ID: row.ID, UnderscoreID: row.ID, Workspace: row.ProjectID, Environment: seen.Environment, SecretPath: seen.Path,
		Version: row.Version, Type: row.Type, ReminderNote: row.ReminderNote, ReminderRepeatDays: row.ReminderRepeatDays,
		SkipMultilineEncoding: row.SkipMultilineEncoding, Algorithm: "aes-256-gcm", KeyEncoding: "utf8",
		Metadata: map[string]string{}, FolderID: row.FolderID, CreatedAt: &row.CreatedAt, UpdatedAt: &row.UpdatedAt, Tags: tagStubs(seen.Tags), SecretValueHidden: true,
	}
	if row.UserID != "" {
		body.UserID = &row.UserID
	}
	for _, entry := range row.Metadata {
		body.Metadata[entry.Key] = entry.Value
	}
	body.KeyCiphertext, body.KeyIV, body.KeyTag = parts(sealed.Key)
	if seen.Sight == facts.Revealed {
		body.ValueCiphertext, body.ValueIV, body.ValueTag = parts(sealed.Value)
		body.SecretValueHidden = false
	}
	body.CommentCiphertext, body.CommentIV, body.CommentTag = parts(sealed.Comment)
	return body, nil
}

// parts splits an encrypted field; clients require empty strings and not null.
func parts(sealed *models.SealedText) (ciphertext, iv, tag string) {
	if sealed == nil {
		return "", "", ""
	}
	return sealed.Ciphertext, sealed.IV, sealed.Tag
}

// showWrittenEncrypted returns the secrets that a change wrote, encrypted.
func showWrittenEncrypted(r *pep.Request, tx *store.Tx, q *pep.Evaluation, written []facts.StoredSecret) ([]*encryptedJSON, error) {
	sights, err := sightsOf(r, q, written)
	if err != nil {
		return nil, err
	}
	if !q.State.Project.EndToEndEncrypted {
		if _, err := r.Vault(q.State).EnsureClientKey(tx); err != nil {
			return nil, err
		}
	}
	e, err := newClientForm(r, q.State)
	if err != nil {
		return nil, err
	}
	bodies := make([]*encryptedJSON, 0, len(written))
	for i := range written {
		body, err := e.bodyOf(facts.Seen{StoredSecret: &written[i], Sight: sights[i]})
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
}

// encryptedSecretAnswer is the response for one secret, encrypted for the clients.
type encryptedSecretAnswer struct {
	Secret *encryptedJSON `json:"secret"`
}

// writtenEncrypted is the response of a write of one secret.
func writtenEncrypted(r *pep.Request, tx *store.Tx, q *pep.Evaluation, row *models.Secret, tags []models.Tag) (*encryptedSecretAnswer, error) {
	bodies, err := showWrittenEncrypted(r, tx, q, []facts.StoredSecret{q.State.Stored(row, tags)})
	if err != nil {
		return nil, err
	}
	return &encryptedSecretAnswer{Secret: bodies[0]}, nil
}
