package service

import (
	"warder/bundles"
	"warder/cmd/version"
	"warder/handlers/logins"
	"warder/handlers/ops"
)

// watch registers the metrics of the server's components.
func (s *Service) watch(p parts) {
	build := version.Read()
	s.metrics.ShowBuild(ops.Build{Version: build.Version, Commit: build.Commit, Go: build.Go, OPA: build.OPA})
	s.metrics.Expect(bundles.Causes(), logins.Methods())
	s.metrics.WatchPools(p.store.PoolStats)
	p.exports.watch(s.metrics, s.config.clock())
	s.metrics.WatchAudit(func() ops.AuditCounts {
		counts := p.audit.Counts()
		return ops.AuditCounts{
			Waiting: p.audit.Waiting(), Capacity: auditQueue,
			Written: counts.Written, Batches: counts.Batches, Failures: counts.Failures, Writing: counts.Writing,
		}
	})
	s.metrics.WatchCaches(func() map[string]ops.CacheCounts {
		var facts, decisions ops.CacheCounts
		facts.Hits, facts.Misses = p.store.FactLookups()
		decisions.Hits, decisions.Misses = s.stages.Active().Lookups()
		return map[string]ops.CacheCounts{"facts": facts, "decisions": decisions}
	})
}
