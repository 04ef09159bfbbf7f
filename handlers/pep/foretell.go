package pep

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"warder/engine"
)

// Foretold is what a request would hear: it is permitted, refused for the reasons, or
// fails by an error that is no decision.
type Foretold struct {
	Permitted bool
	Refusal   RefusalDetails // without an id: nothing was recorded
	Err       *Error
}

// foretelling is a request that is served up to where its effect would begin. It takes
// the very way of a real one, so that both ask the same question of the same facts; but
// nothing is recorded, counted, spent or held for it.
type foretelling struct {
	by    string // the route that foretells
	heard Foretold
}

type foretellingKey struct{}

// errForetold ends such a request: it is permitted.
var errForetold = errors.New("permitted, and nothing is done")

// Foretell is what a request of the same caller would hear, with a body of JSON or none.
func (r *Request) Foretell(method, target string, body []byte) Foretold {
	address, err := url.ParseRequestURI(target)
	if err != nil || !strings.HasPrefix(target, "/") {
		return Foretold{Err: InvalidField("Must be a path of the API, and its query", "path")}
	}
	asked := &foretelling{by: r.Route.Name(), heard: Foretold{Err: AsError(errForetold)}} // unless something is heard
	ctx := context.WithValue(engine.Uncounted(r.Request.Context()), foretellingKey{}, asked)
	request := r.Request.Clone(ctx)
	request.Method, request.URL, request.RequestURI = method, address, target
	request.Body, request.ContentLength, request.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	request.Header.Set("Content-Type", ContentJSON)
	request.Header.Del("Content-Encoding")
	r.API.ServeHTTP(nowhere{http.Header{}}, request)
	return asked.heard
}

// foretold fails for a request that is foretold, and that nothing can be foretold about.
func (r *Request) foretold() error {
	switch {
	case r.Route.Unrouted:
		return nil
	case r.Route.Public(): // what it takes in place of a credential would be guessed, uncounted
		return BadRequest("This route takes no credential, so it is not foretold what it answers")
	case r.Route.Name() == r.foretelling.by:
		return BadRequest("This route asks, and is not asked about")
	}
	return nil
}

// hear keeps how the request ended.
func (f *foretelling) hear(err error) {
	f.heard = Foretold{}
	if err == nil || errors.Is(err, errForetold) {
		f.heard.Permitted = true
		return
	}
	known := AsError(err)
	if details, refused := known.Details.(RefusalDetails); refused {
		details.DecisionID = ""
		f.heard.Refusal = details
		return
	}
	f.heard.Err = known
}

// nowhere takes an answer that no client waits for.
type nowhere struct{ header http.Header }

// Header implements http.ResponseWriter.
func (n nowhere) Header() http.Header { return n.header }

// Write implements http.ResponseWriter.
func (n nowhere) Write(text []byte) (int, error) { return len(text), nil }

// WriteHeader implements http.ResponseWriter.
func (n nowhere) WriteHeader(int) {}

// Problem is an error within an answer.
type Problem struct {
	StatusCode int    `json:"statusCode"`
	Message    any    `json:"message"` // a text, or the issues of a validation failure
	Error      string `json:"error"`
}

// Problem is the error within an answer; nil for none.
func (e *Error) Problem() *Problem {
	if e == nil {
		return nil
	}
	return &Problem{e.Status, e.Message, e.Name}
}
