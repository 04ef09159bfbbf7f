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
	"warder/models"
	"warder/models/store"
)

// Batches of plaintext secrets (docs/contract.md 2.18): all or nothing. Each secret needs the
// same right as in a single request.
func secretBatchRoutes() []pep.Route {
	const base = "/api/v3/secrets/batch/raw"
	return []pep.Route{
		{Method: "POST", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "create", Event: "create-secrets", Handler: pep.HandleBody(createSecrets)},
		{Method: "PATCH", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "edit", Event: "update-secrets", Handler: pep.HandleBody(updateSecrets)},
		{Method: "DELETE", Path: base, Modes: pep.AnyCredential, Resource: "secrets", Action: "delete", Event: "delete-secrets", Handler: pep.HandleBody(deleteSecrets)},
	}
}

func createSecrets(r *pep.Request, sent *createBatchRequest) (*secretsAnswer, error) {
	body := sent.batch()
	if err := body.checkBatch(true); err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{New: true}
	return pep.ChangeAsking(r, onBatch(r, body, batch), func(tx *store.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		written, err := body.each(batch, func(i int, item *batchItem) (*facts.StoredSecret, error) {
			return createItem(r, tx, batch.At(q.State, i), body, batch, i, item)
		})
		if err != nil {
			return nil, err
		}
		return writtenMany(r, q, written)
	})
}

