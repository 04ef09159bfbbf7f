package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
)

type batchItem struct {
	SecretKey             *string                 `json:"secretKey" validate:"required,secretname"`
	SecretValue           *string                 `json:"secretValue" bound:"encryption.ValueFits"`
	NewSecretName         string                  `json:"newSecretName" validate:"omitempty,secretname"`
	SecretComment         *string                 `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                   `json:"skipMultilineEncoding"`
	SecretMetadata        *[]models.MetadataEntry `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string               `json:"tagIds" validate:"omitnil,max=100,dive,max=255"`
	SecretPath            *string                 `json:"secretPath" validate:"omitnil,path"`
	Type                  string                  `json:"type" validate:"oneof=shared personal"`
	ReminderNote          pep.Nullable[string]    `json:"secretReminderNote" bound:"reminderFits"`
	ReminderRepeatDays    pep.Nullable[int64]     `json:"secretReminderRepeatDays" bound:"reminderFits"`
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

func (r *batchRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

// requested says what is asked for of one secret; its tags are added once their
// slugs are known.
func (r *batchItem) requested(asks *input.Requested, environment *string) {
	asks.SecretType = &r.Type
	if r.NewSecretName != "" {
		asks.Name = &r.NewSecretName
		asks.NewPlace = &input.RequestedPlace{Environment: environment, SecretPath: r.SecretPath, SecretName: &r.NewSecretName}
	}
}

func (r *batchRequest) Normalize() {
	r.secretPlace.Normalize()
	if r.Mode == "" {
		r.Mode = failOnMissing
	}
	for i := range r.Secrets {
		item := &r.Secrets[i]
		pep.Trim(item.SecretKey)
		pep.NormalizeValue(item.SecretValue)
		if item.SecretPath == nil {
			item.SecretPath = &r.SecretPath
		} else {
			*item.SecretPath = pep.NormalizePath(*item.SecretPath)
		}
		if item.Type == "" {
			item.Type = r.Type
		}
	}
}

// place is where an item is: its own path goes before the body's.
func (r *batchRequest) place(item *batchItem) secretPlace {
	place := r.secretPlace
	place.SecretPath, place.Type = *item.SecretPath, item.Type
	return place
}

// checkBatch adds what struct tags cannot say of a batch; an item that is wrong is
// named by its index.
func (r *batchRequest) checkBatch(valueNeeded bool) error {
	seen := map[[3]string]bool{}
	for i := range r.Secrets {
		item := &r.Secrets[i]
		identity := [3]string{*item.SecretPath, *item.SecretKey, item.Type}
		if seen[identity] {
			return pep.InvalidField("The name "+*item.SecretKey+" is there twice", "secrets", i, "secretKey")
		}
		seen[identity] = true
		if err := reminderFits(item.ReminderNote, item.ReminderRepeatDays, "secrets", i); err != nil {
			return err
		}
		if item.SecretValue == nil && (valueNeeded || r.Mode == createMissing) {
			return pep.InvalidField("Required", "secrets", i, "secretValue")
		}
		if err := encryption.ValueFits(item.SecretValue); err != nil {
			return inItem(err, i)
		}
	}
	return r.check("")
}

// onBatch asks about every secret of a batch, each where it is.
func onBatch(r *pep.Request, body *batchRequest, batch *facts.SecretBatch) facts.Question {
	batch.Environment = body.Environment
	question := r.Question(body.project(), batch.Read)
	question.Resource, question.Raw = pep.ResourceAt("secrets", body.Environment, body.SecretPath), true
	for i := range body.Secrets {
		item := &body.Secrets[i]
		batch.Items = append(batch.Items, facts.BatchItem{
			Path: *item.SecretPath, Key: *item.SecretKey, Personal: item.Type == models.SecretPersonal, Name: item.NewSecretName, TagIDs: item.TagIDs,
		})
		resource := pep.ResourceAt("secrets", body.Environment, *item.SecretPath)
		resource.Properties.SecretName, resource.Properties.SecretTags = item.SecretKey, []string{}
		asks := new(input.Requested)
		item.requested(asks, &body.Environment)
		question.Members = append(question.Members, input.Member{Resource: resource, Requested: asks})
	}
	return question
}
