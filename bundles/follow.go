package bundles

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Follower keeps a server at the newest good bundle of a source.
type Follower struct {
	Source Source
	Gate   *Gate
	Kept   Keeper
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
	retries backoff
}

// startTime bounds the first attempt to reach the source: a server starts
// without it, and tries again.
const startTime = 10 * time.Second

// ErrNoBundle is the error of a start at which neither the source nor the keeper
// had a bundle that may be activated.
var ErrNoBundle = errors.New("no bundle to start with")

// Start loads the newest bundle, or the kept one while the source is away. The
// error is ErrNoBundle with its causes if there is none; a source that could
// not be used although a kept bundle was loaded is only reported.
func (f *Follower) Start(ctx context.Context) error {
	err := f.refresh(ctx, startTime)
	if err == nil {
		return nil
	}
	if kept := f.loadKept(ctx); kept != nil {
		return fmt.Errorf("%w: %w; %w", ErrNoBundle, err, kept)
	}
	return nil
}

// loadKept takes the kept bundle through the gate as if it had just arrived:
// where it was kept is no more to be trusted than the network.
func (f *Follower) loadKept(ctx context.Context) error {
	kept, err := f.Kept.Last(ctx)
	if err != nil {
		return err
	}
	b, err := f.Gate.Admit(ctx, kept.Archive, kept.Floor)
	if err != nil {
		return fmt.Errorf("the kept one: %w", err)
	}
	return f.Load(ctx, b)
}

// Run refreshes until ctx ends.
func (f *Follower) Run(ctx context.Context) {
	pause := f.Pause
	if pause == nil {
		pause = sleep
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

// wait is how long to leave the source alone. What is wrong with a bundle stays
// so until there is another one; what failed for another reason is tried again
// sooner at first, and then less and less often.
func (f *Follower) wait() time.Duration {
	var refused *Refusal
	switch {
	case Transient(f.last):
		return f.retries.next(max(mostRetry, f.Interval))
	case errors.As(f.last, &refused) && refused.Cause == CauseSource:
		return f.retries.next(f.Interval)
	}
	f.retries.reset()
	if f.Source.Waits() && f.last == nil {
		return min(f.Interval, time.Second) // the source has waited
	}
	return f.Interval
}

func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// Refresh fetches once and loads what is new. A bundle that was refused for what
// it is is not examined again before it changes; see Transient for the others.
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
	var floor Floor
	switch kept, err := f.Kept.Last(ctx); {
	case err == nil:
		floor = kept.Floor
	case !errors.Is(err, ErrNothingKept):
		return refuse(CauseRevision, fmt.Errorf("%w: %w", errKeeper, err))
	}
	b, err := f.Gate.Admit(ctx, packed, floor)
	if err != nil {
		return err
	}
	if err := f.Load(ctx, b); err != nil {
		return refuse(CauseCompile, err)
	}
	return f.keep(ctx, b)
}

// keep keeps what is in force. A keeper that takes nothing at the moment is tried
// again with the source: nothing new may come for long.
func (f *Follower) keep(ctx context.Context, b *Bundle) error {
	err := f.Kept.Keep(ctx, b)
	if f.unkept = b; err == nil {
		f.unkept = nil
	}
	return refuse(CauseSource, err)
}
