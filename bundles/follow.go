package bundles

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"warder/models/retry"
)

// Follower keeps a server at the newest good bundle of a source.
type Follower struct {
	Source Source
	Gate   *Gate
	Keeper LastGoodStore
	// Load puts an admitted bundle in force.
	Load func(context.Context, *Bundle) error
	// Report hears of every attempt: nil for one that found the source as it
	// should be. It is called from one goroutine.
	Report func(error)
	// Interval is how long to wait between two attempts.
	Interval time.Duration
	// Pause waits, and is false when the context ended. Nil means the clock's.
	Pause func(context.Context, time.Duration) bool

	version string  // of the source, as tried last
	failed  error   // what came of it
	unkept  *Bundle // in force, and not kept yet
	last    error   // of the last attempt
	retries *backoff.ExponentialBackOff
	inForce bool // a bundle of the source or the kept one
	// The kept bundle that was refused last, so that it is examined once.
	refused    [sha256.Size]byte
	refusedFor error
}

// Waits between two attempts after a failure: the first, and the most when the
// examination is tried again, which is work.
const (
	firstRetry = time.Second
	mostRetry  = 5 * time.Minute
)

// startTime bounds the first attempt to reach the source: a server starts
// without it, and tries again.
const startTime = 10 * time.Second

// ErrNoBundle is the error of an attempt after which no bundle was ever in force:
// neither the source nor the keeper had one that may be activated.
var ErrNoBundle = errors.New("no bundle to start with")

// Start loads the newest bundle, or the kept one while the source is away. The
// error is ErrNoBundle with its causes if there is none; a source that could
// not be used although a kept bundle was loaded is only reported.
func (f *Follower) Start(ctx context.Context) error {
	if err := f.refresh(ctx, startTime); !f.inForce {
		return err
	}
	return nil
}

// fallBack puts the kept bundle in force, since the source has none for the reason
// that is given. It is tried with each attempt until some bundle is in force: that it
// failed once may have been for want of time, or of the database.
func (f *Follower) fallBack(ctx context.Context, why error) error {
	if kept := f.loadKept(ctx); kept != nil {
		return fmt.Errorf("%w: %w; %w", ErrNoBundle, why, kept)
	}
	return why
}

// loadKept takes the kept bundle through the gate as if it had just arrived:
// where it was kept is no more to be trusted than the network.
func (f *Follower) loadKept(ctx context.Context) error {
	kept, err := f.Keeper.Last(ctx)
	if err != nil {
		return err
	}
	name := sha256.Sum256(kept.Archive)
	if f.refusedFor != nil && f.refused == name {
		return f.refusedFor
	}
	b, err := f.Gate.Admit(ctx, kept.Archive, kept.MinRevision)
	if err != nil {
		err = fmt.Errorf("the kept one: %w", err)
		if ctx.Err() == nil && !Transient(err) {
			f.refused, f.refusedFor = name, err
		}
		return err
	}
	return f.load(ctx, b)
}

func (f *Follower) load(ctx context.Context, b *Bundle) error {
	err := f.Load(ctx, b)
	f.inForce = f.inForce || err == nil
	return err
}

// Run refreshes until ctx ends.
func (f *Follower) Run(ctx context.Context) {
	pause := f.Pause
	if pause == nil {
		pause = retry.Pause
	}
	for {
		if !pause(ctx, f.wait()) {
			return
		}
		if err := f.Refresh(ctx); err != nil && ctx.Err() != nil {
			return
		}
	}
}

// wait returns the pause before the next fetch. A bad bundle stays bad until the source
// has another one; other failures are retried soon at first, then with growing pauses.
func (f *Follower) wait() time.Duration {
	if f.retries == nil {
		f.retries = retry.Waits{First: firstRetry, Most: max(mostRetry, f.Interval)}.Series()
	}
	var refused *ActivationError
	switch {
	case Transient(f.last):
		return f.retries.NextBackOff()
	case errors.As(f.last, &refused) && refused.Cause == CauseSource:
		return min(f.retries.NextBackOff(), f.Interval)
	}
	f.retries.Reset()
	if f.Source.Waits() && f.last == nil {
		return min(f.Interval, time.Second) // the source has waited
	}
	return f.Interval
}

// Refresh fetches once and loads a new bundle. A bundle that was refused for its contents
// is not examined again until it changes; see Transient for other refusals.
func (f *Follower) Refresh(ctx context.Context) error { return f.refresh(ctx, 0) }

// refresh lets the source take so long to answer; 0 leaves that to the source.
func (f *Follower) refresh(ctx context.Context, patience time.Duration) error {
	packed, version, err := f.fetch(ctx, patience)
	switch {
	case errors.Is(err, ErrUnchanged):
		if f.unkept != nil {
			f.failed = f.keep(ctx, f.unkept)
		}
		err = f.failed
	case err != nil:
		err = refuse(CauseSource, err)
	default:
		if err = f.take(ctx, packed); ctx.Err() == nil && !Transient(err) && !errors.Is(err, errKeeper) {
			f.version, f.failed = version, err
		}
	}
	if err != nil && !f.inForce && ctx.Err() == nil {
		err = f.fallBack(ctx, err)
	}
	if f.last = err; ctx.Err() == nil || err == nil {
		f.Report(err)
	}
	return err
}

func (f *Follower) fetch(ctx context.Context, patience time.Duration) ([]byte, string, error) {
	if patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	return f.Source.Fetch(ctx, f.version)
}

func (f *Follower) take(ctx context.Context, packed []byte) error {
	var minimum MinRevision
	switch kept, err := f.Keeper.Last(ctx); {
	case err == nil:
		minimum = kept.MinRevision
	case !errors.Is(err, ErrNothingKept):
		return refuse(CauseRevision, fmt.Errorf("%w: %w", errKeeper, err))
	}
	b, err := f.Gate.Admit(ctx, packed, minimum)
	if err != nil {
		return err
	}
	if err := f.load(ctx, b); err != nil {
		return refuse(CauseCompile, err)
	}
	return f.keep(ctx, b)
}

// keep stores the active bundle. If the store fails, the next fetch tries again, because
// no new bundle may come for long.
func (f *Follower) keep(ctx context.Context, b *Bundle) error {
	err := f.Keeper.Keep(ctx, b)
	if f.unkept = b; err == nil {
		f.unkept = nil
	}
	return refuse(CauseSource, err)
}
