package handlers

import (
	"errors"
	"net/http"
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
		return &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "Secret already exist", Cause: err}
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

// createPlain creates a secret from plain text.
func (c *call) createPlain(tx *models.Tx, s *facts.State, body *createSecretRequest, name string, tags []models.Tag) (*models.Secret, error) {
	content := secretContent{text: secretText{value: *body.SecretValue, comment: body.SecretComment}}
	return c.storeNew(tx, s, &newSecret{body, name, tags, content})
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

type updateSecretRequest struct {
	secretPlace
	SecretValue           *string                 `json:"secretValue"`
	NewSecretName         string                  `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string                 `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        *[]models.MetadataEntry `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string               `json:"tagIds" validate:"omitnil,max=100"`
	ReminderNote          nullable[string]        `json:"secretReminderNote"`
	ReminderRepeatDays    nullable[int64]         `json:"secretReminderRepeatDays"`
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
	if err := firstOf(body.check(name), valueFits(body.SecretValue), reminderFits(body.ReminderNote, body.ReminderRepeatDays)); err != nil {
		return nil, err
	}
	return c.changeAsking(c.onChangedSecret(&body, name), func(tx *models.Tx, q *asked) (any, error) {
		if err := c.mayCarry(q, facts.Pairs(q.state.Members)); err != nil {
			return nil, err
		}
		row, err := c.changePlain(tx, q.state, q.state.Found.Secret.ID, &body, q.state.Found.Tags)
		if err == nil {
			err = c.followSecrets(tx, q.state, map[string]string{name: row.Key})
		}
		if err != nil {
			return nil, err
		}
		return c.writtenOne(q, row, tagsAfter(body.TagIDs, q.state.Found.Tags, q.state.Found.SecretTags))
	})
}

// tagsAfter are the tags that a change leaves: those it names, or as before.
func tagsAfter(ids *[]string, named, before []models.Tag) []models.Tag {
	if ids == nil {
		return before
	}
	return named
}

// changePlain changes a secret by plain text.
func (c *call) changePlain(tx *models.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag) (*models.Secret, error) {
	return c.storeChanged(tx, s, id, body, tags, func(content *secretContent) error {
		overlay(&content.text.value, body.SecretValue)
		overlay(&content.text.comment, body.SecretComment)
		return nil
	})
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
	old := row.Key
	if body.NewSecretName != "" {
		row.Key = body.NewSecretName
	}
	if row.Key != old && row.Type == models.SecretPersonal {
		return nil, errPersonalName
	}
	body.apply(&row.SecretFields)
	if err := c.storeVersion(tx, s, row, content); err != nil {
		return nil, err
	}
	if err := c.renameOverrides(tx, s, row, old, content); err != nil {
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
	return c.storeVersionBy(tx, s, row, content, s.Caller.Subject.Type, s.Caller.Subject.ID)
}

// storeVersionBy is storeVersion of somebody else than the caller.
func (c *call) storeVersionBy(tx *models.Tx, s *facts.State, row *models.Secret, content secretContent, actorType, actorID string) error {
	row.Version++
	row.ActorType, row.ActorID, row.UpdatedAt = actorType, actorID, models.At(c.now)
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
	r.ReminderNote.onto(&fields.ReminderNote)
	r.ReminderRepeatDays.onto(&fields.ReminderRepeatDays)
	fields.ReminderRepeatDays = positive(fields.ReminderRepeatDays)
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
	return c.changeAsking(c.onRemovedSecret(&body, name), func(tx *models.Tx, q *asked) (any, error) {
		if c.withoutPersonal(&body) {
			return nil, errNoPersonal
		}
		answer, err := c.writtenOne(q, q.state.Found.Secret, q.state.Found.SecretTags)
		if err != nil {
			return nil, err
		}
		return answer, c.removeSecret(tx, q.state, q.state.Found.Secret)
	})
}
