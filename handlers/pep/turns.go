package pep

import (
	"cmp"
	"context"
	"net/http"
	"runtime"
	"sync"
)

// turns limits the running of uploaded policies to one per organization, and to the number of
// processors in total, so that other requests are served.
type turns struct {
	all chan struct{}

	mu    sync.Mutex
	taken map[string]bool
}

func newTurns() *turns {
	return &turns{all: make(chan struct{}, runtime.GOMAXPROCS(0)), taken: map[string]bool{}}
}

var errTurnTaken = &Error{
	Status: http.StatusTooManyRequests, Name: "RateLimitExceeded",
	Message: "Another policy of your organization is being run; try again when that is done",
}

// take waits for a free slot. The caller must call done.
func (t *turns) take(ctx context.Context, who string) (done func(), err error) {
	t.mu.Lock()
	busy := t.taken[who]
	t.taken[who] = true
	t.mu.Unlock()
	if busy {
		return nil, errTurnTaken
	}
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.taken, who)
	}
	select {
	case t.all <- struct{}{}:
		return sync.OnceFunc(func() { <-t.all; leave() }), nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

// TakeTurn takes the slot of the authenticated caller's organization.
func (r *Request) TakeTurn() (done func(), err error) {
	done, err = r.API.turns.take(r.Request.Context(), cmp.Or(r.Caller.OrgID, r.Caller.Subject.ID))
	if err != nil {
		r.Header("Retry-After", "5")
	}
	return done, err
}
