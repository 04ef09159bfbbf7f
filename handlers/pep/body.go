package pep

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
)

// Bodies stay in memory until the request is answered, and a client may send slowly. All
// bodies therefore share a budget; bodies of public routes share a smaller one.
const (
	mostBodies       = 256 << 20 // of requests with a credential, all together
	mostPublicBodies = 64 << 20  // of requests without one, all together
	smallBody        = 64 << 10  // bodies up to this size have a reserve beyond the budget, so that large bodies cannot block them
	bodiesReserve    = 128 << 20
	leastBuffer      = 512
)

// mostBody is the size limit of this request's body, in bytes.
func (r *Request) mostBody() int64 { return max(r.API.Options.MaxBody, r.Route.MaxBody) }

// budget returns the bytes held by bodies of this request's class, and their limit.
func (r *Request) budget() (held *atomic.Int64, most int64) {
	if r.Route.Public() {
		return &r.API.publicBodies, mostPublicBodies
	}
	return &r.API.bodies, mostBodies
}

// leaveBody answers a request without reading its body. Before it answers, the server reads
// the rest of the body so that it can reuse the connection; leaveBody closes the connection
// unless the rest is small. HTTP/2 ends only the stream.
func (r *Request) leaveBody() {
	if length := r.Request.ContentLength; r.Request.ProtoMajor == 1 && (length < 0 || length > smallBody) {
		r.Header("Connection", "close")
	}
}

// receive reads the body as it arrives. It allocates memory for received bytes, not for the
// announced length.
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

// holdBody reserves bytes of the budget until the request ends.
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
