// Package pep is the policy enforcement point: it authenticates a request, binds and validates
// its input, asks the policy before a handler acts, and writes the response. The resource
// packages build on it.
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

// Request is the state of one request.
type Request struct {
	*gin.Context
	API                *API
	Route              Route
	requestID          string
	Echo               string // the request id chosen by an AuthZEN caller
	started            time.Time
	Caller             facts.Caller
	Now                time.Time
	bound              Body  // the bound body; see asking
	credentialAccepted bool  // the credential was accepted
	usesExhausted      bool  // the credential had no use left to spend
	rate               rate  // the counts before this request
	malformed          bool  // no other question follows, so this one spends the use
	decided            bool  // a question other than the credential check was answered
	held               int64 // bytes reserved for the body; see holdBody
	// dryRun is set if the request only predicts an outcome; see DryRun.
	dryRun *dryRun
}

// serve adapts a row to gin.
func (a *API) serve(row Route) gin.HandlerFunc {
	return func(ctx *gin.Context) {
		r := &Request{Context: ctx, API: a, Route: row, requestID: newRequestID(), started: time.Now(), Now: a.Clock().UTC().Truncate(time.Millisecond)}
		r.dryRun, _ = ctx.Request.Context().Value(dryRunKey{}).(*dryRun)
		defer r.recovered()
		body, err := r.serve()
		switch {
		case r.dryRun != nil:
			r.dryRun.conclude(err)
		case err != nil:
			r.fail(err)
		default:
			r.answer(body)
		}
	}
}

// serve checks the request and calls the row's handler.
func (r *Request) serve() (any, error) {
	unescape(r.Params)
	if r.Route.Cookie {
		if err := r.API.site.Check(r.Request); err != nil {
			return nil, err
		}
	}
	if r.dryRun != nil {
		if err := r.dryRunnable(); err != nil {
			return nil, err
		}
	}
	r.Caller = r.API.Authenticate(r.Request)
	if err := checkURL(r.Request, r.Params); err != nil {
		return nil, r.credentialFirst(err)
	}
	body, err := r.Route.Handler.serve(r)
	if err != nil {
		return nil, r.credentialFirst(err)
	}
	return body, nil
}

// credentialFirst prefers the authentication error for a request that is both malformed
// and unauthenticated: a guarded route reveals its expected input only after authentication.
func (r *Request) credentialFirst(err error) error {
	known := AsError(err)
	if r.Route.Public() || r.Route.Unrouted || r.decided || known.Status >= http.StatusInternalServerError {
		return err
	}
	r.malformed, r.bound = true, nil
	if refused := r.requireAuthenticated(); refused != nil {
		return refused
	}
	return err
}

// recovered ends a request: it releases the body's budget and turns a panic into a 500, so
// that the process survives.
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

// newRequestID is the id that users quote to support (docs/contract.md 1.3).
func newRequestID() string {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails, by its documentation
	return "req-" + strings.ToLower(base32.StdEncoding.EncodeToString(raw))
}
