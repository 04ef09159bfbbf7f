package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"warder/bundles"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// keptPolicy stores the last good bundle in the database, so that every server of the
// installation has it, even at its first start.
type keptPolicy struct {
	store   *store.Store
	keyring *seal.Keyring
	now     func() store.Time
}

func (c *Config) keptPolicy(db *store.Store, keyring *seal.Keyring) *keptPolicy {
	return &keptPolicy{db, keyring, func() store.Time { return store.At(c.clock()()) }}
}

var _ bundles.LastGoodStore = (*keptPolicy)(nil)

// Keep implements bundles.LastGoodStore.
func (k *keptPolicy) Keep(ctx context.Context, b *bundles.Bundle) error {
	row := &models.KeptPolicy{Revision: int64(b.Number), Digest: b.Digest, Archive: b.Archive, KeptAt: k.now()} //nolint:gosec // a revision, checked when opened
	row.Hash = k.hash(row)
	return k.store.Write(ctx, func(tx *store.Tx) error { return models.KeepPolicy(tx, row) })
}

// Last implements bundles.LastGoodStore.
func (k *keptPolicy) Last(ctx context.Context) (*bundles.LastGood, error) {
	row, err := models.LastPolicy(k.store.Statement(ctx))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, bundles.ErrNothingKept
	case err != nil:
		return nil, err
	case !k.genuine(row):
		return nil, errors.New("kept_policies: the row is not as this installation wrote it; if you cannot explain that, treat the database as altered, " +
			"and delete the row to begin anew from the source")
	}
	return &bundles.LastGood{MinRevision: bundles.MinRevision{Number: uint64(row.Revision), Digest: row.Digest}, Archive: row.Archive}, nil //nolint:gosec // as stored
}

func (k *keptPolicy) hash(row *models.KeptPolicy) string {
	return k.keyring.Hash(seal.KindPolicy, written(row))
}

// genuine reports whether this installation wrote a row.
func (k *keptPolicy) genuine(row *models.KeptPolicy) bool {
	return k.keyring.Matches(seal.KindPolicy, written(row), row.Hash)
}

// written is the text that a row's hash covers.
func written(row *models.KeptPolicy) string {
	return fmt.Sprint(strconv.FormatInt(row.Revision, 10), " ", row.Digest, " ", string(row.Archive))
}
