package secrets

import (
	"errors"
	"net/http"
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models"
	"warder/models/store"
)

// newSecret is a secret to be created: what was asked for, and what of it is
// sealed.
type newSecret struct {
	*createSecretRequest
	name    string
	tags    []models.Tag
	content vault.Content
}

// storeNew creates a secret with its first version.
func storeNew(r *pep.Request, tx *store.Tx, s *facts.State, body *newSecret) (*models.Secret, error) {
	if err := mayOverride(tx, s, body); err != nil {
		return nil, err
	}
	if err := tagsFound(body.TagIDs, body.tags); err != nil {
		return nil, err
	}
	row := &models.Secret{
		ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID,
		EnvironmentID: s.Found.Environment.ID, FolderID: s.Found.Folder.ID, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		SecretFields: models.SecretFields{
			Key: body.name, Type: body.Type, UserID: subjectOf(s.Caller.Subject, body.Type), Version: 1,
			SkipMultilineEncoding: body.SkipMultilineEncoding, Metadata: body.SecretMetadata,
			ReminderNote: body.ReminderNote, ReminderRepeatDays: positive(body.ReminderRepeatDays),
			ActorType: s.Caller.Subject.Type, ActorID: s.Caller.Subject.ID,
		},
	}
	if err := vault.SealContent(r, s, row, body.content); err != nil {
		return nil, err
	}
	if err := store.Create(tx, s.Scope(), row); err != nil {
		return nil, duplicateAsExists(err)
	}
	if err := keepVersion(r, tx, s, row); err != nil {
		return nil, err
	}
	return row, attachTags(tx, s, row.ID, body.tags)
}

// duplicateAsExists says that a secret is there already, whether the database says so
// when it is created or, where it is created at once with the rest, at the end.
func duplicateAsExists(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return &pep.Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "Secret already exist", Cause: err}
	}
	return err
}

// mayOverride says what a personal secret lacks: it overrides a shared one.
func mayOverride(tx *store.Tx, s *facts.State, body *newSecret) error {
	if body.Type != models.SecretPersonal {
		return nil
	}
	shared, err := store.Count[models.Secret](tx, s.Scope(), "folder_id = ? AND key = ? AND type = ?", s.Found.Folder.ID, body.name, models.SecretShared)
	if err == nil && shared == 0 {
		err = pep.BadRequest("There is no shared secret of this name to override")
	}
	return err
}

// createPlain creates a secret from plain text.
func createPlain(r *pep.Request, tx *store.Tx, s *facts.State, body *createSecretRequest, name string, tags []models.Tag) (*models.Secret, error) {
	content := vault.Content{Text: vault.Text{Value: *body.SecretValue, Comment: body.SecretComment}}
	return storeNew(r, tx, s, &newSecret{body, name, tags, content})
}

// positive turns the zero that some clients send for "none" into none.
func positive(n *int64) *int64 {
	if n == nil || *n <= 0 {
		return nil
	}
	return n
}

// keepVersion records the state a secret has now.
func keepVersion(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Secret) error {
	return store.Create(tx, s.Scope(), &models.SecretVersion{
		ID: store.NewID(), OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretID: row.ID, SecretFields: row.SecretFields, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	})
}

// errTagUnknown is for tags that the project does not have. It is told to
// those alone who may change the secret.
var errTagUnknown = pep.NotFound("Tag not found")

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
func attachTags(tx *store.Tx, s *facts.State, secretID string, tags []models.Tag) error {
	links := make([]*models.SecretTag, 0, len(tags))
	for _, tag := range tags {
		links = append(links, &models.SecretTag{OrgID: tag.OrgID, ProjectID: tag.ProjectID, SecretID: secretID, TagID: tag.ID})
	}
	return store.Create(tx, s.Scope(), links...)
}

