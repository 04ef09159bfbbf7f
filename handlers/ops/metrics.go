// Package ops is what an operator looks at: health, readiness, metrics and
// profiles, on a listener of their own (DESIGN section 10). Nothing in it asks
// for credentials, and nothing in it shows a secret.
package ops

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"warder/engine"
)

// Metrics are the counters of one server. Their methods may be called on a nil
// Metrics, which counts nothing, and from many goroutines.
type Metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	decisions   *prometheus.CounterVec
	evaluations prometheus.Histogram
	reloads     *prometheus.CounterVec
	reloaded    prometheus.Gauge
	reloadedAt  prometheus.Gauge
}

// NewMetrics makes counters with a registry of their own, so that two servers
// in one process do not mix.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("http_requests_total", "Requests answered.", "route", "method", "status"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "warder_http_request_duration_seconds", Help: "Time from reading a request to the end of its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method"}),
		decisions: counter("decisions_total", "Decisions of the policy; code is that of the first reason, empty if permitted.", "result", "code"),
		evaluations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "warder_decision_duration_seconds", Help: "Time the policy took for one decision, cached answers included.",
			Buckets: []float64{.000001, .00001, .00005, .0001, .00025, .0005, .001, .0025, .01, .05, .25, 1},
		}),
		reloads:    counter("policy_reloads_total", "Attempts to load a policy.", "result"),
		reloaded:   gauge("policy_reload_successful", "Whether the last attempt to load a policy succeeded."),
		reloadedAt: gauge("policy_reload_success_timestamp_seconds", "Unix time at which a policy was last loaded."),
	}
	m.registry.MustRegister(m.requests, m.durations, m.decisions, m.evaluations, m.reloads, m.reloaded, m.reloadedAt,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "warder_" + name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "warder_" + name, Help: help})
}

// Request counts one answer. route is the template of the table, never the
// path as it was sent, or nothing for a request that no route serves: labels
// come from a closed list, or a client could fill the memory with them.
func (m *Metrics) Request(route, method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if route == "" {
		route = "none"
	}
	method = knownMethod(method)
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route, method).Observe(took.Seconds())
}

func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// Decision counts one answer of the policy.
func (m *Metrics) Decision(decision *engine.Decision, took time.Duration) {
	if m == nil {
		return
	}
	result, code := "permitted", ""
	if !decision.Permitted {
		result, code = "refused", refusalCode(decision)
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

// PolicyLoaded records an attempt to load a policy, with its error if it
// failed, at the given time.
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
