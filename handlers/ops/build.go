package ops

import "github.com/prometheus/client_golang/prometheus"

// Build describes a binary's build.
type Build struct{ Version, Commit, Go, OPA string }

// ShowBuild exposes the build as labels of a gauge with value 1. Call it once.
func (m *Metrics) ShowBuild(build Build) {
	if m == nil {
		return
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "warder_build_info", Help: "Build of this binary, in labels; always 1.",
		ConstLabels: prometheus.Labels{"version": build.Version, "commit": build.Commit, "go_version": build.Go, "opa_version": build.OPA},
	})
	info.Set(1)
	m.registry.MustRegister(info)
}
