// Package pep is the policy enforcement point: it authenticates a request, binds and
// validates what was sent, asks the policy before a handler acts, and answers. The
// packages of the resources are built on it.
package pep

import (
	"crypto/rand"
	"encoding/base32"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"warder/engine/facts"
)

// Request is one request on its way.
type Request struct {
	*gin.Context
	API       *API
	Route     Route
	requestID string
	Echo      string // the request id that an AuthZEN caller chose for itself
	started   time.Time
	Caller    facts.Caller
	Now       time.Time
	bound     Body  // the body that was bound; see asking
	heard     bool  // the credential was found good
	useless   bool  // the credential had no use left to spend
	rate      rate  // what came before it
	malformed bool  // no other question follows, so this one spends the use
	decided   bool  // another question than that was answered
	held      int64 // bytes of the body; see holdBody
	// foretelling is set where nothing comes of the request; see Foretell.
	foretelling *foretelling
}

// serve turns an endpoint into what gin calls.
func (a *API) serve(row Route) gin.HandlerFunc {
	return func(ctx *gin.Context) {
		r := &Request{Context: ctx, API: a, Route: row, requestID: newRequestID(), started: time.Now(), Now: a.Clock().UTC().Truncate(time.Millisecond)}
		r.foretelling, _ = ctx.Request.Context().Value(foretellingKey{}).(*foretelling)
		defer r.recovered()
		body, err := r.serve()
		switch {
		case r.foretelling != nil:
			r.foretelling.hear(err)
		case err != nil:
			r.fail(err)
		default:
			r.answer(body)
		}
	}
}

// serve has the row's handler called, once the request is fit to be read.
func (r *Request) serve() (any, error) {
	unescape(r.Params)
	if r.Route.Cookie {
		if err := r.API.site.Check(r.Request); err != nil {
			return nil, err
		}
	}
	if r.foretelling != nil {
		if err := r.foretold(); err != nil {
			return nil, err
		}
	}
	r.Caller = r.API.Authenticate(r.Request)
	if err := checkURL(r.Request, r.Params); err != nil {
		return nil, r.unlessUnauthenticated(err)
	}
	body, err := r.Route.Handler.serve(r)
	if err != nil {
		return nil, r.unlessUnauthenticated(err)
	}
	return body, nil
}

// unlessUnauthenticated lets a request that is both malformed and without
// valid credentials hear about the credentials: a caller learns what a guarded route
// expects only after authentication.
func (r *Request) unlessUnauthenticated(err error) error {
	known := AsError(err)
	if r.Route.Public() || r.Route.Unrouted || r.decided || known.Status >= http.StatusInternalServerError {
		return err
	}
	r.malformed, r.bound = true, nil
	if refused := r.authenticated(); refused != nil {
		return refused
	}
	return err
}

// recovered ends a request: it gives back what the body held, answers 500 to a panic and
// keeps the process.
func (r *Request) recovered() {
	if r.held > 0 {
		held, _ := r.budget()
		held.Add(-r.held)
	}
	if cause := recover(); cause != nil {
		r.API.Log.ErrorContext(r.Request.Context(), "handler panicked", slog.Any("cause", cause), slog.String("route", r.Route.Name()), slog.String("request_id", r.requestID))
		r.fail(&Error{Status: http.StatusInternalServerError, Name: "InternalServerError", Message: "Something went wrong"})
	}
}

// newRequestID is what users quote to support (docs/contract.md 1.3).
func newRequestID() string {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails, by its documentation
	return "req-" + strings.ToLower(base32.StdEncoding.EncodeToString(raw))
}
