package handlers

import (
	"errors"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// storeNew creates a secret with its first version.
func (c *call) storeNew(tx *models.Tx, s *facts.State, body *createSecretRequest, name string) (*secretJSON, error) {
	if body.Type == models.SecretPersonal && s.Caller.Subject.Type != engine.SubjectUser {
		return nil, badRequest("Must be user to create personal secret")
	}
	if body.Type == models.SecretPersonal {
		shared, err := models.Count[models.Secret](tx, s.Scope(), "folder_id = ? AND key = ? AND type = ?", s.Found.Folder.ID, name, models.SecretShared)
		if err != nil {
			return nil, err
		}
		if shared == 0 {
			return nil, badRequest("There is no shared secret of this name to override")
		}
	}
	row := &models.Secret{
		ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID,
		EnvironmentID: s.Found.Environment.ID, FolderID: s.Found.Folder.ID, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		SecretFields: models.SecretFields{
			Key: name, Type: body.Type, UserID: subjectOf(s.Caller.Subject, body.Type), Version: 1,
			SkipMultilineEncoding: body.SkipMultilineEncoding, Metadata: body.SecretMetadata,
			ReminderNote: body.ReminderNote, ReminderRepeatDays: positive(body.ReminderRepeatDays),
			ActorType: s.Caller.Subject.Type, ActorID: s.Caller.Subject.ID,
		},
	}
	text := secretText{value: normalValue(*body.SecretValue), comment: body.SecretComment}
	if err := c.seal(s, row, text); err != nil {
		return nil, err
	}
	err := models.Create(tx, s.Scope(), row)
	if errors.Is(err, models.ErrDuplicate) {
		return nil, badRequest("Secret already exist")
	}
	if err != nil {
		return nil, err
	}
	if err := c.keepVersion(tx, s, row); err != nil {
		return nil, err
	}
	if err := attachTags(tx, s, row.ID); err != nil {
		return nil, err
	}
	return c.oneSecret(tx, s, row)
}

// positive turns the zero that some clients send for "none" into none.
func positive(n *int64) *int64 {
	if n == nil || *n <= 0 {
		return nil
	}
	return n
}

// keepVersion records the state a secret has now.
func (c *call) keepVersion(tx *models.Tx, s *facts.State, row *models.Secret) error {
	return models.Create(tx, s.Scope(), &models.SecretVersion{
		ID: models.NewID(), OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretID: row.ID, SecretFields: row.SecretFields, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	})
}

// attachTags gives a secret the tags that the request named.
func attachTags(tx *models.Tx, s *facts.State, secretID string) error {
	links := make([]*models.SecretTag, 0, len(s.Found.Tags))
	for _, tag := range s.Found.Tags {
		links = append(links, &models.SecretTag{OrgID: tag.OrgID, ProjectID: tag.ProjectID, SecretID: secretID, TagID: tag.ID})
	}
	return models.Create(tx, s.Scope(), links...)
}

func (c *call) oneSecret(tx *models.Tx, s *facts.State, row *models.Secret) (*secretJSON, error) {
	bodies, err := c.describeSecrets(tx, s, []models.Secret{*row}, s.Found.Environment.Slug, s.Found.Folder.Path, true)
	if err != nil {
		return nil, err
	}
	return bodies[0], nil
}

// secretBody wraps the answer of a single request.
func secretBody(body *secretJSON, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]any{"secret": body}, nil
}

type updateSecretRequest struct {
	secretPlace
	SecretValue           *string                 `json:"secretValue"`
	NewSecretName         string                  `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string                 `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        *[]models.MetadataEntry `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	ReminderNote          *string                 `json:"secretReminderNote" validate:"omitnil,max=1024"`
	ReminderRepeatDays    *int64                  `json:"secretReminderRepeatDays" validate:"omitnil,min=0,max=365"`
}

func updateSecret(c *call) (any, error) {
	var body updateSecretRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := body.check(name); err != nil {
		return nil, err
	}
	if body.SecretValue != nil {
		if err := valueFits(*body.SecretValue); err != nil {
			return nil, err
		}
	}
	question := c.onSecret(&body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type))
	if body.NewSecretName != "" {
		// Renaming must be permitted under the new name as well.
		question.Resource.Items = []engine.Properties{
			{Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: &name, SecretTags: []string{}},
			{Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: &body.NewSecretName, SecretTags: []string{}},
		}
		question.Targets = append(question.Targets, facts.ItemsTaggedAlike)
	}
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return secretBody(c.storeChanged(tx, s, s.Found.Secret.ID, &body))
	})
}

// storeChanged writes a new version of the secret. The row is locked, so that
// of two writers the second starts from what the first wrote.
func (c *call) storeChanged(tx *models.Tx, s *facts.State, id string, body *updateSecretRequest) (*secretJSON, error) {
	row, err := models.First[models.Secret](tx.Locking(), s.Scope(), "id = ?", id)
	if err != nil {
		return nil, err
	}
	text, err := c.open(s, row)
	if err != nil {
		return nil, err
	}
	if body.SecretValue != nil {
		text.value = normalValue(*body.SecretValue)
	}
	overlay(&text.comment, body.SecretComment)
	if body.NewSecretName != "" {
		row.Key = body.NewSecretName
	}
	body.apply(&row.SecretFields)
	row.Version++
	row.ActorType, row.ActorID, row.UpdatedAt = s.Caller.Subject.Type, s.Caller.Subject.ID, models.At(c.now)
	if err := c.seal(s, row, text); err != nil {
		return nil, err
	}
	err = models.Update(tx, s.Scope(), row)
	if errors.Is(err, models.ErrDuplicate) {
		return nil, badRequest("Secret already exist")
	}
	if err != nil {
		return nil, err
	}
	if err := c.keepVersion(tx, s, row); err != nil {
		return nil, err
	}
	return c.oneSecret(tx, s, row)
}

func (r *updateSecretRequest) apply(fields *models.SecretFields) {
	overlay(&fields.SkipMultilineEncoding, r.SkipMultilineEncoding)
	overlay(&fields.Metadata, r.SecretMetadata)
	if r.ReminderNote != nil {
		fields.ReminderNote = r.ReminderNote
	}
	if r.ReminderRepeatDays != nil {
		fields.ReminderRepeatDays = positive(r.ReminderRepeatDays)
	}
}

func deleteSecret(c *call) (any, error) {
	var body secretPlace
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := body.check(name); err != nil {
		return nil, err
	}
	question := c.onSecret(&body, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return secretBody(c.removeSecret(tx, s, s.Found.Secret))
	})
}

// removeSecret deletes a secret, of which only versions remain, and answers what
// it was.
func (c *call) removeSecret(tx *models.Tx, s *facts.State, row *models.Secret) (*secretJSON, error) {
	body, err := c.oneSecret(tx, s, row)
	if err != nil {
		return nil, err
	}
	return body, models.DeleteSecret(tx, s.Scope(), row, models.At(c.now))
}
