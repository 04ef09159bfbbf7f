package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"warder/engine"
)

// BundleRefused counts a refused bundle by cause, which package bundles lists.
func (m *Metrics) BundleRefused(cause string) {
	if m != nil {
		m.refusals.WithLabelValues(cause).Inc()
	}
}

// BundleActivated counts a change of the active or candidate policy; stage is the candidate's,
// or empty without one.
func (m *Metrics) BundleActivated(stage string) {
	if m == nil {
		return
	}
	if stage == "" {
		stage = engine.StageActive
	}
	m.activations.WithLabelValues(stage).Inc()
}

// RolledBack counts a candidate that this server withdrew automatically.
func (m *Metrics) RolledBack() {
	if m != nil {
		m.rollbacks.Inc()
	}
}

// PolicyDiverged counts a difference between a plan and OPA's evaluator, found when a policy
// was loaded or in a live decision.
func (m *Metrics) PolicyDiverged(at string) {
	if m != nil {
		m.divergence.WithLabelValues(at).Inc()
	}
}

// DecisionOverMemory counts a decision that was aborted at its memory limit.
func (m *Metrics) DecisionOverMemory() {
	if m != nil {
		m.overMemory.Inc()
	}
}

// PolicyState provides the metrics of a server's policies. Its functions are called at each
// scrape.
type PolicyState struct {
	Stale    func() time.Duration                                  // since the source of bundles was last confirmed
	Missing  func() bool                                           // whether everything is refused because there is no policy
	Revision func() engine.Revision                                // of the active policy
	Trial    func() (stage string, differences engine.Differences) // of the candidate; an empty stage without one
}

// WatchPolicy registers the metrics of a server's policies. Call it once.
func (m *Metrics) WatchPolicy(state PolicyState) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "warder_bundle_stale_seconds", Help: "Time since the source of bundles was last found good; 0 for a policy that has none.",
	}, func() float64 { return state.Stale().Seconds() }), policies{state})
}

// policies exposes the state of policies as metrics.
type policies struct{ state PolicyState }

var (
	policyMissing = prometheus.NewDesc("warder_policy_missing", "1 while every request is refused because there is no good policy, else 0.", nil, nil)
	policyInfo    = prometheus.NewDesc("warder_policy_info", "Which policy decides, by revision and digest; always 1.", []string{"revision", "digest"}, nil)
	differences   = prometheus.NewDesc("warder_policy_differences", "Decisions of the current candidate, by comparison with the active policy's.", []string{"stage", "kind"}, nil)
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
