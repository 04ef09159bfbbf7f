package ops

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLogLevel_is_read_and_changed(t *testing.T) {
	var level slog.LevelVar
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: &level}))
	handler := NewHandler(nil, NewReadiness(), &level, log)
	put := func(body string) (status int, text string) {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/log-level", strings.NewReader(body)))
		return recorder.Code, recorder.Body.String()
	}
	if body := get(t, handler, "/log-level", http.StatusOK); body != "info\n" {
		t.Errorf("it is %q", body)
	}
	log.Debug("unseen")
	if status, body := put("debug"); status != 200 || body != "debug\n" {
		t.Errorf("got %d %q", status, body)
	}
	log.Debug("seen")
	if status, body := put(" ERROR\n"); status != 200 || body != "error\n" {
		t.Errorf("got %d %q", status, body)
	}
	log.Warn("unseen")
	for _, wrong := range []string{"", "loud", "info+2", strings.Repeat("debug", 1000)} {
		if status, body := put(wrong); status != 400 || !strings.Contains(body, "debug, info, warn or error") {
			t.Errorf("%.20q: got %d %q", wrong, status, body)
		}
	}
	if body := get(t, handler, "/log-level", http.StatusOK); body != "error\n" {
		t.Errorf("it is %q", body)
	}
	text := out.String()
	if strings.Contains(text, "unseen") || !strings.Contains(text, "msg=seen") || !strings.Contains(text, "from=info to=debug") || !strings.Contains(text, "from=debug to=error") {
		t.Errorf("the log is\n%s", text)
	}
}

func TestLogLevel_is_not_changed_by_other_methods_or_of_another_log(t *testing.T) {
	recorder := httptest.NewRecorder()
	NewHandler(nil, NewReadiness(), new(slog.LevelVar), slog.Default()).
		ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/log-level", strings.NewReader("debug")))
	if recorder.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST, which any page may send, answered %d", recorder.Code)
	}
	get(t, NewHandler(nil, NewReadiness(), nil, nil), "/log-level", http.StatusNotFound)
}
