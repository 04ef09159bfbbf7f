package bundles

import (
	"context"
	"errors"
)

// LastGoodStore keeps the last good bundle, for starting while its source is away, and
// with it the least revision that a later bundle may have.
type LastGoodStore interface {
	// Keep replaces the stored bundle, unless its revision is higher. A crash leaves
	// the old bundle or the new one.
	Keep(ctx context.Context, b *Bundle) error
	// Last returns the stored bundle, or ErrNothingKept. An altered bundle is an error.
	Last(ctx context.Context) (*LastGood, error)
}

// LastGood is a bundle as it was kept.
type LastGood struct {
	MinRevision

	Archive []byte
}

// ErrNothingKept is the error of a Keeper that never kept a bundle.
var ErrNothingKept = errors.New("none was kept")

// errKeeper is wrapped by the error on a bundle that may be fine, but whose revision
// cannot be compared because the last activated bundle is unreadable.
var errKeeper = errors.New("the bundle that was activated last cannot be read")
