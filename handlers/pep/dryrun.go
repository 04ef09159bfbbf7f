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

// DryRunOutcome is the predicted outcome of a request: permitted, refused with reasons, or failed
// with an error that is no decision.
type DryRunOutcome struct {
	Permitted bool
	Refusal   RefusalDetails // without an id, because nothing was recorded
	Err       *Error
}

// dryRun is a request that runs until its effect would begin. It takes the same path as a
// real one, so it asks the same question with the same facts, but records, counts, spends and
// locks nothing.
type dryRun struct {
	by      string // the route that asked for the prediction
	outcome DryRunOutcome
}

type dryRunKey struct{}

// errDryRun ends a request that would be permitted.
var errDryRun = errors.New("permitted, and nothing is done")

// DryRun predicts the outcome of a request by the same caller, with a JSON body or none.
func (r *Request) DryRun(method, target string, body []byte) DryRunOutcome {
	address, err := url.ParseRequestURI(target)
	if err != nil || !strings.HasPrefix(target, "/") {
		return DryRunOutcome{Err: InvalidField("Must be a path of the API, and its query", "path")}
	}
	asked := &dryRun{by: r.Route.Name(), outcome: DryRunOutcome{Err: AsError(errDryRun)}} // unless an outcome replaces it
	ctx := context.WithValue(engine.Uncounted(r.Request.Context()), dryRunKey{}, asked)
	request := r.Request.Clone(ctx)
	request.Method, request.URL, request.RequestURI = method, address, target
	request.Body, request.ContentLength, request.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	request.Header.Set("Content-Type", ContentJSON)
	request.Header.Del("Content-Encoding")
	r.API.ServeHTTP(discarded{http.Header{}}, request)
	return asked.outcome
}

// dryRunnable returns an error for requests whose outcome cannot be predicted.
func (r *Request) dryRunnable() error {
	switch {
	case r.Route.Unrouted:
		return nil
	case r.Route.Public(): // the proof that it takes could be guessed here without being counted
		return BadRequest("This route takes no credential, so its outcome is not predicted")
	case r.Route.Name() == r.dryRun.by:
		return BadRequest("This route asks, and is not asked about")
	}
	return nil
}

// conclude stores the outcome of the request.
func (f *dryRun) conclude(err error) {
	f.outcome = DryRunOutcome{}
	if err == nil || errors.Is(err, errDryRun) {
		f.outcome.Permitted = true
		return
	}
	known := AsError(err)
	if details, refused := known.Details.(RefusalDetails); refused {
		details.DecisionID = ""
		f.outcome.Refusal = details
		return
	}
	f.outcome.Err = known
}

// discarded discards a response.
type discarded struct{ header http.Header }

// Header implements http.ResponseWriter.
func (n discarded) Header() http.Header { return n.header }

// Write implements http.ResponseWriter.
func (n discarded) Write(text []byte) (int, error) { return len(text), nil }

// WriteHeader implements http.ResponseWriter.
func (n discarded) WriteHeader(int) {}

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
