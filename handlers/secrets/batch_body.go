package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
)

// batchItem is one secret of a batch. renamed is the new name, or empty.
type batchItem struct {
	SecretKey             *string              `json:"secretKey" validate:"required,secretname"`
	SecretValue           *string              `json:"secretValue" bound:"encryption.ValueFits"`
	SecretComment         *string              `json:"secretComment" validate:"omitnil,max=65536"`
	SkipMultilineEncoding *bool                `json:"skipMultilineEncoding"`
	SecretMetadata        *[]metadataEntry     `json:"secretMetadata" validate:"omitnil,max=100,dive"`
	TagIDs                *[]string            `json:"tagIds" validate:"omitnil,max=100,dive,max=255"`
	SecretPath            *string              `json:"secretPath" validate:"omitnil,path"`
	Type                  string               `json:"type" validate:"oneof=shared personal"`
	ReminderNote          pep.Nullable[string] `json:"secretReminderNote" bound:"reminderFits"`
	ReminderRepeatDays    pep.Nullable[int64]  `json:"secretReminderRepeatDays" bound:"reminderFits"`
	ReminderRecipients    pep.Unserved         `json:"secretReminderRecipients" validate:"unserved=Reminders are not sent to anyone"`
	Metadata              pep.Unserved         `json:"metadata" validate:"unserved=Metadata are sent as secretMetadata"`

	renamed string
}

// Modes of an update for secrets that do not exist.
const (
	failOnMissing = "failOnNotFound"
	ignoreMissing = "ignore"
	createMissing = "upsert"
)

// batchRequest is the common form of a batch; batch_requests.go has the body of each route.
type batchRequest struct {
	secretPlace
	mode    string
	secrets []batchItem
}

// requested reports the item to the policy; its tags are added later, when their slugs are
// known.
func (r *batchItem) requested(asks *input.Requested, environment *string) {
	asks.SecretType = &r.Type
	if r.renamed != "" {
		asks.Name = &r.renamed
		asks.NewPlace = &input.RequestedPlace{Environment: environment, SecretPath: r.SecretPath, SecretName: &r.renamed}
	}
}

// normalize normalizes one item.
func (i *batchItem) normalize(place *secretPlace) {
	pep.Trim(i.SecretKey)
	pep.NormalizeValue(i.SecretValue)
	if i.SecretPath == nil {
		i.SecretPath = &place.SecretPath
	} else {
		*i.SecretPath = pep.NormalizePath(*i.SecretPath)
	}
	if i.Type == "" {
		i.Type = place.Type
	}
}

// place is the place of an item: its own path, or else the body's.
func (r *batchRequest) place(item *batchItem) secretPlace {
	place := r.secretPlace
	place.SecretPath, place.Type = *item.SecretPath, item.Type
	return place
}

// checkBatch makes the checks that struct tags cannot express; errors name the item by index.
func (r *batchRequest) checkBatch(valueNeeded bool) error {
	seen := map[[3]string]bool{}
	for i := range r.secrets {
		item := &r.secrets[i]
		identity := [3]string{*item.SecretPath, *item.SecretKey, item.Type}
		if seen[identity] {
			return pep.InvalidField("The name "+*item.SecretKey+" is there twice", "secrets", i, "secretKey")
		}
		seen[identity] = true
		if err := reminderFits(item.ReminderNote, item.ReminderRepeatDays); err != nil {
			return inItem(err, i)
		}
		if item.SecretValue == nil && (valueNeeded || r.mode == createMissing) {
			return pep.InvalidField("Required", "secrets", i, "secretValue")
		}
		if err := encryption.ValueFits(item.SecretValue); err != nil {
			return inItem(err, i)
		}
	}
	return r.check("")
}

// onBatch asks about every secret of a batch at its own place.
func onBatch(r *pep.Request, body *batchRequest, batch *facts.SecretBatch) facts.Question {
	batch.Environment = body.Environment
	question := r.Question(body.project(), batch.Read)
	question.Resource, question.Raw = pep.ResourceAt("secrets", body.Environment, body.SecretPath), true
	for i := range body.secrets {
		item := &body.secrets[i]
		batch.Items = append(batch.Items, facts.BatchItem{
			Path: *item.SecretPath, Key: *item.SecretKey, Personal: item.Type == models.SecretPersonal, Name: item.renamed, TagIDs: item.TagIDs,
		})
		resource := pep.ResourceAt("secrets", body.Environment, *item.SecretPath)
		resource.Properties.SecretName, resource.Properties.SecretTags = item.SecretKey, []string{}
		asks := new(input.Requested)
		item.requested(asks, &body.Environment)
		question.Members = append(question.Members, input.Member{Resource: resource, Requested: asks})
	}
	return batch.Holding(question)
}
