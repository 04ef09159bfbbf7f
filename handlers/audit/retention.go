package audit

import (
	"context"
	"log/slog"
	"time"

	"warder/models"
)

// expireEvery is how much longer than asked a record may be kept.
const expireEvery = time.Hour

// Retention removes records that their project need not keep any longer.
type Retention struct {
	Store *models.Store
	Clock func() time.Time
	Log   *slog.Logger
}

// Run expires records now and every hour, until ctx ends.
func (r *Retention) Run(ctx context.Context) {
	ticker := time.NewTicker(expireEvery)
	defer ticker.Stop()
	for {
		if n, err := r.Expire(ctx); err != nil && ctx.Err() == nil {
			r.Log.Warn("expired decision records are not removed yet", slog.String("cause", err.Error()))
		} else if n > 0 {
			r.Log.Info("removed expired decision records", slog.Int64("records", n))
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// Expire removes what has expired by now and returns how many records that was.
func (r *Retention) Expire(ctx context.Context) (removed int64, err error) {
	var projects []models.Retention
	err = r.Store.Snapshot(ctx, func(tx *models.Tx) (err error) {
		projects, err = models.Retentions(tx)
		return err
	})
	for _, project := range projects {
		for n := int64(1); n > 0 && err == nil; removed += n {
			err = r.Store.Write(ctx, func(tx *models.Tx) (err error) {
				n, err = models.DeleteExpiredRecords(tx, project, models.At(r.Clock()))
				return err
			})
		}
	}
	return removed, err
}
