package upkeep

import (
	"context"
	"time"

	"warder/models"
	"warder/models/store"
)

// Options are how long things are kept where no project or row says.
type Options struct {
	// Sessions is how long the session of a person who does not come back can
	// still be taken up.
	Sessions time.Duration
	// Remains is how long versions of a deleted secret are kept, so that a folder
	// can be read as it was. 0 means for ever.
	Remains time.Duration
	// Removing tells the decision log which of its records a retention removes, in the
	// transaction that removes them; nil where no log is kept.
	Removing func(tx *store.Tx, orgID, projectID string, spans [][2]int64) error
	// Trust fails where the clock must not be believed; nil believes it.
	Trust func(ctx context.Context) error
}

// grace is how long a credential that has ended keeps its row, so that a client that
// presents it a little late hears why it ended and not that it never was. It
// is also longer than any failed login counts or locks for.
const grace = 24 * time.Hour

// comparisons is how long it can be looked up how a candidate compared.
const comparisons = 30 * 24 * time.Hour

// kind is one kind of rows to remove. Its name is a label of metrics. Client
// secrets are no kind: what a user made and did not delete stays, however
// useless, and says why (docs/contract.md 6, #2393).
type kind struct {
	name string
	find func(tx *store.Tx, now time.Time) ([]models.Expiry, error)
	// before is done before rows with certain keys are removed; mostly nothing.
	before func(tx *store.Tx, set models.Expiry, keys []string) error
}

func (k *Keeper) kinds() []kind {
	ended := func(outdated func(store.Time) models.Expiry, keep time.Duration) func(*store.Tx, time.Time) ([]models.Expiry, error) {
		return func(_ *store.Tx, now time.Time) ([]models.Expiry, error) {
			return []models.Expiry{outdated(store.At(now.Add(-keep)))}, nil
		}
	}
	kinds := []kind{
		{"access_tokens", ended(models.OutdatedTokens, grace), nil},
		{"service_tokens", ended(models.OutdatedServiceTokens, grace), nil},
		{"api_keys", ended(models.OutdatedAPIKeys, grace), nil},
		{"sessions", ended(models.OutdatedSessions, k.options.Sessions+grace), nil},
		{"account_recoveries", ended(models.OutdatedRecoveries, grace), nil},
		{"sign_in_links", ended(models.OutdatedSignInLinks, grace), nil},
		{"login_failures", ended(models.OutdatedLoginFailures, grace), nil},
		{"servers", ended(models.OutdatedServers, models.ServerForgotten), nil},
		{"policy_differences", ended(models.OutdatedDifferences, comparisons), nil},
		{"secret_versions", func(*store.Tx, time.Time) ([]models.Expiry, error) {
			return []models.Expiry{models.OutdatedVersions()}, nil
		}, nil},
		{"revisions", func(*store.Tx, time.Time) ([]models.Expiry, error) {
			return []models.Expiry{models.OutdatedRevisions()}, nil
		}, nil},
		{"decision_records", func(tx *store.Tx, now time.Time) ([]models.Expiry, error) {
			return models.OutdatedRecords(tx, store.At(now))
		}, k.removing},
		{"decision_documents", func(tx *store.Tx, now time.Time) ([]models.Expiry, error) {
			return models.OutdatedDocuments(tx, store.At(now))
		}, nil},
	}
	if k.options.Remains > 0 {
		kinds = append(kinds, kind{"deleted_secrets", ended(models.OutdatedRemains, k.options.Remains), nil})
	}
	return kinds
}

// removing tells the log of records what of it is removed.
func (k *Keeper) removing(tx *store.Tx, set models.Expiry, keys []string) error {
	if k.options.Removing == nil {
		return nil
	}
	orgID, projectID, spans, err := models.RemovedRecords(tx, set, keys)
	if err != nil || len(spans) == 0 {
		return err
	}
	return k.options.Removing(tx, orgID, projectID, spans)
}
