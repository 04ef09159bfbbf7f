package service

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"warder/models/seal"
)

func TestLogger_never_writes_a_secret(t *testing.T) {
	const secret = "hunter2"
	config := Defaults()
	config.DatabaseURL = seal.NewText("postgres://warder:" + secret + "@db/warder")
	config.RootKey = seal.NewText(secret)
	for _, c := range []struct {
		name string
		attr slog.Attr
	}{
		{"the_whole_configuration", slog.Any("config", config)},
		{"a_pointer_to_it", slog.Any("config", &config)},
		{"a_hidden_text", slog.Any("value", seal.NewText(secret))},
		{"a_token", slog.String("token", secret)},
		{"an_access_token_in_camel_case", slog.String("accessToken", secret)},
		{"a_client_secret", slog.String("client_secret", secret)},
		{"a_header", slog.Any("Authorization", []string{"Bearer " + secret})},
		{"an_api_key_header", slog.String("X-API-Key", secret)},
		{"a_cookie", slog.String("set-cookie", secret)},
		{"a_password_in_a_group", slog.Group("login", slog.String("email", "a@b.c"), slog.String("password", secret))},
		{"a_database_url", slog.String("database_url", "postgres://u:"+secret+"@db/x")},
	} {
		for _, format := range []string{LogText, LogJSON} {
			t.Run(c.name+"_as_"+format, func(t *testing.T) {
				var out bytes.Buffer
				NewLogger(&out, format, slog.LevelInfo).LogAttrs(t.Context(), slog.LevelInfo, "message", c.attr)
				if strings.Contains(out.String(), secret) {
					t.Errorf("the secret is in %s", out.String())
				}
				if !strings.Contains(out.String(), "redacted") && !strings.HasSuffix(c.name, "configuration") && c.name != "a_pointer_to_it" {
					t.Errorf("nothing says that something is left out: %s", out.String())
				}
			})
		}
	}
}

func TestLogger_keeps_what_tells_requests_apart(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, LogJSON, slog.LevelWarn)
	log.Info("too low")
	log.Warn("refused", slog.String("request_id", "req-1"), slog.String("decision_id", "dec-1"), slog.String("token_id", "tok-1"),
		slog.Int64("access_tokens", 3), slog.Duration("password_age", 0))
	text := out.String()
	for _, part := range []string{`"request_id":"req-1"`, `"decision_id":"dec-1"`, `"token_id":"tok-1"`, `"access_tokens":3`, `"password_age":0`, `"level":"WARN"`} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in %s", part, text)
		}
	}
	if strings.Contains(text, "too low") {
		t.Error("a record below the level is written")
	}
}

func TestLogger_names_the_trace_that_a_line_is_of(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(traced{NewLogger(&out, LogText, slog.LevelInfo).Handler()}).With("server", "a").WithGroup("request")
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: trace.FlagsSampled,
	}))
	log.ErrorContext(ctx, "failed")
	log.ErrorContext(t.Context(), "failed")
	if first, second, _ := strings.Cut(out.String(), "\n"); !strings.Contains(first, "trace_id=01000000000000000000000000000000") || strings.Contains(second, "trace_id") {
		t.Errorf("got %s", out.String())
	}
}
