package secrets

import (
	"errors"
	"net/http"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/references"
	"warder/models/store"
	"warder/models/vault"
)

// storeNew creates a secret with the requested fields and content.
func storeNew(r *pep.Request, tx *store.Tx, s *facts.State, body *createSecretRequest, name string, tags []models.Tag, content vault.Content) (*models.Secret, error) {
	row, err := r.Vault(s).Create(tx, &vault.NewSecret{
		Fields: models.SecretFields{
			Key: name, Type: body.Type, UserID: subjectOf(s.Caller.Subject, body.Type),
			SkipMultilineEncoding: body.SkipMultilineEncoding, Metadata: metadataRows(body.SecretMetadata),
			ReminderNote: body.ReminderNote, ReminderRepeatDays: positive(body.ReminderRepeatDays),
		},
		Folder: s.Found.Folder, Content: content, Tags: vault.Tags{IDs: body.TagIDs, Found: tags},
	})
	return row, storeError(err)
}

// storeError is the client's error for a secret that was not stored.
func storeError(err error) error {
	switch {
	case errors.Is(err, vault.ErrNothingToOverride):
		return pep.BadRequest("There is no shared secret of this name to override")
	case errors.Is(err, vault.ErrUnknownTag):
		return errTagUnknown
	case errors.Is(err, vault.ErrPersonalName):
		return errPersonalName
	case errors.Is(err, vault.ErrValueTooLarge):
		return encryption.ErrValueTooLarge
	}
	if worded := renameError(err); worded != nil {
		return worded
	}
	return duplicateAsExists(err)
}

// renameError explains why references cannot follow a rename; nil for other errors. It does
// not name the referring secrets, because the caller may not be allowed to see them.
func renameError(err error) error {
	switch {
	case errors.Is(err, references.ErrUnspellable):
		return errUnspellable
	case errors.Is(err, references.ErrTooLong):
		return errFollowerTooLarge
	case errors.Is(err, vault.ErrTooManyFollow):
		return errTooManyFollow
	}
	return nil
}

var (
	errFollowerTooLarge = pep.BadRequest("A secret of the project refers to the renamed one so often that the new name would make its value larger than 1 MiB: " +
		"use a shorter name, or refer to it less often")
	errTooManyFollow = pep.BadRequest("The secrets of the project that refer to the renamed one exceed 64 MiB together, the limit of one change: " +
		"create it under the new name, and change the references step by step")
)

// errUnspellable refuses a name that references cannot spell, where they could spell the old
// one. It is the same whether a reference exists, because the caller may not be allowed to
// see it.
var errUnspellable = pep.BadRequest("A reference such as ${dev.folder.NAME} could not spell the new name: " +
	"use one without dots, blanks, $ and braces, or create it anew under that name")

// duplicateAsExists reports an existing secret with the same name. The database detects it at
// the insert, or at the commit if the insert is part of a group.
func duplicateAsExists(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return &pep.Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "Secret already exist", Cause: err}
	}
	return err
}

// createPlain creates a secret from plain text.
func createPlain(r *pep.Request, tx *store.Tx, s *facts.State, body *createSecretRequest, name string, tags []models.Tag) (*models.Secret, error) {
	content := vault.Content{Text: vault.SecretText{Value: *body.SecretValue, Comment: body.SecretComment}}
	return storeNew(r, tx, s, body, name, tags, content)
}

// positive turns the zero that some clients send for "none" into nil.
func positive(n *int64) *int64 {
	if n == nil || *n <= 0 {
		return nil
	}
	return n
}

// errTagUnknown is for tags that the project does not have. Only callers who may change the
// secret get it.
var errTagUnknown = pep.NotFound("Tag not found")

