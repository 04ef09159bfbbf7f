package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Batches of secrets that clients encrypt (docs/contract.md 2.21): all or nothing.
func encryptedBatchRoutes() []pep.Route {
	const base = "/api/v3/secrets/batch"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "create", Event: "create-secrets", Handler: pep.HandleBody(createEncryptedBatch)},
		{Method: "PATCH", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "edit", Event: "update-secrets", Handler: pep.HandleBody(updateEncryptedBatch)},
		{Method: "DELETE", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secrets", Handler: pep.HandleBody(deleteEncryptedBatch)},
	}
}

type encryptedItem struct {
	SecretName *string `json:"secretName" validate:"required,secretname"`
	Type       string  `json:"type" validate:"omitempty,oneof=shared"`
	encryption.Triples
	Tags                  *[]string          `json:"tags" validate:"omitnil,max=100,dive,max=255"`
	Metadata              *map[string]string `json:"metadata" validate:"omitnil,max=100,dive,keys,max=255,endkeys,max=5000"`
	SkipMultilineEncoding *bool              `json:"skipMultilineEncoding"`
}

// completeNew checks the fields of a new secret.
func (i *encryptedItem) completeNew() error { return i.Complete(true) }

// completeChanged checks the fields of a changed secret.
func (i *encryptedItem) completeChanged() error { return i.Complete(false) }

// completeRemoved checks nothing: a removal only names the secret.
func (*encryptedItem) completeRemoved() error { return nil }

type encryptedBatch struct {
	secretPlace
	Secrets []encryptedItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

func (r *encryptedBatch) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *encryptedBatch) Normalize() {
	r.secretPlace.Normalize()
	for i := range r.Secrets {
		pep.Trim(r.Secrets[i].SecretName)
	}
}

// checkBatch makes the checks that struct tags cannot express; errors name the item by index.
func (r *encryptedBatch) checkBatch(complete func(*encryptedItem) error) error {
	seen := map[string]bool{}
	for i := range r.Secrets {
		name := *r.Secrets[i].SecretName
		if seen[name] {
			return pep.InvalidField("The name "+name+" is there twice", "secrets", i, "secretName")
		}
		seen[name] = true
		if err := complete(&r.Secrets[i]); err != nil {
			return inItem(err, i)
		}
	}
	return r.check("")
}

// onEncryptedBatch asks about every secret of a batch.
func onEncryptedBatch(r *pep.Request, body *encryptedBatch, batch *facts.SecretBatch) facts.Question {
	batch.Environment = body.Environment
	question := r.Question(body.project(), facts.OnFolder(body.Environment, body.SecretPath), batch.Read)
	question.Resource = pep.ResourceAt("secrets", body.Environment, body.SecretPath)
	for i := range body.Secrets {
		item := &body.Secrets[i]
		batch.Items = append(batch.Items, facts.BatchItem{Path: body.SecretPath, Key: *item.SecretName, TagIDs: item.Tags})
		resource := pep.ResourceAt("secrets", body.Environment, body.SecretPath)
		resource.Properties.SecretName, resource.Properties.SecretTags = item.SecretName, []string{}
		question.Members = append(question.Members, input.Member{Resource: resource, Requested: &input.Requested{SecretType: &body.Type}})
	}
	return batch.Holding(question)
}

func createEncryptedBatch(r *pep.Request, body *encryptedBatch) (*encryptedSecretsAnswer, error) {
	err := body.checkBatch((*encryptedItem).completeNew)
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{New: true}
	return pep.ChangeAsking(r, onEncryptedBatch(r, body, batch), func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretsAnswer, error) {
		return eachEncrypted(r, tx, q, body, batch, func(i int, item *encryptedItem) (*models.Secret, error) {
			content, err := encryption.Receive(r, tx, q.State, &item.Triples, *item.SecretName)
			if err != nil {
				return nil, err
			}
			single := &createSecretRequest{secretPlace: body.secretPlace}
			pep.SetIfSent(&single.SkipMultilineEncoding, item.SkipMultilineEncoding)
			pep.SetIfSent(&single.TagIDs, item.Tags)
			if item.Metadata != nil {
				single.SecretMetadata = metadataList(*item.Metadata)
			}
			return storeNew(r, tx, q.State, single, *item.SecretName, batch.Tags[i], content)
		})
	})
}

