package service

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"
	"time"

	"warder/cmd/version"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

const (
	// reportInterval is the interval of a server's status reports for the others; several fit
	// into models.ServerSilent.
	reportInterval = 5 * time.Second
	// farewell is the time limit for a stopping server's last report.
	farewell = time.Second
)

// reporter stores this server's status in the database. It is used for display, and for a
// trial's tolerance over all servers.
type reporter struct {
	*rollout
	version string
	keys    map[string]string // in use, by purpose
	// The trial, and its differences that are already added to the total of all servers.
	trial   string
	counted models.PolicyDifferences
}

func newReporter(r *rollout, keyring *seal.Keyring) *reporter {
	keys := map[string]string{}
	for _, purpose := range seal.Purposes() {
		keys[string(purpose)] = keyring.PrimaryKey(purpose)
	}
	return &reporter{rollout: r, version: version.Read().Version, keys: keys}
}

// serverName is the server's display name.
func (c *Config) serverName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "warder"
	}
	return cmp.Or(c.ServerName, host)
}

// run reports until ctx ends, and then reports the shutdown.
func (r *reporter) run(ctx context.Context) {
	ticker := time.NewTicker(cmp.Or(r.config.ReportInterval, reportInterval))
	defer ticker.Stop()
	for {
		if err := r.report(ctx); err != nil && ctx.Err() == nil {
			r.log.DebugContext(ctx, "the server's status cannot be stored", slog.String("cause", err.Error()))
		}
		select {
		case <-ctx.Done():
			r.leave(ctx)
			return
		case <-r.changed:
		case <-ticker.C:
		}
	}
}

func (r *reporter) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := r.store.Write(ctx, func(tx *store.Tx) error { return models.ForgetServer(tx, r.id) })
	if err != nil { // the others will see it as silent
		r.log.DebugContext(ctx, "the server's shutdown cannot be stored", slog.String("cause", err.Error()))
	}
}

// report stores this server's status together with the candidate's new counts, atomically, so
// that nothing is counted twice.
func (r *reporter) report(ctx context.Context) error {
	row := &models.Server{ID: r.id, Name: r.name, StartedAt: store.At(r.started)}
	row.Report = r.describe(ctx)
	now := r.config.clock()()
	row.SeenAt = store.At(now)
	trial, counts := row.Report.Policy.Trial, row.Report.Policy.Differences
	before := models.PolicyDifferences{}
	if trial == r.trial {
		before = r.counted
	}
	came := counts.Since(before)
	var servers []models.Server
	err := r.store.Write(ctx, func(tx *store.Tx) (err error) {
		if err := models.ReportServer(tx, row); err != nil {
			return err
		}
		if err := models.ReportKeyUses(tx, r.keys, row.SeenAt); err != nil || trial == "" {
			return err
		}
		if came.Compared > 0 {
			minute := store.At(now.Truncate(time.Minute))
			if err := models.AddDifferences(tx, &models.PolicyDifference{Trial: trial, Minute: minute, PolicyDifferences: came}); err != nil {
				return err
			}
		}
		servers, err = models.Servers(tx)
		return err
	})
	if err != nil {
		return err
	}
	r.trial, r.counted = trial, counts
	r.hold(trial, servers)
	return nil
}

// hold compares a candidate with its tolerance over all servers, since each one may have seen
// less.
func (r *reporter) hold(trial string, servers []models.Server) {
	candidate, _ := r.stages.OnTrial()
	if candidate == nil || candidate.ID != trial || !candidate.Exceeded(differencesOn(trial, servers)) {
		return
	}
	select {
	case r.overruns <- trial:
	default: // one is enough
	}
}

func (r *reporter) describe(ctx context.Context) models.ServerReport {
	status := r.Status()
	report := models.ServerReport{
		Version: r.version, Keys: r.keys,
		Policy: models.ServerPolicy{
			Revision: status.Active.Revision, Digest: status.Active.Digest, Version: status.Version, Problem: status.Problem,
			StaleSeconds: int64(r.staleness().Seconds()), Trial: status.Trial, Differences: models.PolicyDifferences(status.Differences),
		},
		Pools: []models.ServerPool{},
	}
	counts := r.audit.Counts()
	report.Log = models.ServerLog{Waiting: r.audit.Waiting(), Capacity: auditQueue, Written: counts.Written, Failures: counts.Failures}
	pools := r.store.PoolStats()
	for _, name := range slices.Sorted(maps.Keys(pools)) {
		pool := pools[name]
		report.Pools = append(report.Pools, models.ServerPool{
			Name: name, Open: pool.OpenConnections, InUse: pool.InUse, Max: pool.MaxOpenConnections,
			Waits: pool.WaitCount, WaitSeconds: pool.WaitDuration.Seconds(),
		})
	}
	asked := time.Now() //nolint:forbidigo // a duration, not a time of day
	if err := r.store.Ping(ctx); err == nil {
		report.DatabaseMillis = float64(time.Since(asked).Microseconds()) / 1000
	}
	if skew, err := r.store.Skew(ctx, r.config.clock()); err == nil {
		report.ClockSkewMillis = skew.Milliseconds()
	}
	return report
}
