package service

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"warder/models/store"
)

// Database probes are cached for writeEvery, so that they cause few writes, and a failure is
// logged once per tellEvery.
const (
	writeEvery = 2 * time.Second
	tellEvery  = time.Minute
)

// probe tests whether the database accepts writes: successful reads do not rule out a full
// disk or a standby.
type probe struct {
	store *store.Store
	clock func() time.Time
	log   *slog.Logger

	mu    sync.Mutex
	tried time.Time // by the monotonic clock
	last  error
	told  atomic.Int64 // in Unix nanoseconds; 0 for never
}

// failed receives every failed write, even if /readyz is not called.
func (p *probe) failed(err error) {
	p.tell(context.Background(), withCause(err))
}

// tell logs that the database accepts no writes, once per tellEvery.
func (p *probe) tell(ctx context.Context, err error) {
	now, told := time.Now().UnixNano(), p.told.Load()
	if told != 0 && now-told < int64(tellEvery) || !p.told.CompareAndSwap(told, now) {
		return
	}
	p.log.ErrorContext(ctx, "the database accepts no writes", slog.String("cause", err.Error()))
}

func (p *probe) test(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.last == nil && !p.tried.IsZero() && now.Sub(p.tried) < writeEvery {
		return nil // a failure is not cached: it may have ended
	}
	p.last = p.store.CheckWritable(ctx, p.clock())
	p.tried = time.Now()
	if p.last != nil {
		p.tell(ctx, p.last)
	}
	return p.last
}
