package handlers

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"warder/models"
)

// answer writes a success: always 200, with an ETag that is the same for the
// same content, and 304 without a body where the client has it (docs/contract.md 1.1).
func (c *call) answer(body any) {
	if file, isFile := body.(download); isFile && file.wanted() {
		c.answerFile(file)
		return
	}
	if long, isLong := body.(written); isLong {
		c.answerWritten(long)
		return
	}
	raw, err := json.Marshal(body)
	if err != nil {
		c.fail(&Error{Status: http.StatusInternalServerError, Name: "InternalServerError", Message: "Something went wrong", Cause: err})
		return
	}
	c.answerText(raw)
}

// pages are buffers for what is written, to be used again: a list takes more
// memory as text than all that it is made of.
var pages = sync.Pool{New: func() any { return new([]byte) }}

// maxPage is the longest buffer that is kept.
const maxPage = 4 << 20

func (c *call) answerWritten(body written) {
	page := pages.Get().(*[]byte) //nolint:forcetypeassert // nothing else is there
	text := body.appendJSON((*page)[:0])
	c.answerText(text)
	// HTTP/2 may still be sending when writing has returned, so its buffers are
	// nobody else's.
	if c.Request.ProtoMajor == 1 && cap(text) <= maxPage {
		clear(text) // whoever is next has no business with it
		*page = text
		pages.Put(page)
	}
}

// download is an answer that is a file of its own kind where the request asks for
// that, and JSON elsewhere.
type download interface {
	wanted() bool
	content() (contentType string, content []byte, err error)
}

func (c *call) answerFile(file download) {
	contentType, raw, err := file.content()
	if err != nil {
		c.fail(err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.writeAs(contentType, http.StatusOK, raw)
}

func (c *call) answerText(raw []byte) {
	sum := sha256.Sum256(raw)
	tag := `W/"` + base64.RawStdEncoding.EncodeToString(sum[:18]) + `"`
	c.Header("ETag", tag)
	c.Header("Cache-Control", "no-store")
	if (c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead) && matches(c.GetHeader("If-None-Match"), tag) {
		c.write(http.StatusNotModified, nil)
		return
	}
	c.write(http.StatusOK, raw)
}

// matches compares weakly, as If-None-Match does (RFC 9110, section 13.1.2).
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// envelope is the body of every failure (docs/contract.md 1.3).
type envelope struct {
	ReqID      string `json:"reqId"`
	StatusCode int    `json:"statusCode"`
	Message    any    `json:"message"`
	Error      string `json:"error"`
	Details    any    `json:"details,omitempty"`
}

func (c *call) fail(err error) {
	known := c.failure(err)
	if known.Status >= http.StatusInternalServerError {
		c.api.Log.Error("request failed", slog.String("route", c.route.name()), slog.String("request_id", c.requestID), slog.String("cause", known.Error()), slog.String("database", models.Code(err)))
	}
	switch known.Status {
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", "1")
	}
	raw, _ := json.Marshal(envelope{c.requestID, known.Status, known.Message, known.Name, known.Details})
	c.write(known.Status, raw)
}

func (c *call) write(status int, raw []byte) {
	c.writeAs("application/json; charset=utf-8", status, raw)
}

func (c *call) writeAs(kind string, status int, raw []byte) {
	c.Header("X-Request-Id", cmp.Or(c.echo, c.requestID))
	c.Header("X-Content-Type-Options", "nosniff")
	if raw == nil {
		c.Status(status)
		c.Writer.WriteHeaderNow()
	} else {
		c.Data(status, kind, raw)
	}
	took := time.Since(c.started)
	c.api.Observe.Request(c.route.path, c.Request.Method, status, took)
	c.api.Log.Debug("request", slog.String("route", c.route.name()), slog.Int("status", status),
		slog.Duration("took", took), slog.String("request_id", c.requestID), slog.String("decision_id", c.Writer.Header().Get("X-Decision-Id")))
}
