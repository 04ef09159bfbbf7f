package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// exportCounters count the work of copies of the decision log.
type exportCounters struct{ records, removed, failures *prometheus.CounterVec }

func newExportCounters() exportCounters {
	return exportCounters{
		records:  counter("decision_export_records_total", "Decision records that were copied to another system.", "sink"),
		removed:  counter("decision_export_removed_records_total", "Decision records that retention removed before they were copied.", "sink"),
		failures: counter("decision_export_failures_total", "Attempts to copy decision records that failed; they are repeated.", "sink"),
	}
}

// Exported counts records that a sink stored, and records removed before they were copied. It
// implements export.Observer.
func (m *Metrics) Exported(sink string, records, removed int64) {
	if m == nil {
		return
	}
	m.exports.records.WithLabelValues(sink).Add(float64(records))
	m.exports.removed.WithLabelValues(sink).Add(float64(removed))
	m.exports.failures.WithLabelValues(sink).Add(0)
}

// ExportFailed counts a failed write to a sink. It implements export.Observer.
func (m *Metrics) ExportFailed(sink string) {
	if m != nil {
		m.exports.failures.WithLabelValues(sink).Inc()
	}
}

// WatchExports registers the progress of the copies of the decision log; progress is called at
// each scrape and reports each copy. Call it once.
func (m *Metrics) WatchExports(progress func(tell func(sink string, backlog int64, lag time.Duration))) {
	if m == nil {
		return
	}
	m.registry.MustRegister(m.exports.records, m.exports.removed, m.exports.failures, exportProgress{progress})
}

type exportProgress struct {
	progress func(tell func(sink string, backlog int64, lag time.Duration))
}

var (
	exportBacklog = prometheus.NewDesc("warder_decision_export_backlog_records", "Decision records that are not copied yet.", []string{"sink"}, nil)
	exportLag     = prometheus.NewDesc("warder_decision_export_lag_seconds", "Age of the oldest decision record that is not copied yet; 0 where all are.", []string{"sink"}, nil)
)

// Describe implements prometheus.Collector.
func (exportProgress) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- exportBacklog
	descriptions <- exportLag
}

// Collect implements prometheus.Collector.
func (e exportProgress) Collect(metrics chan<- prometheus.Metric) {
	e.progress(func(sink string, backlog int64, lag time.Duration) {
		metrics <- prometheus.MustNewConstMetric(exportBacklog, prometheus.GaugeValue, float64(backlog), sink)
		metrics <- prometheus.MustNewConstMetric(exportLag, prometheus.GaugeValue, lag.Seconds(), sink)
	})
}
