package upkeep

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"warder/models"
	"warder/models/store"
)

// lockName is what one replica at a time holds, and lastSetting where all of
// them read when everything was removed last.
const (
	lockName    = "warder.upkeep"
	lastSetting = models.SettingsOfUpkeep + "last"
)

const (
	startDelay = 5 * time.Second // lets a starting server answer its first requests
	interval   = time.Minute     // between two looks at the clock
	retryAfter = time.Hour       // a kind that cannot be removed now may be later
)

// Run cleans every night at 00:00 UTC until ctx ends, and soon after the start
// when the last night was missed.
func (k *Keeper) Run(ctx context.Context) {
	timer := time.NewTimer(startDelay)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			k.Turn(ctx)
			timer.Reset(interval)
		case <-ctx.Done():
			return
		}
	}
}

// Turn cleans if that is due and no other server has done so or is at it.
func (k *Keeper) Turn(ctx context.Context) {
	now := k.clock()
	if now.Before(k.pause) {
		return
	}
	due, err := k.due(ctx, now)
	if err == nil && due {
		_, err = k.store.TryWithLock(ctx, lockName, func(ctx context.Context) error {
			due, err := k.due(ctx, now) // another replica may have been faster
			if err != nil || !due {
				return err
			}
			_, err = k.clean(ctx)
			return err
		})
	}
	if err != nil && ctx.Err() == nil {
		k.pause = now.Add(retryAfter)
		k.log.WarnContext(ctx, "cleaning is tried again later", slog.Time("at", k.pause), slog.String("cause", err.Error()))
	}
}

// due reports whether no server has cleaned since midnight. A clock that was wrong for a
// while does not end the cleaning until it is right.
func (k *Keeper) due(ctx context.Context, now time.Time) (bool, error) {
	text, err := models.SettingOf(k.store.Statement(ctx), lastSetting)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	last, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return true, nil // the next note replaces one that cannot be read
	}
	k.observe.Cleaned(last)
	midnight := now.UTC().Truncate(24 * time.Hour)
	return last.Before(midnight) || last.After(midnight.Add(48*time.Hour)), nil
}
