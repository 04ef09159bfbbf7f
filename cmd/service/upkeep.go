package service

import (
	"context"
	"log/slog"

	"warder/handlers/accounts"
	"warder/handlers/audit"
	"warder/models/ledger"
	"warder/models/store"
	"warder/models/upkeep"
)

// NewKeeper makes the removal of expired rows, with the configured retention times.
func NewKeeper(config *Config, db *store.Store, log *slog.Logger, observe upkeep.Observer) *upkeep.Keeper {
	return upkeep.New(db, config.clock(), log, observe, upkeep.Options{
		Sessions: accounts.SessionLifetime, Remains: config.KeepDeleted,
		Removing: func(tx *store.Tx, orgID, projectID string, spans [][2]int64) error {
			return config.removing(tx, db, orgID, projectID, spans)
		},
		Trust: func(ctx context.Context) error { return config.skewed(ctx, db) },
	})
}

// removing records the decisions that retention removes; without that, the log would report
// them as missing. All reads are in the transaction, because SQLite has one at a time.
func (c *Config) removing(tx *store.Tx, db *store.Store, orgID, projectID string, spans [][2]int64) error {
	keyring, _, err := c.storedKeyring(tx)
	if err != nil {
		return err
	}
	keys, err := ledger.NewKeys(keyring)
	if err != nil {
		return err
	}
	recorder := audit.NewRecorder(db, audit.Options{Labels: map[string]string{"service": "warder"}, Seal: keys.Seal})
	_, err = recorder.Happened(tx, &audit.Event{
		Type: ledger.RemovedEvent, Time: c.clock()(), OrgID: orgID, Action: "delete", Resource: "decisions",
		Properties: map[string]any{"projectId": projectID, "numbers": spans},
	})
	return err
}
