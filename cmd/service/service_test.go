package service

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/models"
	"warder/models/seal"
	"warder/policies"
)

// local is the configuration of a server of the test's own.
func local(t *testing.T) Config {
	t.Helper()
	config := Defaults()
	config.Listen, config.OpsListen = "127.0.0.1:0", "127.0.0.1:0"
	config.DataDir = filepath.Join(t.TempDir(), "data")
	config.Logger = slog.New(slog.DiscardHandler)
	return config
}

// start runs a server and returns it with what ends it and waits.
func start(t *testing.T, config Config) (*Service, func() error) {
	t.Helper()
	s, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop := func() error {
		cancel()
		return <-ended
	}
	t.Cleanup(cancel)
	return s, stop
}

// fetch returns status and body.
func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestService_answers_on_both_listeners_with_nothing_configured(t *testing.T) {
	config := local(t)
	s, stop := start(t, config)
	if status, body := fetch(t, s.URL()+"/api/status"); status != 200 || !strings.Contains(body, `"Ok"`) {
		t.Errorf("status answered %d %s", status, body)
	}
	if status, body := fetch(t, s.OpsURL()+"/readyz"); status != 200 {
		t.Errorf("readiness answered %d %s", status, body)
	}
	if _, body := fetch(t, s.OpsURL()+"/metrics"); !strings.Contains(body, `warder_http_requests_total{method="GET",route="`) ||
		!strings.Contains(body, "warder_policy_reload_successful 1") || !strings.Contains(body, "warder_audit_queue_length 0") {
		t.Errorf("metrics lack requests, policy or queue:\n%s", body)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/readyz/"} {
		if status, _ := fetch(t, s.URL()+path); status == 200 {
			t.Errorf("%s is on the listener of the API", path)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	for _, name := range []string{"root.key", "warder.db"} {
		info, err := os.Stat(filepath.Join(config.DataDir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v (%v), want mode 0600", name, info, err)
		}
	}
}

func TestService_starts_again_on_what_it_left(t *testing.T) {
	config := local(t)
	for range 2 {
		s, stop := start(t, config)
		if status, body := fetch(t, s.OpsURL()+"/readyz"); status != 200 {
			t.Errorf("readiness answered %d %s", status, body)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestService_refuses_to_start(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(t *testing.T, config *Config) // done to a server that ran once
		want func(error) bool
	}{
		{
			"with_an_invalid_configuration", func(_ *testing.T, config *Config) { config.Listen = "nowhere" },
			func(err error) bool { return errors.Is(err, ErrConfig) },
		},
		{"without_the_root_key_of_its_data", func(t *testing.T, config *Config) {
			if err := os.Remove(filepath.Join(config.DataDir, "root.key")); err != nil {
				t.Fatal(err)
			}
		}, func(err error) bool {
			return errors.Is(err, fs.ErrNotExist) && strings.Contains(err.Error(), "WARDER_ROOT_KEY")
		}},
		{
			"with_another_root_key", func(_ *testing.T, config *Config) { config.RootKey = seal.NewText(seal.NewRootKey().Reveal()) },
			func(err error) bool { return errors.Is(err, seal.ErrWrongRootKey) },
		},
		{"on_a_newer_schema", newerSchema, func(err error) bool { return errors.Is(err, models.ErrNewerSchema) }},
		{"without_its_database", func(_ *testing.T, config *Config) {
			config.DatabaseURL = seal.NewText("postgres://warder@127.0.0.1:1/warder?connect_timeout=1")
		}, func(err error) bool { return errors.Is(err, models.ErrUnavailable) }},
		{
			"with_a_policy_that_has_no_rules", func(t *testing.T, config *Config) { config.Policy = t.TempDir() },
			func(err error) bool { return strings.Contains(err.Error(), "policy") },
		},
		{"where_another_listens", func(t *testing.T, config *Config) {
			other, _ := start(t, local(t))
			config.Listen = other.api.Addr().String()
		}, func(err error) bool { return strings.HasPrefix(err.Error(), "listen: ") }},
		{
			"with_a_decision_log_in_no_folder", func(_ *testing.T, config *Config) { config.DecisionLog = "no/such/folder.jsonl" },
			func(err error) bool { return strings.HasPrefix(err.Error(), "decision-log: ") },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := local(t)
			if _, stop := start(t, config); stop() != nil {
				t.Fatal("the server did not run once")
			}
			c.harm(t, &config)
			s, err := New(t.Context(), config)
			if err == nil {
				t.Fatal("it started", s.Close())
			}
			if !c.want(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// newerSchema says in the database that a later version of Warder was here.
func newerSchema(t *testing.T, config *Config) {
	db, err := sql.Open("sqlite", filepath.Join(config.DataDir, "warder.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "INSERT INTO schema_migrations (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
}

// slow is a server whose one handler waits to be let go.
func slow(t *testing.T, timeout time.Duration) (s *Service, entered, release chan struct{}) {
	t.Helper()
	config := local(t)
	config.ShutdownTimeout = timeout
	s, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	entered, release = make(chan struct{}), make(chan struct{})
	s.api.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		select {
		case <-release:
			_, _ = io.WriteString(w, "finished")
		case <-r.Context().Done():
		}
	})
	return s, entered, release
}

func TestService_lets_requests_finish_when_it_stops(t *testing.T) {
	s, entered, release := slow(t, time.Minute)
	flushed := false
	s.background = append(s.background, func(ctx context.Context) {
		<-ctx.Done()
		select {
		case <-release:
			flushed = true
		default: // the request was still running
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	answer := make(chan string, 1)
	go func() {
		_, body := fetch(t, s.URL())
		answer <- body
	}()
	<-entered
	cancel()
	for status := 200; status == 200; { // until draining has begun
		status, _ = fetch(t, s.OpsURL()+"/readyz")
	}
	close(release)
	if body := <-answer; body != "finished" {
		t.Errorf("the request was answered %q", body)
	}
	if err := <-ended; err != nil || !flushed {
		t.Errorf("ended with %v, and work behind requests ended after them: %v", err, flushed)
	}
}

func TestService_cuts_off_requests_that_outlast_the_shutdown_timeout(t *testing.T) {
	s, entered, _ := slow(t, time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	go func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(), nil)
		if err != nil {
			return
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}()
	<-entered
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestService_ends_when_a_listener_fails(t *testing.T) {
	s, err := New(t.Context(), local(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ops.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "ops-listen: ") {
		t.Errorf("ended with %v", err)
	}
}

func TestService_follows_a_policy_directory_and_keeps_the_last_good_one(t *testing.T) {
	config := local(t)
	config.Policy = filepath.Join(t.TempDir(), "policy")
	if err := os.CopyFS(config.Policy, policies.FS); err != nil {
		t.Fatal(err)
	}
	s, stop := start(t, config)
	rule := filepath.Join(config.Policy, "authz", "rules", "night", "night.rego")
	if err := os.MkdirAll(filepath.Dir(rule), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ source, readiness string }{
		{"package authz.rules.night\n\nbroken", "the last good policy decides"},
		{"package authz.rules.night\n\ndeny contains {\"code\": \"night\", \"message\": \"closed\"} if input.context.now < 0\n", `{"name":"policy","ok":true}`},
	} {
		if err := os.WriteFile(rule, []byte(c.source), 0o600); err != nil {
			t.Fatal(err)
		}
		for deadline, body := time.Now().Add(20*time.Second), ""; !strings.Contains(body, c.readiness); {
			if time.Now().After(deadline) {
				t.Fatalf("readiness says %s, want %s", body, c.readiness)
			}
			status := 0
			if status, body = fetch(t, s.OpsURL()+"/readyz"); status != 200 {
				t.Fatalf("readiness answered %d %s", status, body)
			}
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
