package service

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"warder/handlers/traces"
	"warder/models/seal"
)

// secretWords are parts of attribute names whose values are redacted. Secrets have types that
// redact themselves; this is a second safeguard, for a string logged by mistake. Names are
// compared without case, "_" and "-".
var secretWords = []string{"authorization", "cookie", "password", "secretvalue", "clientsecret", "accesstoken", "rootkey", "apikey", "databaseurl", "bearer", "jwt"}

// NewLogger writes records of at least level to w, as LogText or LogJSON. Lines about a
// request have the attributes request_id and decision_id.
func NewLogger(w io.Writer, format string, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if format == LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// counts reports whether a value is a number or a time, which is not secret under any name,
// such as access_tokens=3.
func counts(kind slog.Kind) bool {
	switch kind {
	case slog.KindBool, slog.KindDuration, slog.KindFloat64, slog.KindInt64, slog.KindTime, slog.KindUint64:
		return true
	case slog.KindAny, slog.KindGroup, slog.KindLogValuer, slog.KindString:
	}
	return false
}

// bare removes the separators of a name.
var bare = strings.NewReplacer("_", "", "-", "")

// redact is called for every attribute, including those in groups.
func redact(_ []string, attr slog.Attr) slog.Attr {
	name := bare.Replace(strings.ToLower(attr.Key))
	if name == "token" {
		return slog.String(attr.Key, seal.Redacted)
	}
	if counts(attr.Value.Kind()) {
		return attr
	}
	for _, word := range secretWords {
		if strings.Contains(name, word) && attr.Value.Kind() != slog.KindGroup {
			return slog.String(attr.Key, seal.Redacted)
		}
	}
	return attr
}

// traced adds the trace id to lines about requests whose traces are recorded.
type traced struct{ slog.Handler }

// Handle implements slog.Handler.
func (t traced) Handle(ctx context.Context, record slog.Record) error {
	if id := traces.ID(ctx); id != "" {
		record.AddAttrs(slog.String("trace_id", id))
	}
	return t.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (t traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{t.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (t traced) WithGroup(name string) slog.Handler { return traced{t.Handler.WithGroup(name)} }
