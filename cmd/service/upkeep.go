package service

import (
	"context"
	"log/slog"

	"warder/handlers/accounts"
	"warder/models"
	"warder/models/upkeep"
)

// NewKeeper makes what removes rows that have had their time, as the
// configuration says how long things are kept.
func NewKeeper(config *Config, store *models.Store, log *slog.Logger, observe upkeep.Observer) *upkeep.Keeper {
	return upkeep.New(store, config.clock(), log, observe, upkeep.Options{
		Sessions: accounts.SessionLifetime, Remains: config.KeepDeleted,
		Trust: func(ctx context.Context) error { return config.skewed(ctx, store) },
	})
}
