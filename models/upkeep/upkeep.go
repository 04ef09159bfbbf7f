// Package upkeep removes expired rows: ended credentials, secret versions beyond the number
// that a project keeps, and records past their project's retention (docs/contract.md 5.2). It runs once a night, on one replica, in small
// transactions.
package upkeep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"warder/models"
	"warder/models/store"
)

// A row is removed in a transaction with at most batch others, so that requests
// never wait for long; found is how many keys are held in memory at a time.
const (
	batch = 500
	found = 20 * batch
)

// Observer receives the results, for metrics.
type Observer interface {
	// Removed counts rows of a kind.
	Removed(kind string, rows int64)
	// RemovalFailed counts a kind that could not be removed, or not wholly.
	RemovalFailed(kind string)
	// Cleaned tells when every kind was removed last, by any replica.
	Cleaned(at time.Time)
}

// Keeper does the work of one server. It is not for concurrent use.
type Keeper struct {
	store   *store.Store
	clock   func() time.Time
	log     *slog.Logger
	observe Observer
	options Options
	pause   time.Time // after a failure, when to try again
}

// New makes a Keeper; all parts are required.
func New(db *store.Store, clock func() time.Time, log *slog.Logger, observe Observer, options Options) *Keeper {
	return &Keeper{store: db, clock: clock, log: log, observe: observe, options: options}
}

// Count is how many rows of a kind were removed, or would be.
type Count struct {
	Kind string
	Rows int64
}

// ErrBusy means that another program is cleaning the database.
var ErrBusy = errors.New("the database is being cleaned already")

// Clean removes expired rows now, independently of the nightly run. A failure to remove one
// kind does not block the others; the counts are of removed rows.
func (k *Keeper) Clean(ctx context.Context) (counts []Count, err error) {
	ran, err := k.store.TryWithLock(ctx, lockName, func(ctx context.Context) (err error) {
		counts, err = k.clean(ctx)
		return err
	})
	if err == nil && !ran {
		return nil, ErrBusy
	}
	return counts, err
}

// Preview is what Clean would remove now. It changes nothing.
func (k *Keeper) Preview(ctx context.Context) (counts []Count, err error) {
	now := k.clock()
	err = k.store.Snapshot(ctx, func(tx *store.Tx) error {
		for _, kind := range k.kinds() {
			sets, err := kind.find(tx, now)
			if err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
			count := Count{Kind: kind.name}
			for _, set := range sets {
				rows, err := set.Count(tx)
				if err != nil {
					return fmt.Errorf("%s: %w", kind.name, err)
				}
				count.Rows += rows
			}
			counts = append(counts, count)
		}
		return nil
	})
	return counts, err
}

func (k *Keeper) clean(ctx context.Context) (counts []Count, err error) {
	if k.options.Trust != nil {
		if err := k.options.Trust(ctx); err != nil {
			return nil, err
		}
	}
	now := k.clock()
	run := Run{At: now.UTC(), Removed: map[string]int64{}, Failed: []string{}}
	var failures []error
	for _, kind := range k.kinds() {
		rows, err := k.remove(ctx, kind, now)
		counts = append(counts, Count{kind.name, rows})
		k.observe.Removed(kind.name, rows)
		if rows > 0 {
			run.Removed[kind.name] = rows
		}
		if err != nil {
			k.observe.RemovalFailed(kind.name)
			run.Failed = append(run.Failed, kind.name)
			failures = append(failures, fmt.Errorf("%s: %w", kind.name, err))
		}
	}
	k.report(ctx, counts)
	run.Seconds = k.clock().Sub(now).Seconds()
	return counts, errors.Join(append(failures, k.noteRun(ctx, run))...)
}

// remove removes one kind.
func (k *Keeper) remove(ctx context.Context, kind kind, now time.Time) (removed int64, err error) {
	sets, err := kind.find(k.store.Statement(ctx), now)
	for _, set := range sets {
		for {
			keys, err := set.Find(k.store.Statement(ctx), found)
			if err != nil {
				return removed, err
			}
			rows, err := k.removeInBatches(ctx, kind, set, keys)
			removed += rows
			if err != nil {
				return removed, err
			}
			if len(keys) < found || rows == 0 {
				break
			}
		}
	}
	return removed, err
}

func (k *Keeper) removeInBatches(ctx context.Context, kind kind, set models.Expiry, keys []string) (removed int64, err error) {
	for len(keys) > 0 {
		part := keys[:min(batch, len(keys))]
		keys = keys[len(part):]
		var rows int64
		err := k.store.Write(ctx, func(tx *store.Tx) (err error) {
			if kind.before != nil {
				if err := kind.before(tx, set, part); err != nil {
					return err
				}
			}
			rows, err = set.Remove(tx, part)
			return err
		})
		if err != nil {
			return removed, err
		}
		removed += rows
	}
	return removed, nil
}

// report logs the removed rows. A round that removed nothing is not logged.
func (k *Keeper) report(ctx context.Context, counts []Count) {
	var fields []any
	for _, count := range counts {
		if count.Rows > 0 {
			fields = append(fields, slog.Int64(count.Kind, count.Rows))
		}
	}
	if len(fields) == 0 {
		k.log.DebugContext(ctx, "no expired rows to remove")
		return
	}
	k.log.InfoContext(ctx, "removed expired rows", fields...)
}
