package pep

import (
	"cmp"
	"net/http"
	"sync"
	"time"
)

// streamed is a response that is written in pieces for as long as both sides stay connected.
type streamed interface {
	// Stream writes until the client disconnects or done is closed.
	Stream(r *Request, done <-chan struct{})
}

// maxStreams is the number of concurrent streams per subject.
const maxStreams = 4

// streams tracks open streams.
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

// TakeStream reserves a stream for an authenticated caller. The caller must call done.
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

// EndStreams ends every stream at shutdown; otherwise they would delay it.
func (a *API) EndStreams() { a.streams.close() }

// Again copies the request as if it had just arrived: its credential is read and decided
// again.
func (r *Request) Again() *Request {
	again := *r
	again.Now = r.API.Clock().UTC().Truncate(time.Millisecond)
	again.Caller, again.credentialAccepted, again.usesExhausted, again.malformed, again.rate = r.API.Authenticate(r.Request), false, false, false, rate{}
	return &again
}

// stream writes a streamed response. Writing takes as long as the client reads.
func (r *Request) stream(body streamed) {
	r.Header("X-Request-Id", cmp.Or(r.Echo, r.requestID))
	r.Header("X-Content-Type-Options", "nosniff")
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	body.Stream(r, r.API.streams.done)
	r.API.Observe.Request(r.Request.Context(), r.Route.Path, r.Request.Method, http.StatusOK, time.Since(r.started))
}
