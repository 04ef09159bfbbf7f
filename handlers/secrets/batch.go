package secrets

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models"
)

// Batches of plaintext secrets (docs/contract.md 2.18): all or nothing, and each
// secret needs the right that a single request for it would.
func secretBatchRoutes() []pep.Route {
	const base = "/api/v3/secrets/batch/raw"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "create", Event: "create-secrets", Handler: pep.HandleBody(createSecrets)},
		{Method: "PATCH", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "edit", Event: "update-secrets", Handler: pep.HandleBody(updateSecrets)},
		{Method: "DELETE", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secrets", Handler: pep.HandleBody(deleteSecrets)},
	}
}

type batchItem struct {
	SecretKey             *string                 `json:"secretKey" validate:"required,secretname"`
	SecretValue           *string                 `json:"secretValue" bound:"vault.ValueFits"`
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
			*item.SecretPath = pep.NormalPath(*item.SecretPath)
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
		if err := vault.ValueFits(item.SecretValue); err != nil {
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

func createSecrets(r *pep.Request, body *batchRequest) (*secretsAnswer, error) {
	if err := body.checkBatch(true); err != nil {
		return nil, err
	}
	for i := range body.Secrets {
		body.Secrets[i].NewSecretName = "" // a new secret has the name it is given
	}
	batch := &facts.SecretBatch{New: true}
	return pep.ChangeAsking(r, onBatch(r, body, batch), func(tx *models.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		written, err := body.each(func(i int, item *batchItem) (*facts.StoredSecret, error) {
			return createItem(r, tx, batch.At(q.State, i), body, batch, i, item)
		})
		if err != nil {
			return nil, err
		}
		return writtenMany(r, q, written)
	})
}

func createItem(r *pep.Request,
	tx *models.Tx, s *facts.State, body *batchRequest, batch *facts.SecretBatch, i int, item *batchItem,
) (*facts.StoredSecret, error) {
	single := &createSecretRequest{
		secretPlace: body.place(item), SecretValue: item.SecretValue, ReminderNote: item.ReminderNote.Value, ReminderRepeatDays: item.ReminderRepeatDays.Value,
	}
	pep.SetIfSent(&single.SecretComment, item.SecretComment)
	pep.SetIfSent(&single.SkipMultilineEncoding, item.SkipMultilineEncoding)
	pep.SetIfSent(&single.SecretMetadata, item.SecretMetadata)
	pep.SetIfSent(&single.TagIDs, item.TagIDs)
	row, err := createPlain(r, tx, s, single, *item.SecretKey, batch.Tags[i])
	return storedItem(s, row, batch.Tags[i], err)
}

// storedItem is what became of an item.
func storedItem(s *facts.State, row *models.Secret, tags []models.Tag, err error) (*facts.StoredSecret, error) {
	if err != nil {
		return nil, err
	}
	stored := s.Stored(row, tags)
	return &stored, nil
}

func updateSecrets(r *pep.Request, body *batchRequest) (*secretsAnswer, error) {
	if err := body.checkBatch(false); err != nil {
		return nil, err
	}
	if body.Mode == createMissing {
		return pep.Retry(func() (*secretsAnswer, error) { return updateBatch(r, body) })
	}
	return updateBatch(r, body)
}

func updateBatch(r *pep.Request, body *batchRequest) (*secretsAnswer, error) {
	batch := &facts.SecretBatch{Lenient: body.Mode != failOnMissing}
	question := onBatch(r, body, batch)
	answer, err := pep.Ask(r, r.API.Store.Write, question, func(tx *models.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		if err := mayCreateMissing(r, q, body, batch); err != nil {
			return nil, err
		}
		if err := mayCarry(r, q, batch.Pairs(q.State.Members)); err != nil {
			return nil, err
		}
		written, err := body.each(func(i int, item *batchItem) (*facts.StoredSecret, error) {
			row, at := batch.Rows[i], batch.At(q.State, i)
			switch {
			case row == nil && body.Mode == createMissing:
				return createItem(r, tx, at, body, batch, i, item)
			case row == nil:
				return nil, nil //nolint:nilnil // ignored, as was asked
			}
			changed, err := changePlain(r, tx, at, row.ID, &updateSecretRequest{
				secretPlace: body.place(item), ReminderNote: item.ReminderNote, ReminderRepeatDays: item.ReminderRepeatDays, SecretValue: item.SecretValue, SecretComment: item.SecretComment, TagIDs: item.TagIDs,
				SkipMultilineEncoding: item.SkipMultilineEncoding, SecretMetadata: item.SecretMetadata, NewSecretName: item.NewSecretName,
			}, batch.Tags[i])
			return storedItem(at, changed, batch.TagsAfter(i), err)
		})
		if err == nil {
			err = followBatch(r, tx, q.State, body, batch)
		}
		if err != nil {
			return nil, err
		}
		return writtenMany(r, q, written)
	}, true)
	return answer, missingItem(err, batch)
}

// followBatch carries references along to the new names of a batch, folder by
// folder.
func followBatch(r *pep.Request, tx *models.Tx, s *facts.State, body *batchRequest, batch *facts.SecretBatch) error {
	renamed := map[string]map[string]string{}
	first := map[string]int{}
	for i := range body.Secrets {
		item := &body.Secrets[i]
		if item.NewSecretName == "" || batch.Rows[i] == nil {
			continue
		}
		if renamed[*item.SecretPath] == nil {
			renamed[*item.SecretPath], first[*item.SecretPath] = map[string]string{}, i
		}
		renamed[*item.SecretPath][*item.SecretKey] = item.NewSecretName
	}
	for _, path := range slices.Sorted(maps.Keys(renamed)) {
		if err := followSecrets(r, tx, batch.At(s, first[path]), renamed[path]); err != nil {
			return err
		}
	}
	return nil
}

// mayCreateMissing asks for the right to create what an upsert would create,
// beside the right to edit.
func mayCreateMissing(r *pep.Request, q *pep.Evaluation, body *batchRequest, batch *facts.SecretBatch) error {
	if body.Mode != createMissing {
		return nil
	}
	members := []input.Member{}
	for i := range body.Secrets {
		if batch.Rows[i] != nil {
			continue
		}
		member := q.State.Members[i]
		member.Resource.Properties.SecretTags = facts.TagSlugs(batch.Tags[i])
		members = append(members, member)
	}
	return r.Require(q, "create", members...)
}

func deleteSecrets(r *pep.Request, body *batchRequest) (*secretsAnswer, error) {
	if err := body.checkBatch(false); err != nil {
		return nil, err
	}
	for i := range body.Secrets {
		body.Secrets[i].NewSecretName, body.Secrets[i].TagIDs = "", nil
	}
	batch := &facts.SecretBatch{}
	answer, err := pep.ChangeAsking(r, onBatch(r, body, batch), func(tx *models.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		written, err := body.each(func(i int, _ *batchItem) (*facts.StoredSecret, error) {
			return storedItem(batch.At(q.State, i), batch.Rows[i], batch.TagsAfter(i), nil)
		})
		if err != nil {
			return nil, err
		}
		answer, err := writtenMany(r, q, written)
		if err != nil {
			return nil, err
		}
		_, err = body.each(func(i int, _ *batchItem) (*facts.StoredSecret, error) {
			return nil, removeSecret(r, tx, q.State, batch.Rows[i])
		})
		return answer, err
	})
	return answer, missingItem(err, batch)
}

// each is what became of every item; the first failure names its item and
// undoes all of them.
func (r *batchRequest) each(do func(int, *batchItem) (*facts.StoredSecret, error)) ([]facts.StoredSecret, error) {
	list := make([]facts.StoredSecret, 0, len(r.Secrets))
	for i := range r.Secrets {
		stored, err := do(i, &r.Secrets[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		if stored != nil {
			list = append(list, *stored)
		}
	}
	return list, nil
}

// missingItem says which item of a batch the policy found missing.
func missingItem(err error, batch *facts.SecretBatch) error {
	var refused *pep.Refusal
	if errors.As(err, &refused) && batch.Missing >= 0 && pep.AsError(err).Status == http.StatusNotFound {
		return inItem(err, batch.Missing)
	}
	return err
}

// inItem keeps a failure's status and says which item it was.
func inItem(err error, index int) error {
	known := pep.AsError(err)
	text, isText := known.Message.(string)
	if !isText || known.Status >= 500 {
		return err
	}
	failure := *known
	failure.Message = text + " (secrets." + strconv.Itoa(index) + ")"
	return &failure
}
