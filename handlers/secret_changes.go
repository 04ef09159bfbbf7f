package handlers

import (
	"errors"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// newSecret is a secret to be created: what was asked for, and what of it is
// sealed.
type newSecret struct {
	*createSecretRequest
	name    string
	tags    []models.Tag
	content secretContent
}

// storeNew creates a secret with its first version.
func (c *call) storeNew(tx *models.Tx, s *facts.State, body *newSecret) (*models.Secret, error) {
	if err := mayOverride(tx, s, body); err != nil {
		return nil, err
	}
	if err := tagsFound(body.TagIDs, body.tags); err != nil {
		return nil, err
	}
	row := &models.Secret{
		ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID,
		EnvironmentID: s.Found.Environment.ID, FolderID: s.Found.Folder.ID, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		SecretFields: models.SecretFields{
			Key: body.name, Type: body.Type, UserID: subjectOf(s.Caller.Subject, body.Type), Version: 1,
			SkipMultilineEncoding: body.SkipMultilineEncoding, Metadata: body.SecretMetadata,
			ReminderNote: body.ReminderNote, ReminderRepeatDays: positive(body.ReminderRepeatDays),
			ActorType: s.Caller.Subject.Type, ActorID: s.Caller.Subject.ID,
		},
	}
	if err := c.sealContent(s, row, body.content); err != nil {
		return nil, err
	}
	if err := models.Create(tx, s.Scope(), row); err != nil {
		return nil, unlessThere(err)
	}
	if err := c.keepVersion(tx, s, row); err != nil {
		return nil, err
	}
	return row, attachTags(tx, s, row.ID, body.tags)
}

// unlessThere says that a secret is there already, whether the database says so
// when it is created or, where it is created at once with the rest, at the end.
func unlessThere(err error) error {
	if errors.Is(err, models.ErrDuplicate) {
		return badRequest("Secret already exist")
	}
	return err
}

// mayOverride says what a personal secret lacks: it overrides a shared one.
func mayOverride(tx *models.Tx, s *facts.State, body *newSecret) error {
	if body.Type != models.SecretPersonal {
		return nil
	}
	shared, err := models.Count[models.Secret](tx, s.Scope(), "folder_id = ? AND key = ? AND type = ?", s.Found.Folder.ID, body.name, models.SecretShared)
	if err == nil && shared == 0 {
		err = badRequest("There is no shared secret of this name to override")
	}
	return err
}

// createPlain creates a secret from plain text and answers it so.
func (c *call) createPlain(tx *models.Tx, s *facts.State, body *createSecretRequest, name string, tags []models.Tag) (*secretJSON, error) {
	content := secretContent{text: secretText{value: *body.SecretValue, comment: body.SecretComment}}
	row, err := c.storeNew(tx, s, &newSecret{body, name, tags, content})
	if err != nil {
		return nil, err
	}
	return c.showSecret(s, row, tags, s.Found.Environment.Slug, s.Found.Folder.Path, true)
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

// errTagUnknown is for tags that the project does not have. It is told to
// those alone who may change the secret.
var errTagUnknown = notFound("Tag not found")

// tagsFound fails if a tag that was named is none of the project's.
func tagsFound(ids []string, found []models.Tag) error {
	for _, id := range ids {
		if !slices.ContainsFunc(found, func(tag models.Tag) bool { return tag.ID == id }) {
			return errTagUnknown
		}
	}
	return nil
}

// attachTags gives a secret tags that it does not have.
func attachTags(tx *models.Tx, s *facts.State, secretID string, tags []models.Tag) error {
	links := make([]*models.SecretTag, 0, len(tags))
	for _, tag := range tags {
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
	TagIDs                *[]string               `json:"tagIds" validate:"omitnil,max=100"`
	ReminderNote          *string                 `json:"secretReminderNote" validate:"omitnil,max=1024"`
	ReminderRepeatDays    *int64                  `json:"secretReminderRepeatDays" validate:"omitnil,min=0,max=365"`
}

func (r *updateSecretRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (r *updateSecretRequest) normalize() {
	r.secretPlace.normalize()
	normalizeValue(r.SecretValue)
}

func updateSecret(c *call) (any, error) {
	var body updateSecretRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := firstOf(body.check(name), valueFits(body.SecretValue)); err != nil {
		return nil, err
	}
	return c.change(c.onChangedSecret(&body, name), func(tx *models.Tx, s *facts.State) (any, error) {
		return secretBody(c.changePlain(tx, s, s.Found.Secret.ID, &body, s.Found.Tags))
	})
}

// changePlain changes a secret by plain text and answers it so.
func (c *call) changePlain(tx *models.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag) (*secretJSON, error) {
	row, err := c.storeChanged(tx, s, id, body, tags, func(content *secretContent) error {
		overlay(&content.text.value, body.SecretValue)
		overlay(&content.text.comment, body.SecretComment)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.oneSecret(tx, s, row)
}

// onChangedSecret asks about a secret as it is, and as it will be: whoever
// renames or tags must be permitted to change what comes out of it too.
func (c *call) onChangedSecret(body *updateSecretRequest, name string) facts.Question {
	question := c.onSecret(&body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type))
	if body.NewSecretName != "" {
		asks := question.Asks()
		asks.Name = &body.NewSecretName
		asks.NewPlace = &engine.RequestedPlace{Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: &body.NewSecretName}
	}
	if body.NewSecretName != "" || body.TagIDs != nil {
		question.Targets = append(question.Targets, facts.Becoming(body.NewSecretName, body.TagIDs))
	}
	return question
}

// storeChanged writes a new version of the secret, with the content as change
// leaves it. The row is locked, so that of two writers the second starts from
// what the first wrote.
func (c *call) storeChanged(
	tx *models.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag, change func(*secretContent) error,
) (*models.Secret, error) {
	row, err := models.First[models.Secret](tx.Locking(), s.Scope(), "id = ?", id)
	if err != nil {
		return nil, err
	}
	content, err := c.contentOf(s, row)
	if err != nil {
		return nil, err
	}
	if err := change(&content); err != nil {
		return nil, err
	}
	if body.NewSecretName != "" {
		row.Key = body.NewSecretName
	}
	body.apply(&row.SecretFields)
	if err := c.storeVersion(tx, s, row, content); err != nil {
		return nil, err
	}
	if body.TagIDs == nil {
		return row, nil
	}
	if err := tagsFound(*body.TagIDs, tags); err != nil {
		return nil, err
	}
	return row, replaceTags(tx, s, row.ID, tags)
}

// storeVersion writes the state of a secret as its next version.
func (c *call) storeVersion(tx *models.Tx, s *facts.State, row *models.Secret, content secretContent) error {
	row.Version++
	row.ActorType, row.ActorID, row.UpdatedAt = s.Caller.Subject.Type, s.Caller.Subject.ID, models.At(c.now)
	if err := c.sealContent(s, row, content); err != nil {
		return err
	}
	err := models.Update(tx, s.Scope(), row)
	if errors.Is(err, models.ErrDuplicate) {
		return badRequest("Secret already exist")
	}
	if err != nil {
		return err
	}
	return c.keepVersion(tx, s, row)
}

// replaceTags gives a secret these tags and no other.
func replaceTags(tx *models.Tx, s *facts.State, secretID string, tags []models.Tag) error {
	if _, err := models.Delete[models.SecretTag](tx, s.Scope(), "secret_id = ?", secretID); err != nil {
		return err
	}
	return attachTags(tx, s, secretID, tags)
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
