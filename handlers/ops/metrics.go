// Package ops serves operators: health, readiness, metrics and profiles, on a separate
// listener. It requires no credentials and shows no secrets.
package ops

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"warder/engine"
)

// Metrics are the metrics of one server. Its methods are safe for concurrent use, and a nil
// Metrics counts nothing. docs/metrics.md describes each metric.
type Metrics struct {
	registry    *prometheus.Registry
	codes       codes
	traceID     func(context.Context) string // of a request; nil without tracing
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	decisions   *prometheus.CounterVec
	evaluations prometheus.Histogram
	reloads     *prometheus.CounterVec
	reloaded    prometheus.Gauge
	reloadedAt  prometheus.Gauge
	removed     *prometheus.CounterVec
	unremoved   *prometheus.CounterVec
	cleanedAt   prometheus.Gauge
	refusals    *prometheus.CounterVec
	activations *prometheus.CounterVec
	rollbacks   prometheus.Counter
	overMemory  prometheus.Counter
	divergence  *prometheus.CounterVec
	leftOut     *prometheus.CounterVec
	unverified  *prometheus.CounterVec
	exports     exportCounters
}

// NewMetrics makes metrics with their own registry, so that two servers in one process do not
// mix.
func NewMetrics() *Metrics {
	m := &Metrics{
		exports:  newExportCounters(),
		registry: prometheus.NewRegistry(),
		requests: counter("http_requests_total", "Requests answered.", "route", "method", "status"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "warder_http_request_duration_seconds", Help: "Time from reading a request to the end of its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status_class"}),
		decisions: counter("decisions_total", "Decisions of the policy; code is that of the first reason, empty if permitted.", "result", "code"),
		evaluations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "warder_decision_duration_seconds", Help: "Time the policy took for one decision, cached answers included.",
			Buckets: []float64{.000001, .00001, .00005, .0001, .00025, .0005, .001, .0025, .01, .05, .25, 1},
		}),
		reloads:    counter("policy_reloads_total", "Attempts to load a policy.", "result"),
		reloaded:   gauge("policy_reload_successful", "Whether the last attempt to load a policy succeeded."),
		reloadedAt: gauge("policy_reload_success_timestamp_seconds", "Unix time at which a policy was last loaded."),
		removed:    counter("upkeep_removed_rows_total", "Expired rows that this server removed.", "kind"),
		unremoved:  counter("upkeep_failures_total", "Attempts of this server to remove a kind of rows that failed.", "kind"),
		cleanedAt:  gauge("upkeep_success_timestamp_seconds", "Unix time at which some server last removed every kind of rows."),
	}
	m.refusals = counter("bundle_refusals_total", "Bundles of policy that were not activated.", "cause")
	m.activations = counter("bundle_activations_total", "Changes of the published policies in force; stage is the one entered.", "stage")
	m.rollbacks = prometheus.NewCounter(prometheus.CounterOpts{Name: "warder_policy_rollbacks_total", Help: "Candidates that this server withdrew automatically."})
	m.overMemory = prometheus.NewCounter(prometheus.CounterOpts{Name: "warder_decisions_over_memory_total", Help: "Decisions that were ended because they took too much memory; all of them refused."})
	m.divergence = counter("policy_divergence_total", "Differences between the answers of a plan and of OPA's evaluator; from the first one on the evaluator decides.", "at")
	m.leftOut = counter("decision_log_refusals_left_out_total", "Refusals without a record of their own: repeated ones share that of the first, unrecorded ones were too many within a second.", "why")
	m.unverified = counter("login_source_failures_total", "Logins that could not be verified because keys, an API server or a cloud were unreachable or not permitted.", "method")
	m.registry.MustRegister(m.unverified, m.leftOut, m.divergence, m.refusals, m.activations, m.rollbacks, m.overMemory)
	m.registry.MustRegister(m.requests, m.durations, m.decisions, m.evaluations, m.reloads, m.reloaded, m.reloadedAt,
		m.removed, m.unremoved, m.cleanedAt, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.begin()
	return m
}

