package ops

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"warder/engine"
)

// scrape reads the metrics as Prometheus would.
func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	return get(t, NewHandler(m, NewReadiness(), nil, nil), "/metrics", http.StatusOK)
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
			m.Request(context.Background(), "/api/v3/secrets/raw/:secretName", "GET", 200, 2*time.Millisecond)
			m.Request(context.Background(), "/api/v3/secrets/raw/:secretName", "GET", 200, 3*time.Millisecond)
			m.Request(context.Background(), "/api/v3/secrets/raw/:secretName", "GET", 403, time.Millisecond)
		}, []string{
			`warder_http_requests_total{method="GET",route="/api/v3/secrets/raw/:secretName",status="200"} 2`,
			`warder_http_requests_total{method="GET",route="/api/v3/secrets/raw/:secretName",status="403"} 1`,
			`warder_http_request_duration_seconds_count{method="GET",route="/api/v3/secrets/raw/:secretName",status_class="2xx"} 2`,
			`warder_http_request_duration_seconds_count{method="GET",route="/api/v3/secrets/raw/:secretName",status_class="4xx"} 1`,
		}},
		{"labels_a_client_could_invent_are_folded", func(m *Metrics) {
			m.Request(context.Background(), "", "BREW", 404, 0)
			m.Request(context.Background(), "", "PROPFIND", 404, 0)
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
		{"the_codes_of_a_policy_that_makes_them_up_are_bounded", func(m *Metrics) {
			for i := range 2 * maxCodes {
				m.Decision(&engine.Decision{Visible: []engine.Reason{{Code: strconv.Itoa(i)}}}, 0)
			}
		}, []string{
			`warder_decisions_total{code="255",result="refused"} 1`,
			`warder_decisions_total{code="other",result="refused"} 256`,
		}},
		{"what_alerts_are_about_begins_at_0", func(m *Metrics) {
			m.Expect([]string{"signature"}, []string{"oidc-auth"})
		}, []string{
			`warder_decisions_total{code="policy_error",result="refused"} 0`,
			`warder_policy_divergence_total{at="live"} 0`,
			`warder_bundle_refusals_total{cause="signature"} 0`,
			`warder_login_source_failures_total{method="oidc-auth"} 0`,
		}},
		{"the_recorder_is_asked_when_metrics_are_read", func(m *Metrics) {
			m.WatchAudit(func() AuditCounts {
				return AuditCounts{Waiting: 7, Capacity: 4096, Written: 20, Batches: 2, Failures: 1, Writing: 30 * time.Millisecond}
			})
		}, []string{
			`warder_audit_queue_length 7`, `warder_audit_queue_capacity 4096`, `warder_audit_records_written_total 20`,
			`warder_audit_write_failures_total 1`, `warder_audit_write_duration_seconds_sum 0.03`, `warder_audit_write_duration_seconds_count 2`,
		}},
		{"caches_show_what_was_found", func(m *Metrics) {
			m.WatchCaches(func() map[string]CacheCounts { return map[string]CacheCounts{"facts": {Hits: 9, Misses: 1}} })
		}, []string{`warder_cache_lookups_total{cache="facts",result="hit"} 9`, `warder_cache_lookups_total{cache="facts",result="miss"} 1`}},
		{"checks_show_what_readyz_answers", func(m *Metrics) {
			m.WatchChecks(NewReadiness(passing("database"), failing("audit", "full"), Check{Name: "policy", Test: func(context.Context) error { return ErrDegraded }}))
		}, []string{
			`warder_check_ok{check="database"} 1`, `warder_check_ok{check="audit"} 0`, `warder_check_ok{check="policy"} 1`,
			`warder_check_degraded{check="database"} 0`, `warder_check_degraded{check="policy"} 1`,
		}},
		{"the_policy_is_named", func(m *Metrics) {
			m.WatchPolicy(PolicyState{
				Stale: func() time.Duration { return time.Minute }, Missing: func() bool { return true },
				Revision: func() engine.Revision { return engine.Revision{Revision: "8", Digest: "abc"} },
				Trial:    func() (string, engine.Differences) { return "shadow", engine.Differences{NewlyRefused: 3} },
			})
		}, []string{
			`warder_bundle_stale_seconds 60`, `warder_policy_missing 1`, `warder_policy_info{digest="abc",revision="8"} 1`,
			`warder_policy_differences{kind="newly_refused",stage="shadow"} 3`,
		}},
		{"the_build_is_named", func(m *Metrics) {
			m.ShowBuild(Build{Version: "1.2.3", Commit: "c0ffee", Go: "go1.26", OPA: "v1.22.2"})
		}, []string{`warder_build_info{commit="c0ffee",go_version="go1.26",opa_version="v1.22.2",version="1.2.3"} 1`}},
		{"dropped_lines_are_counted", func(m *Metrics) {
			m.WatchRequestLog(func() int64 { return 7 })
		}, []string{`warder_request_log_lines_dropped_total 7`}},
		{"the_certificate_shows_its_end", func(m *Metrics) {
			m.WatchCertificate(func() time.Time { return loaded })
		}, []string{`warder_tls_certificate_expiry_timestamp_seconds 1.7953128e+09`}},
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
	m.Request(context.Background(), "/", "GET", 200, 0)
	m.Decision(&engine.Decision{}, 0)
	m.PolicyLoaded(time.Unix(0, 0), nil)
	m.Removed("sessions", 1)
	m.RemovalFailed("sessions")
	m.Cleaned(time.Unix(0, 0))
	m.WatchAudit(func() AuditCounts { return AuditCounts{} })
	m.WatchCaches(func() map[string]CacheCounts { return nil })
	m.WatchChecks(NewReadiness())
	m.WatchPolicy(PolicyState{})
	m.WatchCertificate(func() time.Time { return time.Time{} })
	m.ShowBuild(Build{})
	m.WatchRequestLog(nil)
	m.WatchTraces(nil, nil)
	m.Expect(nil, nil)
	m.WatchPools(func() map[string]sql.DBStats { return nil })
	get(t, NewHandler(m, NewReadiness(), nil, nil), "/metrics", http.StatusNotFound)
}
