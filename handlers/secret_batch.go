package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Batches of plaintext secrets (CONTRACT 2.18): all or nothing, and each
// secret needs the right that a single request for it would.
func secretBatchRoutes() []route {
	const base = "/api/v3/secrets/batch/raw"
	return []route{
		{"POST", base, jksi, "secrets", "create", "create-secrets", createSecrets, false},
		{"PATCH", base, jksi, "secrets", "edit", "update-secrets", updateSecrets, false},
		{"DELETE", base, jksi, "secrets", "delete", "delete-secrets", deleteSecrets, false},
	}
}

type batchItem struct {
	SecretKey             *string                 `json:"secretKey" validate:"required,secretname"`
	SecretValue           *string                 `json:"secretValue"`
	NewSecretName         string                  `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string                 `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        *[]models.MetadataEntry `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string               `json:"tagIds" validate:"omitnil,max=100"`
}

// What an update does about secrets that do not exist.
const (
	failOnMissing = "failOnNotFound"
	ignoreMissing = "ignore"
	createMissing = "upsert"
)

type batchRequest struct {
	secretPlace
	Mode    string      `json:"mode" validate:"oneof=failOnNotFound ignore upsert"`
	Secrets []batchItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

func (r *batchRequest) requested(asks *engine.Requested) { asks.SecretType = &r.Type }

func (r *batchRequest) normalize() {
	r.secretPlace.normalize()
	if r.Mode == "" {
		r.Mode = failOnMissing
	}
	for i := range r.Secrets {
		trim(r.Secrets[i].SecretKey)
		normalizeValue(r.Secrets[i].SecretValue)
	}
}

// readBatch reads and checks a batch; an item that is wrong is named by its
// index.
func (c *call) readBatch(valueNeeded bool) (*batchRequest, error) {
	var body batchRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := range body.Secrets {
		item := &body.Secrets[i]
		if seen[*item.SecretKey] {
			return nil, field("The name "+*item.SecretKey+" is there twice", "secrets", i, "secretKey")
		}
		seen[*item.SecretKey] = true
		if item.SecretValue == nil && (valueNeeded || body.Mode == createMissing) {
			return nil, field("Required", "secrets", i, "secretValue")
		}
		if err := valueFits(item.SecretValue); err != nil {
			return nil, inItem(err, i)
		}
	}
	return &body, body.check("")
}

// onBatch asks about every secret of a batch.
func (c *call) onBatch(body *batchRequest, batch *facts.SecretBatch) facts.Question {
	question := c.question(body.project(), facts.OnFolder(body.Environment, body.SecretPath), batch.Read)
	question.Resource, question.Raw = resourceAt("secrets", body.Environment, body.SecretPath), true
	for i := range body.Secrets {
		item := &body.Secrets[i]
		batch.Names = append(batch.Names, *item.SecretKey)
		batch.Changes = append(batch.Changes, facts.Change{Name: item.NewSecretName, TagIDs: item.TagIDs})
		resource := resourceAt("secrets", body.Environment, body.SecretPath)
		resource.Properties.SecretName, resource.Properties.SecretTags = item.SecretKey, []string{}
		question.Members = append(question.Members, engine.Member{Resource: resource})
	}
	return question
}

func createSecrets(c *call) (any, error) {
	body, err := c.readBatch(true)
	if err != nil {
		return nil, err
	}
	for i := range body.Secrets {
		body.Secrets[i].NewSecretName = "" // a new secret has the name it is given
	}
	batch := &facts.SecretBatch{New: true}
	return c.change(c.onBatch(body, batch), func(tx *models.Tx, s *facts.State) (any, error) {
		return body.each(func(i int, item *batchItem) (*secretJSON, error) {
			return c.createItem(tx, s, body, batch, i, item)
		})
	})
}

func (c *call) createItem(
	tx *models.Tx, s *facts.State, body *batchRequest, batch *facts.SecretBatch, i int, item *batchItem,
) (*secretJSON, error) {
	single := &createSecretRequest{secretPlace: body.secretPlace, SecretValue: item.SecretValue}
	overlay(&single.SecretComment, item.SecretComment)
	overlay(&single.SkipMultilineEncoding, item.SkipMultilineEncoding)
	overlay(&single.SecretMetadata, item.SecretMetadata)
	overlay(&single.TagIDs, item.TagIDs)
	return c.createPlain(tx, s, single, *item.SecretKey, batch.Tags[i])
}

func updateSecrets(c *call) (any, error) {
	body, err := c.readBatch(false)
	if err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{Lenient: body.Mode != failOnMissing}
	question := c.onBatch(body, batch)
	answer, err := c.ask(c.api.Store.Write, question, func(tx *models.Tx, q *asked) (any, error) {
		if err := c.mayCreateMissing(q, body, batch); err != nil {
			return nil, err
		}
		return body.each(func(i int, item *batchItem) (*secretJSON, error) {
			row := batch.Rows[*item.SecretKey]
			switch {
			case row == nil && body.Mode == createMissing:
				return c.createItem(tx, q.state, body, batch, i, item)
			case row == nil:
				return nil, nil //nolint:nilnil // ignored, as was asked
			}
			return c.changePlain(tx, q.state, row.ID, &updateSecretRequest{
				secretPlace: body.secretPlace, SecretValue: item.SecretValue, SecretComment: item.SecretComment, TagIDs: item.TagIDs,
				SkipMultilineEncoding: item.SkipMultilineEncoding, SecretMetadata: item.SecretMetadata, NewSecretName: item.NewSecretName,
			}, batch.Tags[i])
		})
	}, true)
	return missingItem(answer, err, batch)
}

// mayCreateMissing asks for the right to create what an upsert would create,
// beside the right to edit.
func (c *call) mayCreateMissing(q *asked, body *batchRequest, batch *facts.SecretBatch) error {
	if body.Mode != createMissing {
		return nil
	}
	members := []engine.Member{}
	for i := range body.Secrets {
		if batch.Rows[*body.Secrets[i].SecretKey] != nil {
			continue
		}
		member := q.state.Members[i]
		member.Resource.Properties.SecretTags = facts.TagSlugs(batch.Tags[i])
		members = append(members, member)
	}
	return c.require(q, "create", members...)
}

func deleteSecrets(c *call) (any, error) {
	body, err := c.readBatch(false)
	if err != nil {
		return nil, err
	}
	for i := range body.Secrets {
		body.Secrets[i].NewSecretName, body.Secrets[i].TagIDs = "", nil
	}
	batch := &facts.SecretBatch{}
	answer, err := c.change(c.onBatch(body, batch), func(tx *models.Tx, s *facts.State) (any, error) {
		return body.each(func(_ int, item *batchItem) (*secretJSON, error) {
			return c.removeSecret(tx, s, batch.Rows[*item.SecretKey])
		})
	})
	return missingItem(answer, err, batch)
}

// each answers what became of every item; the first failure names its item and
// undoes all of them.
func (r *batchRequest) each(do func(int, *batchItem) (*secretJSON, error)) (any, error) {
	list := make([]*secretJSON, 0, len(r.Secrets))
	for i := range r.Secrets {
		body, err := do(i, &r.Secrets[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		if body != nil {
			list = append(list, body)
		}
	}
	return map[string]any{"secrets": list}, nil
}

// missingItem says which item of a batch the policy found missing.
func missingItem(answer any, err error, batch *facts.SecretBatch) (any, error) {
	var refused *refusal
	if errors.As(err, &refused) && batch.Missing >= 0 && asError(err).Status == http.StatusNotFound {
		err = inItem(err, batch.Missing)
	}
	return answer, err
}

// inItem keeps a failure's status and says which item it was.
func inItem(err error, index int) error {
	known := asError(err)
	text, isText := known.Message.(string)
	if !isText || known.Status >= 500 {
		return err
	}
	failure := *known
	failure.Message = text + " (secrets." + strconv.Itoa(index) + ")"
	return &failure
}
