package handlers

import (
	"maps"
	"slices"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Secrets that clients encrypt (docs/contract.md 2.21). In an end-to-end encrypted
// project the server stores what it is sent without being able to look inside;
// in any other it holds the project key, so that what clients encrypt and what
// is written as plain text are the same secrets.
func encryptedSecretRoutes() []route {
	const base = "/api/v3/secrets"
	const one = base + "/:secretName"
	return []route{
		{"GET", base, jksi, "secrets", "readValue", "get-secrets", listEncrypted, false},
		{"GET", one, jksi, "secrets", "readValue", "get-secret", getEncrypted, false},
		{"POST", one, jksi, "secrets", "create", "create-secret", createEncrypted, false},
		{"PATCH", one, jksi, "secrets", "edit", "update-secret", updateEncrypted, false},
		{"DELETE", one, jksi, "secrets", "delete", "delete-secret", deleteEncrypted, false},
	}
}

// onEncrypted asks about a secret whose plain text the answer does not hold.
func (c *call) onEncrypted(place *secretPlace, name string, targets ...facts.Target) facts.Question {
	question := c.onSecret(place, name, targets...)
	question.Raw = false
	return question
}

type createEncryptedRequest struct {
	secretPlace
	triples
	Metadata              map[string]string `json:"metadata" validate:"max=100"`
	SkipMultilineEncoding bool              `json:"skipMultilineEncoding"`
}

func (r *createEncryptedRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func createEncrypted(c *call) (any, error) {
	var body createEncryptedRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := firstOf(body.check(name), body.complete(true)); err != nil {
		return nil, err
	}
	question := c.onEncrypted(&body.secretPlace, name, facts.OnFolder(body.Environment, body.SecretPath))
	return c.changeAsking(question, func(tx *models.Tx, q *asked) (any, error) {
		row, err := c.storeNewEncrypted(tx, q.state, &body, name)
		if err != nil {
			return nil, err
		}
		return c.writtenEncrypted(tx, q, row, nil)
	})
}

func (c *call) storeNewEncrypted(tx *models.Tx, s *facts.State, body *createEncryptedRequest, name string) (*models.Secret, error) {
	content, err := c.received(tx, s, &body.triples, name)
	if err != nil {
		return nil, err
	}
	plain := &createSecretRequest{
		secretPlace: body.secretPlace, SkipMultilineEncoding: body.SkipMultilineEncoding, SecretMetadata: metadataList(body.Metadata),
	}
	return c.storeNew(tx, s, &newSecret{plain, name, nil, content})
}

type updateEncryptedRequest struct {
	secretPlace
	triples
	SecretName            string             `json:"secretName" validate:"omitempty,secretname"`
	Tags                  *[]string          `json:"tags" validate:"omitnil,max=100"`
	Metadata              *map[string]string `json:"metadata" validate:"omitnil,max=100"`
	SkipMultilineEncoding *bool              `json:"skipMultilineEncoding"`
	ReminderNote          nullable[string]   `json:"secretReminderNote"`
	ReminderRepeatDays    nullable[int64]    `json:"secretReminderRepeatDays"`
}

func (r *updateEncryptedRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

// plain is the change without what is encrypted.
func (r *updateEncryptedRequest) plain(name string) *updateSecretRequest {
	plain := &updateSecretRequest{
		secretPlace: r.secretPlace, TagIDs: r.Tags, SkipMultilineEncoding: r.SkipMultilineEncoding,
		ReminderNote: r.ReminderNote, ReminderRepeatDays: r.ReminderRepeatDays,
	}
	if r.SecretName != name { // clients repeat the name of what they do not rename
		plain.NewSecretName = r.SecretName
	}
	if r.Metadata != nil {
		list := metadataList(*r.Metadata)
		plain.SecretMetadata = &list
	}
	return plain
}

func updateEncrypted(c *call) (any, error) {
	var body updateEncryptedRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := firstOf(body.check(name), body.complete(false), reminderFits(body.ReminderNote, body.ReminderRepeatDays)); err != nil {
		return nil, err
	}
	change := body.plain(name)
	question := c.onChangedSecret(change, name)
	question.Raw = false
	return c.changeAsking(question, func(tx *models.Tx, q *asked) (any, error) {
		if err := c.mayCarry(q, facts.Pairs(q.state.Members)); err != nil {
			return nil, err
		}
		found := &q.state.Found
		row, err := c.changeEncrypted(tx, q.state, found.Secret, change, &body.triples, found.Tags)
		if err == nil {
			err = c.followSecrets(tx, q.state, map[string]string{name: row.Key})
		}
		if err != nil {
			return nil, err
		}
		return c.writtenEncrypted(tx, q, row, tagsAfter(change.TagIDs, found.Tags, found.SecretTags))
	})
}

// changeEncrypted changes a secret by what the client encrypted of it.
func (c *call) changeEncrypted(
	tx *models.Tx, s *facts.State, row *models.Secret, change *updateSecretRequest, sent *triples, tags []models.Tag,
) (*models.Secret, error) {
	name := row.Key
	if change.NewSecretName != "" {
		name = change.NewSecretName
		if s.Project.EndToEndEncrypted && sent.KeyCiphertext == nil {
			return nil, field("Required: the new name, encrypted", "secretKeyCiphertext")
		}
	}
	received, err := c.received(tx, s, sent, name)
	if err != nil {
		return nil, err
	}
	return c.storeChanged(tx, s, row.ID, change, tags, func(content *secretContent) error {
		sent.onto(content, received)
		return nil
	})
}

func deleteEncrypted(c *call) (any, error) {
	var body secretPlace
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	name := c.Param("secretName")
	if err := body.check(name); err != nil {
		return nil, err
	}
	question := c.onRemovedSecret(&body, name)
	question.Raw = false
	return c.changeAsking(question, func(tx *models.Tx, q *asked) (any, error) {
		if c.withoutPersonal(&body) {
			return nil, errNoPersonal
		}
		answer, err := c.writtenEncrypted(tx, q, q.state.Found.Secret, q.state.Found.SecretTags)
		if err != nil {
			return nil, err
		}
		return answer, c.removeSecret(tx, q.state, q.state.Found.Secret)
	})
}

// metadataList is the metadata of the encrypted form, in the order of its keys.
func metadataList(entries map[string]string) []models.MetadataEntry {
	list := make([]models.MetadataEntry, 0, len(entries))
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		list = append(list, models.MetadataEntry{Key: key, Value: entries[key]})
	}
	return list
}

// firstOf is the first error there is.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
