package service

import (
	"context"
	"log/slog"
	"sync"
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

	mu          sync.Mutex
	tried, told time.Time // by the monotonic clock
	last        error
}

func (p *probe) test(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.last == nil && !p.tried.IsZero() && now.Sub(p.tried) < writeEvery {
		return nil // a failure is looked at again at once: it may have ended
	}
	p.last = p.store.CheckWritable(ctx, p.clock())
	p.tried = time.Now()
	if p.last != nil && (p.told.IsZero() || p.tried.Sub(p.told) >= tellEvery) {
		p.told = p.tried
		p.log.ErrorContext(ctx, "the database takes no writes", slog.String("cause", p.last.Error()))
	}
	return p.last
}
