package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/store"
)

// ErrAltered is a log that contradicts its signed checkpoint.
var ErrAltered = errors.New("the decision log was altered")

// VerifyTip holds the tree to its last checkpoint, by the few hashes that the root is made
// of: it takes milliseconds for a log of any size. Whether records are what their
// hashes say, Verify tells. It fails with ErrNotYet before the first checkpoint, and with
// ErrAltered.
func VerifyTip(ctx context.Context, db *store.Store, keys *Keys) (size int64, signed time.Time, err error) {
	err = db.Snapshot(ctx, func(tx *store.Tx) error {
		last, err := models.LastCheckpoint(tx)
		if err != nil {
			return err
		}
		if last == nil {
			return ErrNotYet
		}
		checkpoint, err := keys.Open(last.Note)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAltered, err)
		}
		size, signed = checkpoint.Size, last.Time.Time
		return checkTip(tx, checkpoint)
	})
	return size, signed, err
}

func checkTip(tx *store.Tx, checkpoint *Checkpoint) error {
	t, err := openTree(tx)
	if err != nil {
		return err
	}
	if t.size < checkpoint.Size {
		return fmt.Errorf("%w: its last checkpoint says %d records, and it has %d", ErrAltered, checkpoint.Size, t.size)
	}
	root, err := tlog.TreeHash(checkpoint.Size, t)
	if errors.Is(err, errTile) {
		return fmt.Errorf("%w: %w", ErrAltered, err)
	}
	if err == nil && root != checkpoint.Root {
		err = fmt.Errorf("%w: its first %d records are not those that were signed", ErrAltered, checkpoint.Size)
	}
	return err
}
