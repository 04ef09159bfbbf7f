package pep

import (
	"cmp"
	"context"
	"net/http"
	"runtime"
	"sync"
)

// turns lets each organization have one policy at a time run that it sent, and
// all of them together no more than there are processors: the others serve.
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

// take waits until there is room, for who has nothing running yet. The caller
// calls done.
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

// TakeTurn is the caller's, who was found good already.
func (r *Request) TakeTurn() (done func(), err error) {
	done, err = r.API.turns.take(r.Request.Context(), cmp.Or(r.Caller.OrgID, r.Caller.Subject.ID))
	if err != nil {
		r.Header("Retry-After", "5")
	}
	return done, err
}
