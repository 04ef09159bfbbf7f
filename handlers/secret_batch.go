package handlers

import (
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
}

type batchRequest struct {
	secretPlace
	Secrets []batchItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

func (r *batchRequest) normalize() {
	r.secretPlace.normalize()
	for i := range r.Secrets {
		trim(r.Secrets[i].SecretKey)
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
		if item.SecretValue == nil && valueNeeded {
			return nil, field("Required", "secrets", i, "secretValue")
		}
		if item.SecretValue != nil {
			if err := valueFits(*item.SecretValue); err != nil {
				return nil, err
			}
		}
	}
	return &body, body.check("")
}

// onBatch asks about every secret of a batch at once.
func (c *call) onBatch(body *batchRequest, targets ...facts.Target) facts.Question {
	question := c.question(body.project(), targets...)
	question.Resource, question.Raw = resourceAt("secrets", body.Environment, body.SecretPath), true
	for i := range body.Secrets {
		question.Resource.Items = append(question.Resource.Items, engine.Properties{
			Environment: &body.Environment, SecretPath: &body.SecretPath, SecretName: body.Secrets[i].SecretKey, SecretTags: []string{},
		})
	}
	return question
}

func createSecrets(c *call) (any, error) {
	body, err := c.readBatch(true)
	if err != nil {
		return nil, err
	}
	return c.change(c.onBatch(body, facts.OnFolder(body.Environment, body.SecretPath)), func(tx *models.Tx, s *facts.State) (any, error) {
		return each(body.Secrets, func(item *batchItem) (*secretJSON, error) {
			single := &createSecretRequest{secretPlace: body.secretPlace, SecretValue: item.SecretValue}
			overlay(&single.SecretComment, item.SecretComment)
			overlay(&single.SkipMultilineEncoding, item.SkipMultilineEncoding)
			overlay(&single.SecretMetadata, item.SecretMetadata)
			return c.storeNew(tx, s, single, *item.SecretKey)
		})
	})
}

// onBatchOf also reads the secrets, whose tags the conditions of rules need.
func (c *call) onBatchOf(body *batchRequest, found *facts.SecretBatch) facts.Question {
	for i := range body.Secrets {
		found.Names = append(found.Names, *body.Secrets[i].SecretKey)
	}
	return c.onBatch(body, facts.OnFolder(body.Environment, body.SecretPath), found.Read)
}

func updateSecrets(c *call) (any, error) {
	body, err := c.readBatch(false)
	if err != nil {
		return nil, err
	}
	found := &facts.SecretBatch{}
	return c.change(c.onBatchOf(body, found), func(tx *models.Tx, s *facts.State) (any, error) {
		return each(body.Secrets, func(item *batchItem) (*secretJSON, error) {
			single := &updateSecretRequest{
				secretPlace: body.secretPlace, SecretValue: item.SecretValue, SecretComment: item.SecretComment,
				SkipMultilineEncoding: item.SkipMultilineEncoding, SecretMetadata: item.SecretMetadata,
			}
			if item.NewSecretName != "" {
				return nil, badRequest("Secrets are renamed one at a time, with PATCH /api/v3/secrets/raw/:secretName")
			}
			return c.storeChanged(tx, s, found.Rows[*item.SecretKey].ID, single)
		})
	})
}

func deleteSecrets(c *call) (any, error) {
	body, err := c.readBatch(false)
	if err != nil {
		return nil, err
	}
	found := &facts.SecretBatch{}
	return c.change(c.onBatchOf(body, found), func(tx *models.Tx, s *facts.State) (any, error) {
		return each(body.Secrets, func(item *batchItem) (*secretJSON, error) {
			return c.removeSecret(tx, s, found.Rows[*item.SecretKey])
		})
	})
}

// each answers what became of every item; the first failure names its item and
// undoes all of them.
func each(items []batchItem, do func(*batchItem) (*secretJSON, error)) (any, error) {
	list := make([]*secretJSON, 0, len(items))
	for i := range items {
		body, err := do(&items[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		list = append(list, body)
	}
	return map[string]any{"secrets": list}, nil
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
