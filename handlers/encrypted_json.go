package handlers

import (
	"cmp"
	"slices"

	"warder/engine/facts"
	"warder/models"
	"warder/models/seal"
)

// encryptedJSON is a secret as clients decrypt it (CONTRACT 2.21).
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
	ReminderNote          *string           `json:"secretReminderNote"`
	ReminderRepeatDays    *int64            `json:"secretReminderRepeatDays"`
	SkipMultilineEncoding bool              `json:"skipMultilineEncoding"`
	Algorithm             string            `json:"algorithm"`
	KeyEncoding           string            `json:"keyEncoding"`
	Metadata              map[string]string `json:"metadata"`
	UserID                *string           `json:"userId"`
	FolderID              string            `json:"folderId"`
	CreatedAt             *models.Time      `json:"createdAt,omitempty"`
	UpdatedAt             *models.Time      `json:"updatedAt,omitempty"`
	Tags                  []tagStub         `json:"tags"`
}

// encryption answers secrets of one project in the form of its clients.
type encryption struct {
	c   *call
	s   *facts.State
	key *seal.ProjectKey // nil where only clients have it
}

func (c *call) encryption(s *facts.State) (*encryption, error) {
	if s.Project.EndToEndEncrypted {
		return &encryption{c: c, s: s}, nil
	}
	key, err := c.clientKey(s)
	return &encryption{c, s, key}, err
}

// describe answers a secret with its tags. What the server sealed is encrypted
// for the clients; what they encrypted themselves is answered as it is.
func (e *encryption) describe(row *models.Secret, tags []models.Tag, environment, path string) (*encryptedJSON, error) {
	sealed := clientTextOf(row)
	if row.ClientValue == nil {
		text, err := e.c.open(e.s, row)
		if err != nil {
			return nil, err
		}
		if sealed, err = encryptText(e.key, row, text); err != nil {
			return nil, err
		}
	}
	body := &encryptedJSON{
		ID: row.ID, UnderscoreID: row.ID, Workspace: row.ProjectID, Environment: environment, SecretPath: path,
		Version: row.Version, Type: row.Type, ReminderNote: row.ReminderNote, ReminderRepeatDays: row.ReminderRepeatDays,
		SkipMultilineEncoding: row.SkipMultilineEncoding, Algorithm: "aes-256-gcm", KeyEncoding: "utf8",
		Metadata: map[string]string{}, FolderID: row.FolderID, CreatedAt: &row.CreatedAt, UpdatedAt: &row.UpdatedAt, Tags: tagStubs(tags),
	}
	if row.UserID != "" {
		body.UserID = &row.UserID
	}
	for _, entry := range row.Metadata {
		body.Metadata[entry.Key] = entry.Value
	}
	body.KeyCiphertext, body.KeyIV, body.KeyTag = parts(sealed.Key)
	body.ValueCiphertext, body.ValueIV, body.ValueTag = parts(sealed.Value)
	body.CommentCiphertext, body.CommentIV, body.CommentTag = parts(sealed.Comment)
	return body, nil
}

// parts of an encrypted field; clients want text where there is none.
func parts(sealed *models.SealedText) (ciphertext, iv, tag string) {
	if sealed == nil {
		return "", "", ""
	}
	return sealed.Ciphertext, sealed.IV, sealed.Tag
}

// encryptedBody answers the one secret of a request, in the folder of its
// question.
func (c *call) encryptedBody(tx *models.Tx, s *facts.State, row *models.Secret) (any, error) {
	body, err := c.oneEncrypted(tx, s, row)
	if err != nil {
		return nil, err
	}
	return map[string]any{"secret": body}, nil
}

func (c *call) oneEncrypted(tx *models.Tx, s *facts.State, row *models.Secret) (*encryptedJSON, error) {
	if !s.Project.EndToEndEncrypted {
		if _, err := c.ensureClientKey(tx, s); err != nil {
			return nil, err
		}
	}
	e, err := c.encryption(s)
	if err != nil {
		return nil, err
	}
	tags, err := models.TagsOf(tx, s.Scope(), []string{row.ID})
	if err != nil {
		return nil, err
	}
	return e.describe(row, tags[row.ID], s.Found.Environment.Slug, s.Found.Folder.Path)
}

// sortIssues puts issues into the order of their fields.
func sortIssues(issues []Issue) {
	slices.SortFunc(issues, func(a, b Issue) int {
		return cmp.Compare(a.Path[len(a.Path)-1].(string), b.Path[len(b.Path)-1].(string))
	})
}
