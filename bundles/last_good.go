package bundles

import (
	"context"
	"errors"
)

// LastGoodStore keeps the last good bundle, for starting while its source is away, and
// with it the least revision that a later bundle may have.
type LastGoodStore interface {
	// Keep replaces what is kept, unless that is a higher revision. A crash leaves
	// the old bundle or the new one.
	Keep(ctx context.Context, b *Bundle) error
	// Last is what was kept last, or ErrNothingKept. What is not as it was kept is an
	// error.
	Last(ctx context.Context) (*LastGood, error)
}

// LastGood is a bundle as it was kept.
type LastGood struct {
	MinRevision

	Archive []byte
}

// ErrNothingKept is the error of a Keeper that never kept a bundle.
var ErrNothingKept = errors.New("none was kept")

// errKeeper is wrapped by the error on a bundle that nothing is wrong with, as far
// as can be told while the keeper does not say what was activated before.
var errKeeper = errors.New("the bundle that was activated last cannot be read")
