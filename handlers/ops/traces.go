package ops

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// TraceCounts are the numbers of exported and dropped spans.
type TraceCounts struct{ Exported, QueueFull, Failed int64 }

var (
	spansExported = prometheus.NewDesc("warder_trace_spans_exported_total", "Spans that the collector accepted.", nil, nil)
	spansDropped  = prometheus.NewDesc("warder_trace_spans_dropped_total", "Spans that were dropped: the queue was full, or the collector did not accept them.", []string{"why"}, nil)
)

// spans exposes trace counters as metrics.
type spans struct{ counts func() TraceCounts }

// WatchTraces registers metrics of spans, and adds trace exemplars to request durations;
// counts is called at each scrape. Call it once before the first request.
func (m *Metrics) WatchTraces(traceID func(context.Context) string, counts func() TraceCounts) {
	if m == nil {
		return
	}
	m.traceID = traceID
	m.registry.MustRegister(spans{counts})
}

// Describe implements prometheus.Collector.
func (s spans) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- spansExported
	descriptions <- spansDropped
}

// Collect implements prometheus.Collector.
func (s spans) Collect(metrics chan<- prometheus.Metric) {
	counts := s.counts()
	metrics <- prometheus.MustNewConstMetric(spansExported, prometheus.CounterValue, float64(counts.Exported))
	metrics <- prometheus.MustNewConstMetric(spansDropped, prometheus.CounterValue, float64(counts.QueueFull), "queue_full")
	metrics <- prometheus.MustNewConstMetric(spansDropped, prometheus.CounterValue, float64(counts.Failed), "export_failed")
}

// observeTraced observes a duration, with its trace as an exemplar if the trace is recorded.
func observeTraced(durations prometheus.Observer, took time.Duration, traceID string) {
	if exemplars, can := durations.(prometheus.ExemplarObserver); can && traceID != "" {
		exemplars.ObserveWithExemplar(took.Seconds(), prometheus.Labels{"trace_id": traceID})
		return
	}
	durations.Observe(took.Seconds())
}
