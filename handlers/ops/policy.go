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

// PolicyState is what the metrics show of the policies of a server. Its functions are
// called when the metrics are read.
type PolicyState struct {
	Stale    func() time.Duration                                  // since the source of bundles was last found good
	Missing  func() bool                                           // whether everything is refused for want of a policy
	Revision func() engine.Revision                                // of the policy that decides
	Trial    func() (stage string, differences engine.Differences) // of the candidate; no stage without one
}

// WatchPolicy shows the policies of a server. Call it once.
func (m *Metrics) WatchPolicy(state PolicyState) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warder_bundle_stale_seconds", Help: "Time since the source of bundles was last found good; 0 for a policy that has none.",
	}, func() float64 { return state.Stale().Seconds() }), policies{state})
}

// policies turns the state of policies into metrics.
type policies struct{ state PolicyState }

var (
	policyMissing = prometheus.NewDesc("warder_policy_missing", "1 while every request is refused because there is no good policy, else 0.", nil, nil)
	policyInfo    = prometheus.NewDesc("warder_policy_info", "Which policy decides, by revision and digest; always 1.", []string{"revision", "digest"}, nil)
	differences   = prometheus.NewDesc("warder_policy_differences", "Answers of the candidate of this moment, by how they compare with the active policy's.", []string{"stage", "kind"}, nil)
)

// Describe implements prometheus.Collector.
func (p policies) Describe(descriptions chan<- *prometheus.Desc) {
	for _, description := range []*prometheus.Desc{policyMissing, policyInfo, differences} {
		descriptions <- description
	}
}

// Collect implements prometheus.Collector.
func (p policies) Collect(metrics chan<- prometheus.Metric) {
	metrics <- truth(policyMissing, p.state.Missing())
	revision := p.state.Revision()
	metrics <- truth(policyInfo, true, revision.Revision, revision.Digest)
	stage, d := p.state.Trial()
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
