package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// Secrets encrypted by clients (docs/contract.md 2.21). In an end-to-end encrypted project the
// server cannot decrypt them. In other projects it holds the project key, so the encrypted and
// the plaintext routes serve the same secrets.
func encryptedSecretRoutes() []pep.Route {
	const base = "/api/v3/secrets"
	const one = base + "/:secretName"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secrets", Query: encryptedListQuery, Handler: pep.Handle(listEncrypted)},
		{Method: "GET", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secret", Query: encryptedQuery, Handler: pep.Handle(getEncrypted)},
		{Method: "POST", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "create", Event: "create-secret", Handler: pep.HandleBody(createEncrypted)},
		{Method: "PATCH", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "edit", Event: "update-secret", Handler: pep.HandleBody(updateEncrypted)},
		{Method: "DELETE", Path: one, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secret", Handler: pep.HandleBody(deleteEncrypted)},
	}
}

// onEncrypted asks about a secret whose response contains no plain text.
func onEncrypted(r *pep.Request, place *secretPlace, name string, targets ...facts.TargetLoader) facts.Question {
	question := onSecret(r, place, name, targets...)
	question.Raw = false
	return question
}

type createEncryptedRequest struct {
	secretPlace
	encryption.Triples
	Metadata              map[string]string `json:"metadata" validate:"max=100,dive,keys,max=255,endkeys,max=5000"`
	SkipMultilineEncoding bool              `json:"skipMultilineEncoding"`
}

func (r *createEncryptedRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func createEncrypted(r *pep.Request, body *createEncryptedRequest) (*encryptedSecretAnswer, error) {
	name := r.Param("secretName")
	if err := firstOf(body.check(name), body.Complete(true)); err != nil {
		return nil, err
	}
	question := onEncrypted(r, &body.secretPlace, name, facts.OnFolder(body.Environment, body.SecretPath))
	return pep.ChangeAsking(r, question, func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretAnswer, error) {
		row, err := storeNewEncrypted(r, tx, q.State, body, name)
		if err != nil {
			return nil, err
		}
		return writtenEncrypted(r, tx, q, row, nil)
	})
}

func storeNewEncrypted(r *pep.Request, tx *store.Tx, s *facts.State, body *createEncryptedRequest, name string) (*models.Secret, error) {
	content, err := encryption.Receive(r, tx, s, &body.Triples, name)
	if err != nil {
		return nil, err
	}
	plain := &createSecretRequest{
		secretPlace: body.secretPlace, SkipMultilineEncoding: body.SkipMultilineEncoding, SecretMetadata: metadataList(body.Metadata),
	}
	return storeNew(r, tx, s, plain, name, nil, content)
}

type updateEncryptedRequest struct {
	secretPlace
	encryption.Triples
	SecretName            string               `json:"secretName" validate:"omitempty,secretname"`
	Tags                  *[]string            `json:"tags" validate:"omitnil,max=100,dive,max=255"`
	Metadata              *map[string]string   `json:"metadata" validate:"omitnil,max=100,dive,keys,max=255,endkeys,max=5000"`
	SkipMultilineEncoding *bool                `json:"skipMultilineEncoding"`
	SecretID              pep.Unserved         `json:"secretId" validate:"unserved=A secret is addressed by its name"`
	ReminderNote          pep.Nullable[string] `json:"secretReminderNote" bound:"reminderFits"`
	ReminderRepeatDays    pep.Nullable[int64]  `json:"secretReminderRepeatDays" bound:"reminderFits"`
}

func (r *updateEncryptedRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

// plain is the change without its encrypted fields.
func (r *updateEncryptedRequest) plain(name string) *updateSecretRequest {
	plain := &updateSecretRequest{
		secretPlace: r.secretPlace, TagIDs: r.Tags, SkipMultilineEncoding: r.SkipMultilineEncoding,
		ReminderNote: r.ReminderNote, ReminderRepeatDays: r.ReminderRepeatDays,
	}
	if r.SecretName != name { // clients repeat the name if they do not rename
		plain.NewSecretName = r.SecretName
	}
	if r.Metadata != nil {
		list := metadataList(*r.Metadata)
		plain.SecretMetadata = &list
	}
	return plain
}

func updateEncrypted(r *pep.Request, body *updateEncryptedRequest) (*encryptedSecretAnswer, error) {
	name := r.Param("secretName")
	if err := firstOf(body.check(name), body.Complete(false), reminderFits(body.ReminderNote, body.ReminderRepeatDays)); err != nil {
		return nil, err
	}
	change := body.plain(name)
	question := onChangedSecret(r, change, name)
	question.Raw = false
	followup := func(_ *store.Tx, q *pep.Evaluation) error { return mayCarry(r, q, facts.Pairs(q.State.Members)) }
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretAnswer, error) {
		found := &q.State.Found
		row, err := changeEncrypted(r, tx, q.State, found.Secret, change, &body.Triples, found.Tags)
		if err == nil {
			err = storeError(r.Vault(q.State).SecretsRenamed(tx, row.FolderID, map[string]string{name: row.Key}))
		}
		if err != nil {
			return nil, err
		}
		return writtenEncrypted(r, tx, q, row, tagsAfter(change.TagIDs, found.Tags, found.SecretTags))
	})
}

// changeEncrypted updates a secret with the fields that the client encrypted.
func changeEncrypted(r *pep.Request,
	tx *store.Tx, s *facts.State, row *models.Secret, change *updateSecretRequest, sent *encryption.Triples, tags []models.Tag,
) (*models.Secret, error) {
	name := row.Key
	if change.NewSecretName != "" {
		name = change.NewSecretName
		if s.Project.EndToEndEncrypted && sent.KeyCiphertext == nil {
			return nil, pep.InvalidField("Required: the new name, encrypted", "secretKeyCiphertext")
		}
	}
	received, err := encryption.Receive(r, tx, s, sent, name)
	if err != nil {
		return nil, err
	}
	return storeChanged(r, tx, s, row.ID, change, tags, func(content *vault.Content) { sent.Onto(content, received) })
}

func deleteEncrypted(r *pep.Request, body *secretPlace) (*encryptedSecretAnswer, error) {
	name := r.Param("secretName")
	if err := body.check(name); err != nil {
		return nil, err
	}
	question := onRemovedSecret(r, body, name)
	question.Raw = false
	return pep.ChangeAsking(r, question, func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretAnswer, error) {
		if withoutPersonal(r, body) {
			return nil, errNoPersonal
		}
		answer, err := writtenEncrypted(r, tx, q, q.State.Found.Secret, q.State.Found.SecretTags)
		if err != nil {
			return nil, err
		}
		return answer, r.Vault(q.State).Remove(tx, q.State.Found.Secret)
	})
}

// firstOf returns the first error that is not nil.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
