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

// Foretold is the predicted outcome of a request: permitted, refused with reasons, or failed
// with an error that is no decision.
type Foretold struct {
	Permitted bool
	Refusal   RefusalDetails // without an id, because nothing was recorded
	Err       *Error
}

// foretelling is a request that runs until its effect would begin. It takes the same path as a
// real one, so it asks the same question with the same facts, but records, counts, spends and
// locks nothing.
type foretelling struct {
	by    string // the route that asked for the prediction
	heard Foretold
}

type foretellingKey struct{}

// errForetold ends a request that would be permitted.
var errForetold = errors.New("permitted, and nothing is done")

// Foretell predicts the outcome of a request by the same caller, with a JSON body or none.
func (r *Request) Foretell(method, target string, body []byte) Foretold {
	address, err := url.ParseRequestURI(target)
	if err != nil || !strings.HasPrefix(target, "/") {
		return Foretold{Err: InvalidField("Must be a path of the API, and its query", "path")}
	}
	asked := &foretelling{by: r.Route.Name(), heard: Foretold{Err: AsError(errForetold)}} // unless an outcome replaces it
	ctx := context.WithValue(engine.Uncounted(r.Request.Context()), foretellingKey{}, asked)
	request := r.Request.Clone(ctx)
	request.Method, request.URL, request.RequestURI = method, address, target
	request.Body, request.ContentLength, request.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	request.Header.Set("Content-Type", ContentJSON)
	request.Header.Del("Content-Encoding")
	r.API.ServeHTTP(nowhere{http.Header{}}, request)
	return asked.heard
}

// foretold returns an error for requests whose outcome cannot be predicted.
func (r *Request) foretold() error {
	switch {
	case r.Route.Unrouted:
		return nil
	case r.Route.Public(): // the proof that it takes could be guessed here without being counted
		return BadRequest("This route takes no credential, so it is not foretold what it answers")
	case r.Route.Name() == r.foretelling.by:
		return BadRequest("This route asks, and is not asked about")
	}
	return nil
}

// hear stores the outcome of the request.
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

// nowhere discards a response.
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

// Problem is the error inside a response; nil for no error.
func (e *Error) Problem() *Problem {
	if e == nil {
		return nil
	}
	return &Problem{e.Status, e.Message, e.Name}
}
