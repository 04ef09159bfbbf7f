package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"warder/engine"
)

// BundleRefused counts a bundle that was not activated, by one of the causes
// that the package bundles lists.
func (m *Metrics) BundleRefused(cause string) {
	if m != nil {
		m.refusals.WithLabelValues(cause).Inc()
	}
}

// BundleActivated counts a change of which policies decide; stage is that of
// the candidate, or nothing where there is none.
func (m *Metrics) BundleActivated(stage string) {
	if m == nil {
		return
	}
	if stage == "" {
		stage = engine.StageActive
	}
	m.activations.WithLabelValues(stage).Inc()
}

// RolledBack counts a candidate that this server withdrew by itself.
func (m *Metrics) RolledBack() {
	if m != nil {
		m.rollbacks.Inc()
	}
}

// PolicyDiverged counts a difference between a plan and OPA's evaluator, found at
// the load of a policy or in a live decision.
func (m *Metrics) PolicyDiverged(at string) {
	if m != nil {
		m.divergence.WithLabelValues(at).Inc()
	}
}

// DecisionOverMemory counts a decision that was ended for the memory it took.
func (m *Metrics) DecisionOverMemory() {
	if m != nil {
		m.overMemory.Inc()
	}
}

// WatchPolicy shows how long the source of bundles was not found good, whether
// everything is refused for want of a policy, and how a candidate compares, as
// they are when the metrics are read. Call it once.
func (m *Metrics) WatchPolicy(stale func() time.Duration, missing func() bool, trial func() (stage string, differences engine.Differences)) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warder_bundle_stale_seconds", Help: "Time since the source of bundles was last found good; 0 for a policy that has none.",
	}, func() float64 { return stale().Seconds() }), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warder_policy_missing", Help: "1 while every request is refused because there is no good policy, else 0.",
	}, func() float64 {
		if missing() {
			return 1
		}
		return 0
	}), trials{trial})
}

// trials turns the counters of a candidate into metrics.
type trials struct {
	trial func() (string, engine.Differences)
}

var differences = prometheus.NewDesc("warder_policy_differences", "Answers of the candidate of this moment, by how they compare with the active policy's.", []string{"stage", "kind"}, nil)

// Describe implements prometheus.Collector.
func (t trials) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- differences }

// Collect implements prometheus.Collector.
func (t trials) Collect(metrics chan<- prometheus.Metric) {
	stage, d := t.trial()
	if stage == "" {
		return
	}
	for kind, count := range map[string]int64{
		"newly_refused": d.NewlyRefused, "newly_permitted": d.NewlyPermitted, "other_reasons": d.OtherReasons,
		"failed": d.Failed, "compared": d.Compared,
	} {
		metrics <- prometheus.MustNewConstMetric(differences, prometheus.GaugeValue, float64(count), stage, kind)
	}
}
