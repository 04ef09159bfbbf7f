package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"warder/bundles"
	"warder/engine"
	"warder/handlers/audit"
	"warder/handlers/ops"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

// rolloutInterval is the poll interval for changes of the rollout; all servers agree within a
// second.
const rolloutInterval = 500 * time.Millisecond

// rollout puts the database's rollout in force on this server: its own policy or a published
// one, and an optional candidate.
type rollout struct {
	*Service
	store    *store.Store
	audit    *audit.Recorder
	overruns chan string   // trials that exceeded their tolerance
	changed  chan struct{} // signals the reporter that another policy is in force
	id, name string        // of this server

	mu      sync.Mutex
	version int64
	failure string
	failed  int64     // the version that failed
	retryAt time.Time // time of the next attempt with that version
	retries *backoff.ExponentialBackOff
	trial   string
	engines map[string]*engine.Engine // of published bundles, by id
	closed  bool
}

var _ pep.Rollout = (*rollout)(nil)

// openRollout starts with the rollout in the database. A server that cannot load the published
// policy refuses everything until it can, because its decisions would differ from the others'.
func (s *Service) openRollout(ctx context.Context, p parts, own *engine.Engine) (*rollout, error) {
	r := &rollout{
		Service: s, store: p.store, audit: p.audit, engines: map[string]*engine.Engine{}, overruns: make(chan string, 1),
		changed: make(chan struct{}, 1), id: store.NewID(), name: s.config.serverName(),
		retries: retry.Waits{First: rolloutInterval, Most: 4 * time.Minute}.Series(),
	}
	s.stages = engine.NewStages(own, func(trial string) {
		select {
		case r.overruns <- trial:
		default: // one is enough
		}
	})
	r.stages.Close()
	r.Sync(ctx)
	if r.version == 0 && r.failure == "" {
		return nil, fmt.Errorf("policy: %w", cmp.Or(ctx.Err(), store.ErrUnavailable))
	}
	s.metrics.WatchPolicy(ops.PolicyState{
		Stale: r.staleness, Missing: func() bool { return r.missing() != nil }, Revision: r.stages.Revision, Trial: r.onTrial,
	})
	s.background = append(s.background, r.run, newReporter(r, p.keyring).run)
	return r, nil
}

// onTrial is the candidate's stage and its differences; an empty stage without one.
func (r *rollout) onTrial() (stage string, differences engine.Differences) {
	candidate, differences := r.stages.OnTrial()
	if candidate == nil {
		return "", engine.Differences{}
	}
	return candidate.Stage, differences
}

// run follows the database until ctx ends.
func (r *rollout) run(ctx context.Context) {
	ticker := time.NewTicker(rolloutInterval)
	defer ticker.Stop()
	trial := "" // to be withdrawn
	for {
		select {
		case <-ctx.Done():
			return
		case trial = <-r.overruns:
		case <-ticker.C:
			r.Sync(ctx)
		}
		if trial != "" && r.withdraw(ctx, trial) {
			trial = ""
		}
	}
}

// Sync implements handlers.Rollout.
func (r *rollout) Sync(ctx context.Context) {
	err := r.sync(ctx)
	if errors.Is(err, store.ErrUnavailable) || ctx.Err() != nil {
		return // requests report this themselves
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if text := textOf(err); text != r.failure {
		if r.failure = text; err != nil {
			r.metrics.BundleRefused(causeOf(err))
			r.log.ErrorContext(ctx, "the published policy is not in force; "+r.instead(), slog.String("cause", text))
		}
	}
}

// instead describes the policy in force while the published one is not loaded.
func (r *rollout) instead() string {
	if r.version == 0 {
		return "every request is refused"
	}
	return "the last good one is in force"
}

// Admit implements handlers.Rollout.
func (r *rollout) Admit(ctx context.Context, archive []byte) (*models.PolicyBundle, error) {
	err := r.mayPublish()
	if err == nil {
		err = requireSandbox(r.gate.Sandbox, r.config.InsecureUnconfined)
	}
	var opened *bundles.Bundle
	if err == nil {
		opened, err = r.gate.Admit(ctx, archive, bundles.MinRevision{})
	}
	var refused *bundles.ActivationError
	if errors.As(err, &refused) {
		r.metrics.BundleRefused(refused.Cause)
		r.log.WarnContext(ctx, "a published bundle is refused", slog.String("cause", err.Error()))
		return nil, &pep.BundleRefused{Cause: refused.Cause, Message: refused.Err.Error()}
	}
	if err != nil {
		return nil, err
	}
	return &models.PolicyBundle{
		Revision: int64(opened.Number), Digest: opened.Digest, KeyID: opened.KeyID, Archive: opened.Archive, //nolint:gosec // 63 bits
	}, nil
}
