package ops

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	checkOK       = prometheus.NewDesc("warder_check_ok", "Whether a check of /readyz passes; 0 takes the server out of service.", []string{"check"}, nil)
	checkDegraded = prometheus.NewDesc("warder_check_degraded", "Whether a check of /readyz passes and reports a problem for the operator.", []string{"check"}, nil)
)

// WatchChecks registers the results of /readyz as metrics, evaluated at each scrape. Call it
// once.
func (m *Metrics) WatchChecks(readiness *Readiness) {
	if m != nil {
		m.registry.MustRegister(checks{readiness})
	}
}

// checks exposes readiness as metrics. Its checks have a time limit, so that a hanging
// database does not block the other metrics.
type checks struct{ *Readiness }

// Describe implements prometheus.Collector.
func (c checks) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- checkOK
	descriptions <- checkDegraded
}

// Collect implements prometheus.Collector.
func (c checks) Collect(metrics chan<- prometheus.Metric) {
	for _, outcome := range c.run(context.Background()) {
		metrics <- truth(checkOK, outcome.OK, outcome.Name)
		metrics <- truth(checkDegraded, outcome.Degraded, outcome.Name)
	}
}

// truth is a gauge with value 1 or 0.
func truth(description *prometheus.Desc, is bool, labels ...string) prometheus.Metric {
	value := 0.0
	if is {
		value = 1
	}
	return prometheus.MustNewConstMetric(description, prometheus.GaugeValue, value, labels...)
}
