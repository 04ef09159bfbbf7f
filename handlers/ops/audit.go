package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// AuditCounts are the counters of the audit recorder.
type AuditCounts struct {
	Waiting, Capacity int           // records
	Written           int64         // records
	Batches, Failures int64         // successful and failed writes of the queue
	Writing           time.Duration // time spent in successful writes
}

var (
	auditQueue    = prometheus.NewDesc("warder_audit_queue_length", "Decision records that wait to be written.", nil, nil)
	auditCapacity = prometheus.NewDesc("warder_audit_queue_capacity", "Decision records that may wait; a server whose queue is full refuses requests.", nil, nil)
	auditWritten  = prometheus.NewDesc("warder_audit_records_written_total", "Decision records written to the database.", nil, nil)
	auditFailures = prometheus.NewDesc("warder_audit_write_failures_total", "Batches of decision records that could not be written; they are tried again.", nil, nil)
	auditWriting  = prometheus.NewDesc("warder_audit_write_duration_seconds", "Time to write one batch of decision records.", nil, nil)
)

// audits exposes the audit recorder's counters as metrics.
type audits struct{ counts func() AuditCounts }

// WatchAudit registers the audit recorder's metrics; counts is called at each scrape. Call it
// once.
func (m *Metrics) WatchAudit(counts func() AuditCounts) {
	if m != nil {
		m.registry.MustRegister(audits{counts})
	}
}

// Describe implements prometheus.Collector.
func (a audits) Describe(descriptions chan<- *prometheus.Desc) {
	for _, description := range []*prometheus.Desc{auditQueue, auditCapacity, auditWritten, auditFailures, auditWriting} {
		descriptions <- description
	}
}

// Collect implements prometheus.Collector.
func (a audits) Collect(metrics chan<- prometheus.Metric) {
	counts := a.counts()
	metrics <- prometheus.MustNewConstMetric(auditQueue, prometheus.GaugeValue, float64(counts.Waiting))
	metrics <- prometheus.MustNewConstMetric(auditCapacity, prometheus.GaugeValue, float64(counts.Capacity))
	metrics <- prometheus.MustNewConstMetric(auditWritten, prometheus.CounterValue, float64(counts.Written))
	metrics <- prometheus.MustNewConstMetric(auditFailures, prometheus.CounterValue, float64(counts.Failures))
	metrics <- prometheus.MustNewConstSummary(auditWriting, uint64(max(counts.Batches, 0)), counts.Writing.Seconds(), nil) //nolint:gosec // not negative
}
