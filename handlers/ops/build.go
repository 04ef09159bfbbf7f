package ops

import (
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
)

const opaModule = "github.com/open-policy-agent/opa"

// ShowBuild shows what this binary was built from, as the labels of a gauge that is 1. A
// binary without that information shows none. Call it once.
func (m *Metrics) ShowBuild(info *debug.BuildInfo, known bool) {
	if m == nil || !known {
		return
	}
	labels := prometheus.Labels{"version": info.Main.Version, "go_version": info.GoVersion, "commit": "unknown", "opa_version": "unknown"}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			labels["commit"] = setting.Value
		}
	}
	for _, module := range info.Deps {
		if module.Path == opaModule {
			labels["opa_version"] = module.Version
		}
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "warder_build_info", Help: "What this binary was built from; always 1.", ConstLabels: labels,
	})
	build.Set(1)
	m.registry.MustRegister(build)
}
