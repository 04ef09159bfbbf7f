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

	"warder/models/seal"
	"warder/models/store"
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
		{"on_a_newer_schema", newerSchema, func(err error) bool { return errors.Is(err, store.ErrNewerSchema) }},
		{"without_its_database", func(_ *testing.T, config *Config) {
			config.DatabaseURL = seal.NewText("postgres://warder@127.0.0.1:1/warder?connect_timeout=1")
		}, func(err error) bool { return errors.Is(err, store.ErrUnavailable) }},
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

func TestService_records_a_read_before_it_answers_when_told_so(t *testing.T) {
	config := local(t)
	config.AuditReads = AuditDurable
	config.DecisionLog = filepath.Join(t.TempDir(), "decisions.jsonl")
	s, stop := start(t, config)
	if status, body := fetch(t, s.URL()+"/api/v1/organization"); status != 401 {
		t.Fatalf("a caller without credentials is answered %d %s", status, body)
	}
	db, err := sql.Open("sqlite", filepath.Join(config.DataDir, "warder.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	records := 0
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM decision_records").Scan(&records); err != nil || records != 1 {
		t.Errorf("%d records when the answer came (%v), want 1", records, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	lines, err := os.ReadFile(config.DecisionLog)
	if err != nil || !strings.Contains(string(lines), "token_missing") {
		t.Errorf("the copy holds %s (%v)", lines, err)
	}
	if info, err := os.Stat(config.DecisionLog); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v (%v), want mode 0600", info, err)
	}
}
