package pep

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

// mustSpend reports whether the request still has to spend a use of its token. Unlimited
// tokens are only counted, in the background. A token without uses left spends none; the
// policy decides on the remaining access.
func (r *Request) mustSpend(q *Evaluation) bool {
	if q.authenticatesOnly() && !r.malformed || r.dryRun != nil {
		return false
	}
	return q.State.Token != nil && q.State.Token.NumUsesLimit > 0 && !r.Caller.UseSpent && !r.usesExhausted && q.Obliges(engine.CountTokenUse)
}

// Obliges reports whether the decision carries an obligation.
func (q *Evaluation) Obliges(obligation string) bool {
	return slices.Contains(q.Decision.Obligations, obligation)
}

// Seconds is the number of seconds in an obligation such as lock_login:300; 0 if the decision
// does not carry it.
func (q *Evaluation) Seconds(obligation string) (int64, error) {
	for _, asked := range q.Decision.Obligations {
		name, number, _ := strings.Cut(asked, ":")
		if name != obligation {
			continue
		}
		seconds, err := strconv.ParseInt(number, 10, 64)
		if err != nil || seconds < 1 {
			return 0, fmt.Errorf("the obligation %q names no seconds, as in %s:300", asked, obligation)
		}
		return seconds, nil
	}
	return 0, nil
}

// spend takes one use of a limited token atomically. False means that another request took the
// last one.
func (r *Request) spend(state *facts.State) (spent bool, err error) {
	err = r.API.Store.Write(r.Request.Context(), func(tx *store.Tx) error {
		spent, err = models.ConsumeTokenUse(tx, state.OrgScope(), state.Token.ID, store.At(r.Now))
		return err
	})
	return spent, err
}

// countUse counts a use of an unlimited token, to be written in a batch.
func (r *Request) countUse(q *Evaluation) {
	if q.State.Token != nil && q.State.Token.NumUsesLimit == 0 && q.Obliges(engine.CountTokenUse) {
		r.API.uses.note(q.State.Token.ID, models.TokenUse{Scope: q.State.OrgScope(), TokenID: q.State.Token.ID, Count: 1, Last: store.At(r.Now)})
	}
}

// usage collects the uses of unlimited tokens, so that no request waits for a write that
// nothing depends on.
type usage struct {
	store   *store.Store
	log     *slog.Logger
	some    retry.Signal // signals pending uses
	mu      sync.Mutex
	pending map[string]*models.TokenUse
}

// usageInterval is the longest delay of the counters in the database.
const usageInterval = 500 * time.Millisecond

func newUsage(db *store.Store, log *slog.Logger) *usage {
	return &usage{store: db, log: log, some: retry.NewSignal(), pending: map[string]*models.TokenUse{}}
}

func (u *usage) note(tokenID string, more models.TokenUse) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if use := u.pending[tokenID]; use != nil {
		use.Count += more.Count
		if more.Last.After(use.Last.Time) {
			use.Last = more.Last
		}
		return
	}
	added := more // so that counting a pending token again allocates nothing
	u.pending[tokenID] = &added
	u.some.Give()
}

// run writes pending uses once per interval, and sleeps while there are none.
func (u *usage) run(ctx context.Context) {
	for {
		select {
		case <-u.some:
		case <-ctx.Done():
		}
		if !retry.Pause(ctx, usageInterval) {
			u.flush(context.WithoutCancel(ctx))
			return
		}
		u.flush(ctx)
	}
}

// flush writes the pending uses; failed writes are retried the next time.
func (u *usage) flush(ctx context.Context) {
	u.mu.Lock()
	batch := u.pending
	u.pending = map[string]*models.TokenUse{}
	u.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	err := u.store.Write(ctx, func(tx *store.Tx) error { return models.CountTokenUses(tx, batch) })
	if err == nil {
		return
	}
	if ctx.Err() == nil { // a shutdown writes once more
		u.log.Warn("token uses are not counted yet", slog.String("cause", err.Error()))
	}
	for id, use := range batch {
		u.note(id, *use)
	}
}
