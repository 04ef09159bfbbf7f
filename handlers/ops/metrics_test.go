package ops

import (
	"database/sql"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"warder/engine"
)

// scrape reads the metrics as Prometheus would.
func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	return get(t, NewHandler(m, NewReadiness()), "/metrics", http.StatusOK)
}

func get(t *testing.T, handler http.Handler, path string, status int) string {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	body, err := io.ReadAll(recorder.Body)
	if err != nil || recorder.Code != status {
		t.Fatalf("GET %s answered %d (%v), want %d:\n%s", path, recorder.Code, err, status, body)
	}
	return string(body)
}

func wantLines(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %q in:\n%s", line, text)
		}
	}
}

func TestMetrics(t *testing.T) {
	refused := &engine.Decision{
		Reasons: []engine.Reason{{Code: "not_org_member"}},
		Visible: []engine.Reason{{Code: "token_expired"}},
	}
	loaded := time.Unix(1795312800, 0)
	for _, c := range []struct {
		name string
		do   func(m *Metrics)
		want []string
	}{
		{"requests_are_counted_by_route_method_and_status", func(m *Metrics) {
			m.Request("/api/v3/secrets/raw/:secretName", "GET", 200, 2*time.Millisecond)
			m.Request("/api/v3/secrets/raw/:secretName", "GET", 200, 3*time.Millisecond)
			m.Request("/api/v3/secrets/raw/:secretName", "GET", 403, time.Millisecond)
		}, []string{
			`warder_http_requests_total{method="GET",route="/api/v3/secrets/raw/:secretName",status="200"} 2`,
			`warder_http_requests_total{method="GET",route="/api/v3/secrets/raw/:secretName",status="403"} 1`,
			`warder_http_request_duration_seconds_count{method="GET",route="/api/v3/secrets/raw/:secretName"} 3`,
		}},
		{"labels_a_client_could_invent_are_folded", func(m *Metrics) {
			m.Request("", "BREW", 404, 0)
			m.Request("", "PROPFIND", 404, 0)
		}, []string{`warder_http_requests_total{method="other",route="none",status="404"} 2`}},
		{"decisions_are_counted_by_result_and_code", func(m *Metrics) {
			m.Decision(&engine.Decision{Permitted: true}, time.Microsecond)
			m.Decision(refused, time.Microsecond)
			m.Decision(&engine.Decision{Reasons: refused.Reasons}, time.Microsecond)
			m.Decision(&engine.Decision{}, time.Microsecond)
		}, []string{
			`warder_decisions_total{code="",result="permitted"} 1`,
			`warder_decisions_total{code="token_expired",result="refused"} 1`,
			`warder_decisions_total{code="not_org_member",result="refused"} 1`,
			`warder_decisions_total{code="none",result="refused"} 1`,
			`warder_decision_duration_seconds_count 4`,
		}},
		{"a_failed_reload_shows_and_keeps_the_time_of_the_last_good_one", func(m *Metrics) {
			m.PolicyLoaded(loaded, nil)
			m.PolicyLoaded(loaded.Add(time.Hour), errors.New("unsigned"))
		}, []string{
			`warder_policy_reload_successful 0`,
			`warder_policy_reload_success_timestamp_seconds 1.7953128e+09`,
			`warder_policy_reloads_total{result="failure"} 1`,
			`warder_policy_reloads_total{result="success"} 1`,
		}},
		{"what_was_removed_and_what_failed_are_counted_by_kind", func(m *Metrics) {
			m.Removed("sessions", 3)
			m.Removed("sessions", 2)
			m.Removed("api_keys", 0)
			m.RemovalFailed("api_keys")
			m.Cleaned(loaded)
		}, []string{
			`warder_upkeep_removed_rows_total{kind="sessions"} 5`,
			`warder_upkeep_failures_total{kind="sessions"} 0`,
			`warder_upkeep_failures_total{kind="api_keys"} 1`,
			`warder_upkeep_success_timestamp_seconds 1.7953128e+09`,
		}},
		{"the_queue_is_asked_when_metrics_are_read", func(m *Metrics) {
			m.WatchQueue(func() int { return 7 })
		}, []string{`warder_audit_queue_length 7`}},
		{"pools_show_their_connections", func(m *Metrics) {
			m.WatchPools(func() map[string]sql.DBStats {
				return map[string]sql.DBStats{"writer": {OpenConnections: 3, InUse: 2, MaxOpenConnections: 16, WaitCount: 5, WaitDuration: 1500 * time.Millisecond}}
			})
		}, []string{
			`warder_database_open_connections{pool="writer"} 3`,
			`warder_database_in_use_connections{pool="writer"} 2`,
			`warder_database_max_connections{pool="writer"} 16`,
			`warder_database_waits_total{pool="writer"} 5`,
			`warder_database_wait_seconds_total{pool="writer"} 1.5`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := NewMetrics()
			c.do(m)
			wantLines(t, scrape(t, m), c.want...)
		})
	}
}

func TestMetrics_include_the_process_and_the_go_runtime(t *testing.T) {
	text := scrape(t, NewMetrics())
	for _, name := range []string{"go_goroutines ", "process_open_fds "} {
		if !strings.Contains(text, "\n"+name) {
			t.Errorf("no metric %q", name)
		}
	}
}

func TestMetrics_nil_counts_nothing_and_does_not_fail(t *testing.T) {
	var m *Metrics
	m.Request("/", "GET", 200, 0)
	m.Decision(&engine.Decision{}, 0)
	m.PolicyLoaded(time.Unix(0, 0), nil)
	m.Removed("sessions", 1)
	m.RemovalFailed("sessions")
	m.Cleaned(time.Unix(0, 0))
	m.WatchQueue(func() int { return 0 })
	m.WatchPools(func() map[string]sql.DBStats { return nil })
	get(t, NewHandler(m, NewReadiness()), "/metrics", http.StatusNotFound)
}
