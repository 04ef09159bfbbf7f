package pep

import (
	"cmp"
	"net/http"
	"sync"
	"time"
)

// streamed is an answer that is written bit by bit, as long as both sides want.
type streamed interface {
	// Stream writes until the client leaves, or done is closed.
	Stream(r *Request, done <-chan struct{})
}

// maxStreams is how many streams a subject has at a time.
const maxStreams = 4

// streams are those that are open.
type streams struct {
	done  chan struct{}
	close func()

	mu   sync.Mutex
	open map[string]int // by subject
}

func newStreams() *streams {
	done := make(chan struct{})
	return &streams{done: done, close: sync.OnceFunc(func() { close(done) }), open: map[string]int{}}
}

var errStreams = &Error{
	Status: http.StatusTooManyRequests, Name: "RateLimitExceeded",
	Message: "You have as many streams as may be open at a time; close one of them",
}

// TakeStream is for a caller who was found good. The stream has to be given back.
func (r *Request) TakeStream() (done func(), err error) {
	s, who := r.API.streams, r.Caller.Subject.Type+" "+r.Caller.Subject.ID
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= maxStreams {
		r.Header("Retry-After", "15")
		return nil, errStreams
	}
	s.open[who]++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[who]--; s.open[who] == 0 {
			delete(s.open, who)
		}
	}), nil
}

// EndStreams ends every stream, for a server that stops: requests that last would keep
// it.
func (a *API) EndStreams() { a.streams.close() }

// Again is the same request at this moment, as if it had just come: its credential is
// read and decided anew.
func (r *Request) Again() *Request {
	again := *r
	again.Now = r.API.Clock().UTC().Truncate(time.Millisecond)
	again.Caller, again.heard, again.useless, again.malformed, again.rate = r.API.Authenticate(r.Request), false, false, false, rate{}
	return &again
}

// stream answers bit by bit. Writing takes as long as the client reads.
func (r *Request) stream(body streamed) {
	r.Header("X-Request-Id", cmp.Or(r.Echo, r.requestID))
	r.Header("X-Content-Type-Options", "nosniff")
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	body.Stream(r, r.API.streams.done)
	r.API.Observe.Request(r.Request.Context(), r.Route.Path, r.Request.Method, http.StatusOK, time.Since(r.started))
}
