package pep

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
)

// Bodies are in memory from their first byte until the request is answered, and a client
// may send one as slowly as it likes. So all bodies together have a budget, and those that
// anyone may send have one of their own.
const (
	mostBodies       = 256 << 20 // of requests with a credential, at a time
	mostPublicBodies = 64 << 20  // of requests that need none
	smallBody        = 64 << 10  // has the reserve besides, so that large ones do not keep it out
	bodiesReserve    = 128 << 20
	leastBuffer      = 512
)

// mostBody is how many bytes of a body are read.
func (r *Request) mostBody() int64 { return max(r.API.Options.MaxBody, r.Route.MaxBody) }

// budget is what is held of bodies such as that of the request, and how much that may be.
func (r *Request) budget() (held *atomic.Int64, most int64) {
	if r.Route.Public() {
		return &r.API.publicBodies, mostPublicBodies
	}
	return &r.API.bodies, mostBodies
}

// leaveBody has a request answered without its body. The server would read what is left
// of it before it answers, to use the connection again, so that one ends unless little
// is left. HTTP/2 ends the stream alone.
func (r *Request) leaveBody() {
	if length := r.Request.ContentLength; r.Request.ProtoMajor == 1 && (length < 0 || length > smallBody) {
		r.Header("Connection", "close")
	}
}

// receive reads the body as it comes in. Memory is taken for what came, not for what was
// announced.
func (r *Request) receive() ([]byte, error) {
	raw := make([]byte, 0, min(max(r.Request.ContentLength+1, leastBuffer), smallBody))
	if err := r.holdBody(cap(raw)); err != nil {
		return nil, err
	}
	for {
		n, err := r.Request.Body.Read(raw[len(raw):cap(raw)])
		raw = raw[:len(raw)+n]
		switch {
		case errors.Is(err, io.EOF):
			return raw, nil
		case err != nil:
			return nil, bodyError(err)
		case len(raw) < cap(raw):
			continue
		}
		if err := r.holdBody(cap(raw)); err != nil {
			return nil, err
		}
		raw = slices.Grow(raw, cap(raw))
	}
}

// holdBody takes bytes of the budget of all bodies, which the end of the request gives
// back.
func (r *Request) holdBody(bytes int) error {
	held, most := r.budget()
	r.held += int64(bytes)
	if r.held <= smallBody {
		most += bodiesReserve
	}
	if held.Add(int64(bytes)) <= most {
		return nil
	}
	r.Header("Retry-After", "1")
	return &Error{
		Status: http.StatusServiceUnavailable, Name: "ServiceUnavailable",
		Message: "The server is reading as many large request bodies as it has memory for; try again in a moment",
	}
}
