package ops

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// levels are the valid log levels.
var levels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// logLevel reads and changes the log level until the next change or restart. A change is
// logged at any level.
type logLevel struct {
	level *slog.LevelVar
	log   *slog.Logger
}

func (l logLevel) get(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintln(w, strings.ToLower(l.level.Level().String())) // fails only if the client disconnected
}

func (l logLevel) put(w http.ResponseWriter, r *http.Request) {
	const longest = 16 // of a word with a line end
	body, err := io.ReadAll(io.LimitReader(r.Body, longest+1))
	wanted, known := levels[strings.ToLower(strings.TrimSpace(string(body)))]
	if err != nil || !known {
		http.Error(w, "want one word: debug, info, warn or error", http.StatusBadRequest)
		return
	}
	before := l.level.Level()
	l.level.Set(min(before, wanted, slog.LevelInfo))
	l.log.InfoContext(r.Context(), "log level changed", slog.String("from", strings.ToLower(before.String())), slog.String("to", strings.ToLower(wanted.String())))
	l.level.Set(wanted)
	l.get(w, r)
}
