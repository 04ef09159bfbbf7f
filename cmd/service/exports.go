package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"warder/handlers/audit/export"
	"warder/handlers/audit/export/sinks"
	"warder/handlers/ops"
	"warder/models/store"
)

// exports are this server's copies of the decision log.
type exports []*export.Exporter

// exportTargets are the configured targets of the decision log.
func (c *Config) exportTargets() ([]*sinks.Target, error) {
	targets, names := []*sinks.Target{}, []string{}
	for text := range strings.FieldsSeq(c.DecisionExport.Reveal()) {
		target, err := sinks.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("decision-export: %w", err)
		}
		if slices.Contains(names, target.Name()) {
			return nil, fmt.Errorf("decision-export: %s is named twice", target.Name())
		}
		targets, names = append(targets, target), append(names, target.Name())
	}
	return targets, nil
}

func (c *Config) checkExports() error {
	targets, err := c.exportTargets()
	switch {
	case err != nil:
		return err
	case len(targets) == 0 && c.ExportMaxBacklog > 0:
		return errors.New("export-max-backlog: there is no decision-export")
	case c.DatabaseConnections > 0 && c.DatabaseConnections < len(targets)+forRequests:
		return fmt.Errorf("database-connections: want %d or more: each of decision-export holds one while it writes", len(targets)+forRequests)
	}
	return nil
}

// forRequests is the minimum number of connections left for requests beside those of the
// copies.
const forRequests = 4

// exportWarnings list permitted but questionable settings of the copies, logged at every
// start.
func (c *Config) exportWarnings() (warnings []string) {
	targets, _ := c.exportTargets() // Validate reports the error
	for _, target := range targets {
		if target.InClear() {
			warnings = append(warnings, "decision-export: the credential for "+target.Name()+" travels without TLS")
		}
		if target.Local() && !strings.HasPrefix(c.Database().Reveal(), "sqlite:") {
			warnings = append(warnings, "decision-export: servers on one database share a copy, so "+target.Name()+" has only what this server copied; use a system that all of them reach")
		}
	}
	return warnings
}

func (s *Service) openExports(ctx context.Context, db *store.Store) (exports, error) {
	targets, err := s.config.exportTargets()
	if err != nil {
		return nil, err
	}
	copies := exports{}
	for _, target := range targets {
		sink, err := target.Open(ctx)
		if err != nil {
			return nil, fmt.Errorf("decision-export: %w", err)
		}
		s.closers = append(s.closers, sink.Close)
		options := export.Options{
			Store: db, Name: target.Name(), Sink: sink, Limits: target.Limits(),
			MaxBacklog: int64(s.config.ExportMaxBacklog), Clock: s.config.clock(), Log: s.log, Observe: s.metrics,
		}
		copies = append(copies, export.New(options))
		s.metrics.Exported(target.Name(), 0, 0) // gives a rate its first value
		s.log.Info("the decision log is exported", slog.String("sink", target.Name()))
	}
	return copies, nil
}

// run copies until ctx ends. The next start copies the rest.
func (e exports) run(ctx context.Context) {
	var copying sync.WaitGroup
	for _, one := range e {
		copying.Go(func() { one.Run(ctx) })
	}
	copying.Wait()
}

// blocked reports whether a copy's backlog forbids further decisions.
func (e exports) blocked() bool { return slices.ContainsFunc(e, (*export.Exporter).Blocked) }

// check is a check of /readyz.
func (e exports) check(context.Context) error {
	for _, one := range e {
		if one.Blocked() {
			return fmt.Errorf("%d decision records wait for their copy to %s", one.Progress().Backlog(), one.Name())
		}
	}
	return nil
}

// watch adds the progress of the copies to the metrics.
func (e exports) watch(metrics *ops.Metrics, clock func() time.Time) {
	if len(e) == 0 {
		return
	}
	metrics.WatchExports(func(tell func(sink string, backlog int64, lag time.Duration)) {
		for _, one := range e {
			progress, lag := one.Progress(), time.Duration(0)
			if !progress.Oldest.IsZero() {
				lag = max(0, clock().Sub(progress.Oldest))
			}
			tell(one.Name(), progress.Backlog(), lag)
		}
	})
}