type updateSecretRequest struct {
	secretPlace
	SecretValue           *string                 `json:"secretValue" bound:"vault.ValueFits"`
	NewSecretName         string                  `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string                 `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        *[]models.MetadataEntry `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string               `json:"tagIds" validate:"omitnil,max=100,dive,max=255"`
	ReminderNote          pep.Nullable[string]    `json:"secretReminderNote" bound:"reminderFits"`
	ReminderRepeatDays    pep.Nullable[int64]     `json:"secretReminderRepeatDays" bound:"reminderFits"`
}

func (r *updateSecretRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *updateSecretRequest) Normalize() {
	r.secretPlace.Normalize()
	pep.NormalizeValue(r.SecretValue)
}

func updateSecret(r *pep.Request, body *updateSecretRequest) (*secretAnswer, error) {
	name := r.Param("secretName")
	if err := firstOf(body.check(name), vault.ValueFits(body.SecretValue), reminderFits(body.ReminderNote, body.ReminderRepeatDays)); err != nil {
		return nil, err
	}
	further := func(_ *store.Tx, q *pep.Evaluation) error { return mayCarry(r, q, facts.Pairs(q.State.Members)) }
	return pep.ChangeIf(r, onChangedSecret(r, body, name), further, func(tx *store.Tx, q *pep.Evaluation) (*secretAnswer, error) {
		row, err := changePlain(r, tx, q.State, q.State.Found.Secret.ID, body, q.State.Found.Tags)
		if err == nil {
			err = followSecrets(r, tx, q.State, map[string]string{name: row.Key})
		}
		if err != nil {
			return nil, err
		}
		return writtenOne(r, q, row, tagsAfter(body.TagIDs, q.State.Found.Tags, q.State.Found.SecretTags))
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
func changePlain(r *pep.Request, tx *store.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag) (*models.Secret, error) {
	return storeChanged(r, tx, s, id, body, tags, func(content *vault.Content) error {
		pep.SetIfSent(&content.Text.Value, body.SecretValue)
		pep.SetIfSent(&content.Text.Comment, body.SecretComment)
		return nil
	})
}

// onChangedSecret asks about a secret as it is, and as it will be: whoever
// renames or tags must be permitted to change what comes out of it too.
func onChangedSecret(r *pep.Request, body *updateSecretRequest, name string) facts.Question {
	question := onSecret(r, &body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type))
	if body.NewSecretName != "" {
		asks := question.Asks()
		asks.Name = &body.NewSecretName
		asks.NewPlace = &input.RequestedPlace{Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: &body.NewSecretName}
	}
	if body.NewSecretName != "" || body.TagIDs != nil {
		question.Targets = append(question.Targets, facts.Becoming(body.NewSecretName, body.TagIDs))
	}
	return question
}

// storeChanged writes a new version of the secret, with the content as change
// leaves it. The row is locked, so that of two writers the second starts from
// what the first wrote.
func storeChanged(r *pep.Request,
	tx *store.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag, change func(*vault.Content) error,
) (*models.Secret, error) {
	row, err := store.First[models.Secret](tx.Locking(), s.Scope(), "id = ?", id)
	if err != nil {
		return nil, err
	}
	content, err := vault.ContentOf(r, s, row)
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
	if err := storeVersion(r, tx, s, row, content); err != nil {
		return nil, err
	}
	if err := renameOverrides(r, tx, s, row, old, content); err != nil {
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
func storeVersion(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Secret, content vault.Content) error {
	return storeVersionBy(r, tx, s, row, content, s.Caller.Subject.Type, s.Caller.Subject.ID)
}

// storeVersionBy is storeVersion by a subject other than the caller.
func storeVersionBy(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Secret, content vault.Content, actorType, actorID string) error {
	row.Version++
	row.ActorType, row.ActorID, row.UpdatedAt = actorType, actorID, store.At(r.Now)
	if err := vault.SealContent(r, s, row, content); err != nil {
		return err
	}
	err := store.Update(tx, s.Scope(), row)
	if errors.Is(err, store.ErrDuplicate) {
		return pep.BadRequest("Secret already exist")
	}
	if err != nil {
		return err
	}
	return keepVersion(r, tx, s, row)
}

// replaceTags gives a secret these tags and no other.
func replaceTags(tx *store.Tx, s *facts.State, secretID string, tags []models.Tag) error {
	if _, err := store.Delete[models.SecretTag](tx, s.Scope(), "secret_id = ?", secretID); err != nil {
		return err
	}
	return attachTags(tx, s, secretID, tags)
}

func (r *updateSecretRequest) apply(fields *models.SecretFields) {
	pep.SetIfSent(&fields.SkipMultilineEncoding, r.SkipMultilineEncoding)
	pep.SetIfSent(&fields.Metadata, r.SecretMetadata)
	r.ReminderNote.Onto(&fields.ReminderNote)
	r.ReminderRepeatDays.Onto(&fields.ReminderRepeatDays)
	fields.ReminderRepeatDays = positive(fields.ReminderRepeatDays)
}

func deleteSecret(r *pep.Request, body *secretPlace) (*secretAnswer, error) {
	name := r.Param("secretName")
	if err := body.check(name); err != nil {
		return nil, err
	}
	return pep.ChangeAsking(r, onRemovedSecret(r, body, name), func(tx *store.Tx, q *pep.Evaluation) (*secretAnswer, error) {
		if withoutPersonal(r, body) {
			return nil, errNoPersonal
		}
		answer, err := writtenOne(r, q, q.State.Found.Secret, q.State.Found.SecretTags)
		if err != nil {
			return nil, err
		}
		return answer, removeSecret(r, tx, q.State, q.State.Found.Secret)
	})
}
