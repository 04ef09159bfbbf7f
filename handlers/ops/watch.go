package ops

import (
	"database/sql"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// WatchCertificate registers the expiry of the API's certificate; expires is called at each
// scrape. Call it once if the server uses TLS.
func (m *Metrics) WatchCertificate(expires func() time.Time) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warder_tls_certificate_expiry_timestamp_seconds", Help: "Unix time at which the certificate of the API expires.",
	}, func() float64 { return float64(expires().Unix()) }))
}

// WatchRequestLog registers the number of dropped request log lines; dropped is called at each
// scrape. Call it once if the request log is enabled.
func (m *Metrics) WatchRequestLog(dropped func() int64) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "warder_request_log_lines_dropped_total", Help: "Request log lines that were dropped because the target did not accept them.",
	}, func() float64 { return float64(dropped()) }))
}

// WatchPools registers the database's connection pools by name; stats is called at each
// scrape. Call it once.
func (m *Metrics) WatchPools(stats func() map[string]sql.DBStats) {
	if m == nil {
		return
	}
	m.registry.MustRegister(pools{stats})
}

// pools exposes the standard library's pool statistics as metrics.
type pools struct{ stats func() map[string]sql.DBStats }

var (
	poolOpen    = poolMetric("open_connections", "Connections, idle or in use.")
	poolInUse   = poolMetric("in_use_connections", "Connections in use.")
	poolMax     = poolMetric("max_connections", "Most connections that may be open.")
	poolWaits   = poolMetric("waits_total", "Waits for a connection.")
	poolWaiting = poolMetric("wait_seconds_total", "Time spent waiting for a connection.")
)

func poolMetric(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("warder_database_"+name, help, []string{"pool"}, nil)
}

// Describe implements prometheus.Collector.
func (p pools) Describe(descriptions chan<- *prometheus.Desc) {
	for _, description := range []*prometheus.Desc{poolOpen, poolInUse, poolMax, poolWaits, poolWaiting} {
		descriptions <- description
	}
}

// Collect implements prometheus.Collector.
func (p pools) Collect(metrics chan<- prometheus.Metric) {
	for pool, stats := range p.stats() {
		for _, value := range []struct {
			description *prometheus.Desc
			kind        prometheus.ValueType
			value       float64
		}{
			{poolOpen, prometheus.GaugeValue, float64(stats.OpenConnections)},
			{poolInUse, prometheus.GaugeValue, float64(stats.InUse)},
			{poolMax, prometheus.GaugeValue, float64(stats.MaxOpenConnections)},
			{poolWaits, prometheus.CounterValue, float64(stats.WaitCount)},
			{poolWaiting, prometheus.CounterValue, stats.WaitDuration.Seconds()},
		} {
			metrics <- prometheus.MustNewConstMetric(value.description, value.kind, value.value, pool)
		}
	}
}
