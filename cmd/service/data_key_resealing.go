package service

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"warder/models"
	"warder/models/retry"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
)

// ErrDoesNotOpen means that rows do not open, so that their key has to stay.
var ErrDoesNotOpen = errors.New("do not open: they were damaged or moved in the database, and their key is kept. " +
	"Delete their folder or bring them back from a backup, then run this again")

// rowWaits are the waits for rows that others are changing.
var rowWaits = retry.Waits{First: 10 * time.Millisecond, Most: time.Second, Spread: 1. / 3}

// sealAll seals again what former keys sealed, until nothing is left.
func (r *dataKeyRotation) sealAll(ctx context.Context) error {
	for _, table := range models.SealedTables() {
		waits := rowWaits.Series()
		for {
			left, done, err := r.sealSome(ctx, table)
			if err != nil {
				return err
			}
			if left == 0 {
				break
			}
			if done == 0 && !retry.Pause(ctx, waits.NextBackOff()) {
				return ctx.Err()
			}
		}
	}
	if len(r.broken) > 0 {
		what := slices.Sorted(maps.Values(r.broken))
		return fmt.Errorf("%d rows %w: %s", len(what), ErrDoesNotOpen, strings.Join(what[:min(len(what), 10)], ", "))
	}
	return nil
}

// rowsAtOnce is how many rows one transaction seals. A value has a mebibyte at most.
const rowsAtOnce = 50

// sealSome seals rows again, many if there are many. left is how many it found.
func (r *dataKeyRotation) sealSome(ctx context.Context, table models.SealedTable) (left, done int, err error) {
	ids, err := table.RowsUnder(r.admin.store.Statement(ctx), r.id, seal.SealedMarks(r.Former))
	if err != nil {
		return 0, 0, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return r.broken[table.Name+" "+id] != "" })
	slices.Sort(ids)
	for part := range slices.Chunk(ids, rowsAtOnce) {
		again, err := r.sealPart(ctx, table, part)
		if err != nil {
			return len(ids), done, err
		}
		for id, what := range again.Broken {
			r.broken[table.Name+" "+id] = what
		}
		done += again.Done + len(again.Broken)
		r.Rows += again.Done
		r.tell("sealing again")
	}
	return len(ids), done, nil
}

// sealPart seals rows under the key that is in use now: another run may have finished the
// rotation, and begun the next one.
func (r *dataKeyRotation) sealPart(ctx context.Context, table models.SealedTable, ids []string) (again vault.SealedAgain, err error) {
	err = r.admin.store.Write(ctx, func(tx *store.Tx) error {
		project, err := store.First[models.Project](tx, r.org, "id = ?", r.id)
		if err != nil {
			return err
		}
		v := &vault.Vault{Keyring: r.admin.keyring, Project: project, Now: store.At(r.admin.config.clock()())}
		again, err = v.SealAgain(tx, table.Name, ids, r.Former)
		return err
	})
	return again, err
}
