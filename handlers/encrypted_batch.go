package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Batches of secrets that clients encrypt (docs/contract.md 2.21): all or nothing.
func encryptedBatchRoutes() []route {
	const base = "/api/v3/secrets/batch"
	return []route{
		{"POST", base, jksi, "secrets", "create", "create-secrets", createEncryptedBatch, false},
		{"PATCH", base, jksi, "secrets", "edit", "update-secrets", updateEncryptedBatch, false},
		{"DELETE", base, jksi, "secrets", "delete", "delete-secrets", deleteEncryptedBatch, false},
	}
}

type encryptedItem struct {
	SecretName *string `json:"secretName" validate:"required,secretname"`
	Type       string  `json:"type" validate:"omitempty,oneof=shared"`
	triples
	Tags                  *[]string          `json:"tags" validate:"omitnil,max=100"`
	Metadata              *map[string]string `json:"metadata" validate:"omitnil,max=100"`
	SkipMultilineEncoding *bool              `json:"skipMultilineEncoding"`
}

type encryptedBatch struct {
	secretPlace
	Secrets []encryptedItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

func (r *encryptedBatch) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (r *encryptedBatch) normalize() {
	r.secretPlace.normalize()
	for i := range r.Secrets {
		trim(r.Secrets[i].SecretName)
	}
}

// readEncryptedBatch reads and checks a batch; an item that is wrong is named
// by its index.
func (c *call) readEncryptedBatch(complete func(i int, item *encryptedItem) error) (*encryptedBatch, error) {
	var body encryptedBatch
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := range body.Secrets {
		name := *body.Secrets[i].SecretName
		if seen[name] {
			return nil, field("The name "+name+" is there twice", "secrets", i, "secretName")
		}
		seen[name] = true
		if err := complete(i, &body.Secrets[i]); err != nil {
			return nil, inItem(err, i)
		}
	}
	return &body, body.check("")
}

// onEncryptedBatch asks about every secret of a batch.
func (c *call) onEncryptedBatch(body *encryptedBatch, batch *facts.SecretBatch) facts.Question {
	batch.Environment = body.Environment
	question := c.question(body.project(), facts.OnFolder(body.Environment, body.SecretPath), batch.Read)
	question.Resource = resourceAt("secrets", body.Environment, body.SecretPath)
	for i := range body.Secrets {
		item := &body.Secrets[i]
		batch.Items = append(batch.Items, facts.BatchItem{Path: body.SecretPath, Key: *item.SecretName, TagIDs: item.Tags})
		resource := resourceAt("secrets", body.Environment, body.SecretPath)
		resource.Properties.SecretName, resource.Properties.SecretTags = item.SecretName, []string{}
		question.Members = append(question.Members, engine.Member{Resource: resource, Requested: &engine.Requested{SecretType: &body.Type}})
	}
	return question
}

func createEncryptedBatch(c *call) (any, error) {
	body, err := c.readEncryptedBatch(func(i int, item *encryptedItem) error { return item.complete(true, "secrets", i) })
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{New: true}
	return c.changeAsking(c.onEncryptedBatch(body, batch), func(tx *models.Tx, q *asked) (any, error) {
		return c.eachEncrypted(tx, q, body, batch, func(i int, item *encryptedItem) (*models.Secret, error) {
			content, err := c.received(tx, q.state, &item.triples, *item.SecretName)
			if err != nil {
				return nil, err
			}
			single := &createSecretRequest{secretPlace: body.secretPlace}
			overlay(&single.SkipMultilineEncoding, item.SkipMultilineEncoding)
			overlay(&single.TagIDs, item.Tags)
			if item.Metadata != nil {
				single.SecretMetadata = metadataList(*item.Metadata)
			}
			return c.storeNew(tx, q.state, &newSecret{single, *item.SecretName, batch.Tags[i], content})
		})
	})
}

func updateEncryptedBatch(c *call) (any, error) {
	body, err := c.readEncryptedBatch(func(i int, item *encryptedItem) error { return item.complete(false, "secrets", i) })
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{}
	answer, err := c.changeAsking(c.onEncryptedBatch(body, batch), func(tx *models.Tx, q *asked) (any, error) {
		if err := c.mayCarry(q, batch.Pairs(q.state.Members)); err != nil {
			return nil, err
		}
		return c.eachEncrypted(tx, q, body, batch, func(i int, item *encryptedItem) (*models.Secret, error) {
			single := &updateEncryptedRequest{
				secretPlace: body.secretPlace, Tags: item.Tags, Metadata: item.Metadata, SkipMultilineEncoding: item.SkipMultilineEncoding,
			}
			row := batch.Rows[i]
			return c.changeEncrypted(tx, q.state, row, single.plain(row.Key), &item.triples, batch.Tags[i])
		})
	})
	return missingItem(answer, err, batch)
}

func deleteEncryptedBatch(c *call) (any, error) {
	body, err := c.readEncryptedBatch(func(int, *encryptedItem) error { return nil })
	if err != nil {
		return nil, err
	}
	for i := range body.Secrets {
		body.Secrets[i].Tags = nil
	}
	batch := &facts.SecretBatch{}
	answer, err := c.changeAsking(c.onEncryptedBatch(body, batch), func(tx *models.Tx, q *asked) (any, error) {
		answer, err := c.eachEncrypted(tx, q, body, batch, func(i int, _ *encryptedItem) (*models.Secret, error) {
			return batch.Rows[i], nil
		})
		for _, row := range batch.Rows {
			if err == nil {
				err = c.removeSecret(tx, q.state, row)
			}
		}
		return answer, err
	})
	return missingItem(answer, err, batch)
}

// eachEncrypted answers what became of every item; the first failure names its
// item and undoes all of them.
func (c *call) eachEncrypted(
	tx *models.Tx, q *asked, body *encryptedBatch, batch *facts.SecretBatch, do func(int, *encryptedItem) (*models.Secret, error),
) (any, error) {
	written := make([]facts.StoredSecret, 0, len(body.Secrets))
	for i := range body.Secrets {
		row, err := do(i, &body.Secrets[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		written = append(written, q.state.Stored(row, batch.TagsAfter(i)))
	}
	list, err := c.showWrittenEncrypted(tx, q, written)
	if err != nil {
		return nil, err
	}
	return map[string]any{"secrets": list}, nil
}