type updateSecretRequest struct {
	secretPlace
	SecretValue           *string              `json:"secretValue" bound:"encryption.ValueFits"`
	NewSecretName         string               `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string              `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                `json:"skipMultilineEncoding"`
	SecretMetadata        *[]metadataEntry     `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string            `json:"tagIds" validate:"omitnil,max=100,dive,max=255"`
	ReminderNote          pep.Nullable[string] `json:"secretReminderNote" bound:"reminderFits"`
	ReminderRepeatDays    pep.Nullable[int64]  `json:"secretReminderRepeatDays" bound:"reminderFits"`
	ReminderRecipients    pep.Unserved         `json:"secretReminderRecipients" validate:"unserved=Reminders are not sent to anyone"`
	Metadata              pep.Unserved         `json:"metadata" validate:"unserved=Metadata are sent as secretMetadata"`
}

func (r *updateSecretRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *updateSecretRequest) Normalize() {
	r.secretPlace.Normalize()
	pep.NormalizeValue(r.SecretValue)
}

func updateSecret(r *pep.Request, body *updateSecretRequest) (*secretAnswer, error) {
	name := r.Param("secretName")
	if err := firstOf(body.check(name), encryption.ValueFits(body.SecretValue), reminderFits(body.ReminderNote, body.ReminderRepeatDays)); err != nil {
		return nil, err
	}
	followup := func(_ *store.Tx, q *pep.Evaluation) error { return mayCarry(r, q, facts.Pairs(q.State.Members)) }
	return pep.ChangeIf(r, onChangedSecret(r, body, name), followup, func(tx *store.Tx, q *pep.Evaluation) (*secretAnswer, error) {
		row, err := changePlain(r, tx, q.State, q.State.Found.Secret.ID, body, q.State.Found.Tags)
		if err == nil {
			err = storeError(r.Vault(q.State).SecretsRenamed(tx, row.FolderID, map[string]string{name: row.Key}))
		}
		if err != nil {
			return nil, err
		}
		return writtenOne(r, q, row, tagsAfter(body.TagIDs, q.State.Found.Tags, q.State.Found.SecretTags))
	})
}

// tagsAfter are the tags after a change: the ones it names, or the previous ones.
func tagsAfter(ids *[]string, named, before []models.Tag) []models.Tag {
	if ids == nil {
		return before
	}
	return named
}

// changePlain updates a secret from plain text.
func changePlain(r *pep.Request, tx *store.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag) (*models.Secret, error) {
	return storeChanged(r, tx, s, id, body, tags, func(content *vault.Content) {
		pep.SetIfSent(&content.Text.Value, body.SecretValue)
		pep.SetIfSent(&content.Text.Comment, body.SecretComment)
	})
}

// onChangedSecret asks about the secret before and after the change: a caller that renames or
// tags a secret needs the right to edit the result too.
func onChangedSecret(r *pep.Request, body *updateSecretRequest, name string) facts.Question {
	question := onSecret(r, &body.secretPlace, name, facts.OnSecret(body.Environment, body.SecretPath, name, body.Type))
	if body.NewSecretName != "" {
		asks := question.Asks()
		asks.Name = &body.NewSecretName
		asks.NewPlace = &input.RequestedPlace{Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: &body.NewSecretName}
	}
	if body.NewSecretName != "" || body.TagIDs != nil {
		question.Targets = append(question.Targets, facts.Becoming(body.NewSecretName, body.TagIDs))
		return question.SharingPlaces()
	}
	return question
}

// storeChanged stores the requested change, with the content that change returns.
func storeChanged(r *pep.Request,
	tx *store.Tx, s *facts.State, id string, body *updateSecretRequest, tags []models.Tag, change func(*vault.Content),
) (*models.Secret, error) {
	wanted := vault.SecretChange{Name: body.NewSecretName, Fields: body.apply, Content: change}
	if body.TagIDs != nil {
		wanted.Tags = &vault.Tags{IDs: *body.TagIDs, Found: tags}
	}
	row, err := r.Vault(s).Change(tx, id, wanted)
	return row, storeError(err)
}

func (r *updateSecretRequest) apply(fields *models.SecretFields) {
	pep.SetIfSent(&fields.SkipMultilineEncoding, r.SkipMultilineEncoding)
	if r.SecretMetadata != nil {
		fields.Metadata = metadataRows(*r.SecretMetadata)
	}
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
		return answer, r.Vault(q.State).Remove(tx, q.State.Found.Secret)
	})
}