func createItem(r *pep.Request,
	tx *store.Tx, s *facts.State, body *batchRequest, batch *facts.SecretBatch, i int, item *batchItem,
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

// storedItem is the result for one item.
func storedItem(s *facts.State, row *models.Secret, tags []models.Tag, err error) (*facts.StoredSecret, error) {
	if err != nil {
		return nil, err
	}
	stored := s.Stored(row, tags)
	return &stored, nil
}

func updateSecrets(r *pep.Request, sent *updateBatchRequest) (*secretsAnswer, error) {
	body := sent.batch()
	if err := body.checkBatch(false); err != nil {
		return nil, err
	}
	if body.mode == createMissing {
		return pep.Retry(r, func() (*secretsAnswer, error) { return updateBatch(r, body) })
	}
	return updateBatch(r, body)
}

func updateBatch(r *pep.Request, body *batchRequest) (*secretsAnswer, error) {
	batch := &facts.SecretBatch{Lenient: body.mode != failOnMissing}
	question := onBatch(r, body, batch)
	followup := func(_ *store.Tx, q *pep.Evaluation) error {
		if err := mayCreateMissing(r, q, body, batch); err != nil {
			return err
		}
		return mayCarry(r, q, batch.Pairs(q.State.Members))
	}
	answer, err := pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		written, err := body.each(batch, func(i int, item *batchItem) (*facts.StoredSecret, error) {
			row, at := batch.Rows[i], batch.At(q.State, i)
			switch {
			case row == nil && body.mode == createMissing:
				return createItem(r, tx, at, body, batch, i, item)
			case row == nil:
				return nil, nil //nolint:nilnil // ignored, as requested
			}
			changed, err := changePlain(r, tx, at, row.ID, &updateSecretRequest{
				secretPlace: body.place(item), ReminderNote: item.ReminderNote, ReminderRepeatDays: item.ReminderRepeatDays, SecretValue: item.SecretValue, SecretComment: item.SecretComment, TagIDs: item.TagIDs,
				SkipMultilineEncoding: item.SkipMultilineEncoding, SecretMetadata: item.SecretMetadata, NewSecretName: item.renamed,
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
	})
	return answer, missingItem(err, batch)
}

// followBatch updates references to the names that a batch changes, folder by folder.
func followBatch(r *pep.Request, tx *store.Tx, s *facts.State, body *batchRequest, batch *facts.SecretBatch) error {
	renamed := map[string]map[string]string{}
	first := map[string]int{}
	for i := range body.secrets {
		item := &body.secrets[i]
		if item.renamed == "" || batch.Rows[i] == nil {
			continue
		}
		if renamed[*item.SecretPath] == nil {
			renamed[*item.SecretPath], first[*item.SecretPath] = map[string]string{}, i
		}
		renamed[*item.SecretPath][*item.SecretKey] = item.renamed
	}
	for _, path := range slices.Sorted(maps.Keys(renamed)) {
		if err := storeError(r.Vault(s).SecretsRenamed(tx, batch.Rows[first[path]].FolderID, renamed[path])); err != nil {
			return err
		}
	}
	return nil
}

// mayCreateMissing requires the right to create the secrets that an upsert would create,
// beside the right to edit.
func mayCreateMissing(r *pep.Request, q *pep.Evaluation, body *batchRequest, batch *facts.SecretBatch) error {
	if body.mode != createMissing {
		return nil
	}
	members := []input.Member{}
	for i := range body.secrets {
		if batch.Rows[i] != nil {
			continue
		}
		member := q.State.Members[i]
		member.Resource.Properties.SecretTags = facts.TagSlugs(batch.Tags[i])
		members = append(members, member)
	}
	return r.Require(q, "create", members...)
}

func deleteSecrets(r *pep.Request, sent *deleteBatchRequest) (*secretsAnswer, error) {
	body := sent.batch()
	if err := body.checkBatch(false); err != nil {
		return nil, err
	}
	batch := &facts.SecretBatch{}
	answer, err := pep.ChangeAsking(r, onBatch(r, body, batch), func(tx *store.Tx, q *pep.Evaluation) (*secretsAnswer, error) {
		written, err := body.each(batch, func(i int, _ *batchItem) (*facts.StoredSecret, error) {
			return storedItem(batch.At(q.State, i), batch.Rows[i], batch.TagsAfter(i), nil)
		})
		if err != nil {
			return nil, err
		}
		answer, err := writtenMany(r, q, written)
		if err != nil {
			return nil, err
		}
		for i := range batch.Rows { // in request order: all rows are already locked
			if err := r.Vault(q.State).Remove(tx, batch.Rows[i]); err != nil {
				return nil, inItem(err, i)
			}
		}
		return answer, nil
	})
	return answer, missingItem(err, batch)
}

// each processes all items and returns the results in request order. It writes in an order
// that all batches share, to avoid deadlocks. An error names its item and undoes the whole
// batch.
func (r *batchRequest) each(batch *facts.SecretBatch, do func(int, *batchItem) (*facts.StoredSecret, error)) ([]facts.StoredSecret, error) {
	became := make([]*facts.StoredSecret, len(r.secrets))
	for _, i := range batch.WritingOrder() {
		stored, err := do(i, &r.secrets[i])
		if err != nil {
			return nil, inItem(err, i)
		}
		became[i] = stored
	}
	list := make([]facts.StoredSecret, 0, len(became))
	for _, stored := range became {
		if stored != nil {
			list = append(list, *stored)
		}
	}
	return list, nil
}

// missingItem names the batch item that the policy found missing.
func missingItem(err error, batch *facts.SecretBatch) error {
	var refused *pep.Refusal
	if errors.As(err, &refused) && batch.Missing >= 0 && pep.AsError(err).Status == http.StatusNotFound {
		return inItem(err, batch.Missing)
	}
	return err
}

// inItem keeps an error's status and adds the index of the item.
func inItem(err error, index int) error { return below(err, "secrets", index) }

// below is inItem for the items of any list.
func below(err error, list string, index int) error {
	known := pep.AsError(err)
	failure := *known
	switch message := known.Message.(type) {
	case []pep.Issue:
		failure.Message = issuesBelow(message, list, index)
	case string:
		failure.Message = message + " (" + list + "." + strconv.Itoa(index) + ")"
	}
	if known.Status >= http.StatusInternalServerError || known.Message == nil {
		return err
	}
	return &failure
}

// issuesBelow prefixes issues of a part of the body with its place in the body.
func issuesBelow(issues []pep.Issue, place ...any) []pep.Issue {
	whole := make([]pep.Issue, 0, len(issues))
	for _, issue := range issues {
		issue.Path = slices.Concat(place, issue.Path)
		whole = append(whole, issue)
	}
	return whole
}