func updateEncryptedBatch(r *pep.Request, body *encryptedBatch) (*encryptedSecretsAnswer, error) {
	err := body.checkBatch((*encryptedItem).completeChanged)
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{}
	followup := func(_ *store.Tx, q *pep.Evaluation) error { return mayCarry(r, q, batch.Pairs(q.State.Members)) }
	answer, err := pep.ChangeIf(r, onEncryptedBatch(r, body, batch), followup, func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretsAnswer, error) {
		return eachEncrypted(r, tx, q, body, batch, func(i int, item *encryptedItem) (*models.Secret, error) {
			single := &updateEncryptedRequest{
				secretPlace: body.secretPlace, Tags: item.Tags, Metadata: item.Metadata, SkipMultilineEncoding: item.SkipMultilineEncoding,
			}
			row := batch.Rows[i]
			return changeEncrypted(r, tx, q.State, row, single.plain(row.Key), &item.Triples, batch.Tags[i])
		})
	})
	return answer, missingItem(err, batch)
}

type deleteEncryptedBatchRequest struct {
	secretPlace
	Secrets []removedEncryptedItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

type removedEncryptedItem struct {
	SecretName *string `json:"secretName" validate:"required,secretname"`
	Type       string  `json:"type" validate:"omitempty,oneof=shared"`
}

func (r *deleteEncryptedBatchRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *deleteEncryptedBatchRequest) Normalize() {
	r.secretPlace.Normalize()
	for i := range r.Secrets {
		pep.Trim(r.Secrets[i].SecretName)
	}
}

func (r *deleteEncryptedBatchRequest) batch() *encryptedBatch {
	batch := &encryptedBatch{secretPlace: r.secretPlace}
	for i := range r.Secrets {
		batch.Secrets = append(batch.Secrets, encryptedItem{SecretName: r.Secrets[i].SecretName, Type: r.Secrets[i].Type})
	}
	return batch
}

func deleteEncryptedBatch(r *pep.Request, sent *deleteEncryptedBatchRequest) (*encryptedSecretsAnswer, error) {
	body := sent.batch()
	err := body.checkBatch((*encryptedItem).completeRemoved)
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{}
	answer, err := pep.ChangeAsking(r, onEncryptedBatch(r, body, batch), func(tx *store.Tx, q *pep.Evaluation) (*encryptedSecretsAnswer, error) {
		answer, err := eachEncrypted(r, tx, q, body, batch, func(i int, _ *encryptedItem) (*models.Secret, error) {
			return batch.Rows[i], nil
		})
		for _, row := range batch.Rows {
			if err == nil {
				err = r.Vault(q.State).Remove(tx, row)
			}
		}
		return answer, err
	})
	return answer, missingItem(err, batch)
}

// encryptedSecretsAnswer lists secrets encrypted for the clients.
type encryptedSecretsAnswer struct {
	Secrets []*encryptedJSON `json:"secrets"`
}

// eachEncrypted returns the result of every item; see batchRequest.each.
func eachEncrypted(r *pep.Request,
	tx *store.Tx, q *pep.Evaluation, body *encryptedBatch, batch *facts.SecretBatch, do func(int, *encryptedItem) (*models.Secret, error),
) (*encryptedSecretsAnswer, error) {
	written := make([]facts.StoredSecret, len(body.Secrets))
	for _, i := range batch.WritingOrder() {
		row, err := do(i, &body.Secrets[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		written[i] = q.State.Stored(row, batch.TagsAfter(i))
	}
	list, err := showWrittenEncrypted(r, tx, q, written)
	if err != nil {
		return nil, err
	}
	return &encryptedSecretsAnswer{list}, nil
}