// begin creates the series used in alerts with value 0, because a counter that appears with
// its first event shows no increase.
func (m *Metrics) begin() {
	for _, code := range []string{"rate_limited", "credentials_invalid", engine.PolicyUndefined, engine.PolicyError, engine.PolicyTimeout, engine.PolicyMissing} {
		m.decisions.WithLabelValues("refused", code)
	}
	m.divergence.WithLabelValues(engine.AtLoad)
	m.divergence.WithLabelValues(engine.Live)
	m.RefusalsLeftOut(0, 0)
	for _, result := range []string{"success", "failure"} {
		m.reloads.WithLabelValues(result)
	}
	for _, stage := range []string{engine.StageActive, engine.StageShadow, engine.StageCanary} {
		m.activations.WithLabelValues(stage)
	}
}

// Expect creates series with value 0 for closed lists of labels: the causes of refused
// bundles, and the login methods of machine identities.
func (m *Metrics) Expect(causes, methods []string) {
	if m == nil {
		return
	}
	for _, cause := range causes {
		m.refusals.WithLabelValues(cause)
	}
	for _, method := range methods {
		m.unverified.WithLabelValues(method)
	}
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "warder_" + name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "warder_" + name, Help: help})
}

// Request counts one response. route is the template from the table, or empty for unknown
// paths, and never the requested path: with labels from a closed list, a client cannot exhaust
// memory.
func (m *Metrics) Request(ctx context.Context, route, method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if route == "" {
		route = "none"
	}
	method = knownMethod(method)
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	durations := m.durations.WithLabelValues(route, method, statusClasses[status/100%len(statusClasses)])
	if m.traceID != nil {
		observeTraced(durations, took, m.traceID(ctx))
		return
	}
	durations.Observe(took.Seconds())
}

// statusClasses are the values of the label status_class by the first digit of a status.
var statusClasses = [...]string{"other", "1xx", "2xx", "3xx", "4xx", "5xx"}

func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// LoginSourceFailed counts a login that could not be verified because its source was
// unreachable. method is from a closed list.
func (m *Metrics) LoginSourceFailed(method string) {
	if m != nil {
		m.unverified.WithLabelValues(method).Inc()
	}
}

// Decision counts one decision.
func (m *Metrics) Decision(decision *engine.Decision, took time.Duration) {
	if m == nil {
		return
	}
	result, code := "permitted", ""
	if !decision.Permitted {
		result, code = "refused", m.codes.bounded(refusalCode(decision))
	}
	m.decisions.WithLabelValues(result, code).Inc()
	m.evaluations.Observe(took.Seconds())
}

func refusalCode(decision *engine.Decision) string {
	for _, reasons := range [][]engine.Reason{decision.Visible, decision.Reasons} {
		if len(reasons) > 0 {
			return reasons[0].Code
		}
	}
	return "none"
}

// RefusalsLeftOut counts refusals without a record of their own.
func (m *Metrics) RefusalsLeftOut(repeated, unrecorded int64) {
	if m == nil {
		return
	}
	m.leftOut.WithLabelValues("repeated").Add(float64(repeated))
	m.leftOut.WithLabelValues("unrecorded").Add(float64(unrecorded))
}

// PolicyLoaded records an attempt to load a policy, with its error and time.
func (m *Metrics) PolicyLoaded(at time.Time, err error) {
	if m == nil {
		return
	}
	if err != nil {
		m.reloads.WithLabelValues("failure").Inc()
		m.reloaded.Set(0)
		return
	}
	m.reloads.WithLabelValues("success").Inc()
	m.reloaded.Set(1)
	m.reloadedAt.Set(float64(at.Unix()))
}

// Removed counts expired rows of a kind that were removed, and creates the kind's failure
// series with value 0.
func (m *Metrics) Removed(kind string, rows int64) {
	if m == nil {
		return
	}
	m.removed.WithLabelValues(kind).Add(float64(rows))
	m.unremoved.WithLabelValues(kind)
}

// RemovalFailed counts a failure to remove a kind of expired rows.
func (m *Metrics) RemovalFailed(kind string) {
	if m == nil {
		return
	}
	m.unremoved.WithLabelValues(kind).Inc()
}

// Cleaned sets the time of the last complete removal by any server.
func (m *Metrics) Cleaned(at time.Time) {
	if m == nil {
		return
	}
	m.cleanedAt.Set(float64(at.Unix()))
}
