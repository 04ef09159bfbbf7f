package pep

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
)

// Bodies are in memory from their first byte until the request is answered, and a client
// may send one as slowly as it likes. So a public route takes no more than it needs, and
// all bodies together have a budget.
const (
	mostPublicBody = 64 << 10  // of a route without MaxBody
	mostBodies     = 256 << 20 // of all requests at a time
	smallBody      = 64 << 10  // has the reserve besides, so that large ones do not keep it out
	bodiesReserve  = 128 << 20
	leastBuffer    = 512
)

// mostBody is how many bytes of a body are read.
func (r *Request) mostBody() int64 {
	most := max(r.API.Options.MaxBody, r.Route.MaxBody)
	if r.Route.Public() {
		return cmp.Or(r.Route.MaxBody, min(most, mostPublicBody))
	}
	return most
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
	r.held += int64(bytes)
	most := int64(mostBodies)
	if r.held <= smallBody {
		most += bodiesReserve
	}
	if r.API.bodies.Add(int64(bytes)) <= most {
		return nil
	}
	r.Header("Retry-After", "1")
	return &Error{
		Status: http.StatusServiceUnavailable, Name: "ServiceUnavailable",
		Message: "The server is reading as many large request bodies as it has memory for; try again in a moment",
	}
}
