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

// answer writes a success: status 200, or 304 without a body if the client already has this
// content. The ETag depends on the content alone and reveals nothing of it (docs/contract.md
// 1.1).
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

// pages holds reusable output buffers: the text of a list takes more memory than the rows it
// is built from.
var pages = sync.Pool{New: func() any { return new([]byte) }}

// maxPage is the size of the largest buffer that is reused.
const maxPage = 4 << 20

func (r *Request) answerWritten(body appender) {
	page := pages.Get().(*[]byte) //nolint:forcetypeassert // the pool holds only this type
	text := body.AppendJSON((*page)[:0])
	r.answerText(text)
	// HTTP/2 may still be sending after Write returns, so its buffers are not reused.
	if r.Request.ProtoMajor == 1 && cap(text) <= maxPage {
		clear(text) // so that the next response cannot contain it
		*page = text
		pages.Put(page)
	}
}

// download is an answer that is rendered as a file if the request asks for one, and as JSON
// otherwise.
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

// RawJSON returns stored JSON unchanged.
func RawJSON(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("[]")
	}
	return json.RawMessage(text)
}

// appender is a large or frequent response: it writes its own JSON, byte for byte as
// encoding/json would.
type appender interface{ AppendJSON(text []byte) []byte }

// Message is a response that carries only a confirmation text.
type Message struct {
	Message string `json:"message"`
}

// OrEmpty turns a nil list into an empty one, so that JSON has [] and not null.
func OrEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
