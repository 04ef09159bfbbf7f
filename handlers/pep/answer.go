package pep

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"warder/models/store"
)

// answer writes a success: always 200, with an ETag that is the same for the
// same content and tells nothing of it, and 304 without a body where the client has it (docs/contract.md 1.1).
func (r *Request) answer(body any) {
	if file, isFile := body.(download); isFile && file.Wanted() {
		r.answerFile(file)
		return
	}
	if stream, isStream := body.(streamed); isStream {
		r.stream(stream)
		return
	}
	if long, isLong := body.(appender); isLong {
		r.answerWritten(long)
		return
	}
	raw, err := json.Marshal(body)
	if err != nil {
		r.fail(&Error{Status: http.StatusInternalServerError, Name: "InternalServerError", Message: "Something went wrong", Cause: err})
		return
	}
	r.answerText(raw)
}

// pages are buffers for what is written, to be used again: a list takes more
// memory as text than all that it is made of.
var pages = sync.Pool{New: func() any { return new([]byte) }}

// maxPage is the longest buffer that is kept.
const maxPage = 4 << 20

func (r *Request) answerWritten(body appender) {
	page := pages.Get().(*[]byte) //nolint:forcetypeassert // nothing else is there
	text := body.AppendJSON((*page)[:0])
	r.answerText(text)
	// HTTP/2 may still be sending when writing has returned, so its buffers are
	// not used again.
	if r.Request.ProtoMajor == 1 && cap(text) <= maxPage {
		clear(text) // the next answer must not see it
		*page = text
		pages.Put(page)
	}
}

// download is an answer that is a file of its own kind where the request asks for
// that, and JSON elsewhere.
type download interface {
	Wanted() bool
	Content() (contentType string, content []byte, err error)
}

func (r *Request) answerFile(file download) {
	contentType, raw, err := file.Content()
	if err != nil {
		r.fail(err)
		return
	}
	r.Header("Cache-Control", "no-store")
	r.write(contentType, http.StatusOK, raw)
}

func (r *Request) answerText(raw []byte) {
	sum := r.API.Keyring.Fingerprint(raw)
	tag := `W/"` + base64.RawStdEncoding.EncodeToString(sum[:18]) + `"`
	r.Header("ETag", tag)
	r.Header("Cache-Control", "no-store")
	known := r.GetHeader("If-None-Match")
	if known != "" && (r.Request.Method == http.MethodGet || r.Request.Method == http.MethodHead) && matches(known, tag) {
		r.write(contentOfJSON, http.StatusNotModified, nil)
		return
	}
	r.write(contentOfJSON, http.StatusOK, raw)
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

func (r *Request) fail(err error) {
	known := r.failure(err)
	if known.Status >= http.StatusInternalServerError {
		r.API.Log.ErrorContext(r.Request.Context(), "request failed", slog.String("route", r.Route.Name()), slog.String("request_id", r.requestID), slog.String("cause", known.Error()), slog.String("database", store.Code(err)))
	}
	switch known.Status {
	case http.StatusUnauthorized:
		r.Header("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests:
		r.Header("Retry-After", cmp.Or(r.Writer.Header().Get("Retry-After"), untilNextMinute(r.Now)))
	case http.StatusServiceUnavailable:
		r.Header("Retry-After", "1")
	}
	raw, _ := json.Marshal(envelope{r.requestID, known.Status, known.Message, known.Name, known.Details})
	r.write(contentOfJSON, known.Status, raw)
}

const contentOfJSON = "application/json; charset=utf-8"

func (r *Request) write(kind string, status int, raw []byte) {
	r.Header("X-Request-Id", cmp.Or(r.Echo, r.requestID))
	r.Header("X-Content-Type-Options", "nosniff")
	if raw == nil {
		r.Status(status)
		r.Writer.WriteHeaderNow()
	} else {
		r.Data(status, kind, raw)
	}
	took := time.Since(r.started)
	r.API.Observe.Request(r.Request.Context(), r.Route.Path, r.Request.Method, status, took)
	if !r.API.Log.Enabled(r.Request.Context(), slog.LevelDebug) {
		return
	}
	r.API.Log.Debug("request", slog.String("route", r.Route.Name()), slog.Int("status", status),
		slog.Duration("took", took), slog.String("request_id", r.requestID), slog.String("decision_id", r.Writer.Header().Get("X-Decision-Id")))
}

// RawJSON passes stored JSON on as it was sent.
func RawJSON(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("[]")
	}
	return json.RawMessage(text)
}

// appender is an answer of which there may be much, or which is asked for often:
// it writes its JSON itself, in the very bytes that encoding/json would.
type appender interface{ AppendJSON(text []byte) []byte }

// Message is an answer that only says what was done.
type Message struct {
	Message string `json:"message"`
}

// OrEmpty makes a nil list the empty array in JSON.
func OrEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
