package ops

import "github.com/prometheus/client_golang/prometheus"

// CacheCounts are the hits and misses of a cache.
type CacheCounts struct{ Hits, Misses int64 }

var cacheLookups = prometheus.NewDesc("warder_cache_lookups_total", "Lookups in a cache: of decisions, or of the facts that decisions need.", []string{"cache", "result"}, nil)

// caches exposes cache counters as metrics.
type caches struct{ counts func() map[string]CacheCounts }

// WatchCaches registers metrics of caches by name; counts is called at each scrape. Call it
// once.
func (m *Metrics) WatchCaches(counts func() map[string]CacheCounts) {
	if m != nil {
		m.registry.MustRegister(caches{counts})
	}
}

// Describe implements prometheus.Collector.
func (c caches) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- cacheLookups }

// Collect implements prometheus.Collector.
func (c caches) Collect(metrics chan<- prometheus.Metric) {
	for name, counts := range c.counts() {
		metrics <- prometheus.MustNewConstMetric(cacheLookups, prometheus.CounterValue, float64(counts.Hits), name, "hit")
		metrics <- prometheus.MustNewConstMetric(cacheLookups, prometheus.CounterValue, float64(counts.Misses), name, "miss")
	}
}
