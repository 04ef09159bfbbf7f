package service

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"warder/models/store"
)

// A probe of the database serves the questions of writeEvery, so that probes cost few
// writes, and its failure is logged once in tellEvery.
const (
	writeEvery = 2 * time.Second
	tellEvery  = time.Minute
)

// probe says whether the database takes writes: what it answers to reads says nothing
// about a full disk or a standby.
type probe struct {
	store *store.Store
	clock func() time.Time
	log   *slog.Logger

	mu    sync.Mutex
	tried time.Time // by the monotonic clock
	last  error
	told  atomic.Int64 // when, in nanoseconds; 0 for never
}

// failed is told of each write that the database did not take, also where /readyz is not
// asked.
func (p *probe) failed(err error) {
	p.tell(context.Background(), withCause(err))
}

// tell logs that the database takes no writes, once in tellEvery.
func (p *probe) tell(ctx context.Context, err error) {
	now, told := time.Now().UnixNano(), p.told.Load()
	if told != 0 && now-told < int64(tellEvery) || !p.told.CompareAndSwap(told, now) {
		return
	}
	p.log.ErrorContext(ctx, "the database takes no writes", slog.String("cause", err.Error()))
}

func (p *probe) test(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.last == nil && !p.tried.IsZero() && now.Sub(p.tried) < writeEvery {
		return nil // a failure is looked at again at once: it may have ended
	}
	p.last = p.store.CheckWritable(ctx, p.clock())
	p.tried = time.Now()
	if p.last != nil {
		p.tell(ctx, p.last)
	}
	return p.last
}
