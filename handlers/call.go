package handlers

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

// endpoint reads, validates, asks, acts and answers: the body of a 200, or an
// error that asError understands.
type endpoint func(c *call) (any, error)

// call is one request on its way.
type call struct {
	*gin.Context
	api       *API
	route     route
	requestID string
	echo      string // the request id that an AuthZEN caller chose for itself
	started   time.Time
	caller    facts.Caller
	now       time.Time
	wish      wish // the body that was bound; see asking
	heard     bool // the credential was found good
	useless   bool // the credential had no use left to spend
	malformed bool // no other question follows, so this one spends the use
}

// serve turns an endpoint into what gin calls.
func (a *API) serve(row route) gin.HandlerFunc {
	return func(ctx *gin.Context) {
		c := &call{Context: ctx, api: a, route: row, requestID: newRequestID(), started: time.Now(), now: a.Clock().UTC().Truncate(time.Millisecond)}
		defer c.recovered()
		ctx.Request.Body = http.MaxBytesReader(ctx.Writer, ctx.Request.Body, max(a.options.MaxBody, row.largest()))
		unescape(ctx.Params)
		c.caller = a.authenticate(ctx.Request)
		if err := checkURL(ctx.Request, ctx.Params); err != nil {
			c.fail(c.unlessUnauthenticated(err))
			return
		}
		body, err := row.handler(c)
		if err != nil {
			c.fail(c.unlessUnauthenticated(err))
			return
		}
		c.answer(body)
	}
}

// unlessUnauthenticated lets a request that is both malformed and without
// valid credentials hear about the credentials: nobody learns what a guarded
// route expects before saying who they are.
func (c *call) unlessUnauthenticated(err error) error {
	known := asError(err)
	decided := c.Writer.Header().Get("X-Decision-Id") != ""
	if c.route.public() || c.route.unrouted || decided || known.Status >= http.StatusInternalServerError {
		return err
	}
	c.malformed, c.wish = true, nil
	if refused := c.authenticated(); refused != nil {
		return refused
	}
	return err
}

// recovered answers 500 to a panic and keeps the process.
func (c *call) recovered() {
	if cause := recover(); cause != nil {
		c.api.Log.Error("handler panicked", slog.Any("cause", cause), slog.String("route", c.route.name()), slog.String("request_id", c.requestID))
		c.fail(&Error{Status: http.StatusInternalServerError, Name: "InternalServerError", Message: "Something went wrong"})
	}
}

// newRequestID is what users quote to support (docs/contract.md 1.3).
func newRequestID() string {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails, by its documentation
	return "req-" + strings.ToLower(base32.StdEncoding.EncodeToString(raw))
}
