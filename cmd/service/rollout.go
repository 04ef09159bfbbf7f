package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"warder/bundles"
	"warder/engine"
	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

// rolloutInterval is how often a server looks whether another one changed
// which policy decides; all agree within a second.
const rolloutInterval = 250 * time.Millisecond

// rollout carries out on this server what the database says decides: the
// server's own policy or one that was published, and a candidate beside it.
type rollout struct {
	*Service
	store    *store.Store
	audit    *audit.Recorder
	overruns chan string // trials that went beyond their tolerance

	mu      sync.Mutex
	version int64
	failure string
	failed  int64     // the version that the failure is of
	retryAt time.Time // when that version is tried again
	retries *backoff.ExponentialBackOff
	trial   string
	engines map[string]*engine.Engine // of published bundles, by id
	closed  bool
}

var _ pep.Rollout = (*rollout)(nil)

// openRollout starts with what the database says. A server that cannot load the
// published policy refuses everything until it can: it would decide unlike the
// others.
func (s *Service) openRollout(ctx context.Context, p parts, own *engine.Engine) (*rollout, error) {
	r := &rollout{
		Service: s, store: p.store, audit: p.audit, engines: map[string]*engine.Engine{}, overruns: make(chan string, 1),
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
	s.metrics.WatchPolicy(r.staleness, func() bool { return r.missing() != nil }, func() (string, engine.Differences) {
		candidate, differences := r.stages.OnTrial()
		if candidate == nil {
			return "", engine.Differences{}
		}
		return candidate.Stage, differences
	})
	s.background = append(s.background, r.run)
	return r, nil
}

// run follows the database until ctx ends.
func (r *rollout) run(ctx context.Context) {
	ticker := time.NewTicker(rolloutInterval)
	defer ticker.Stop()
	trial := "" // that is to be withdrawn
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
		return // requests say so themselves
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

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// instead says what decides while the published policy does not.
func (r *rollout) instead() string {
	if r.version == 0 {
		return "every request is refused"
	}
	return "the last good one decides"
}

func (r *rollout) sync(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	row, err := models.RolloutOf(r.store.Statement(ctx))
	if err != nil {
		return err
	}
	stale := r.stale()
	if row.Version == r.version && stale == r.closed {
		return nil
	}
	now := r.config.clock()()
	if row.Version == r.failed && now.Before(r.retryAt) {
		return errors.New(r.failure)
	}
	if row.Version != r.failed {
		r.retries.Reset()
	}
	if err = r.follow(ctx, row, stale); err != nil {
		r.failed, r.retryAt = row.Version, now.Add(r.retries.NextBackOff())
	}
	return err
}

// follow puts the policies of the row in force, all or none of them.
func (r *rollout) follow(ctx context.Context, row *models.PolicyRollout, stale bool) error {
	active, candidate, err := r.load(ctx, row)
	if err != nil {
		return err
	}
	r.stages.Set(active, candidate)
	if r.closed = stale; stale {
		r.stages.Close()
	}
	if r.version != 0 && r.version != row.Version {
		r.metrics.BundleActivated(row.Stage)
		r.log.InfoContext(ctx, "another policy is in force", slog.String("reason", row.Reason),
			slog.String("revision", active.Revision().Revision), slog.String("digest", active.Revision().Digest), slog.String("stage", row.Stage))
	}
	r.version, r.trial = row.Version, row.Trial
	for id := range r.engines {
		if id != row.ActiveID && id != row.CandidateID && !slices.Contains(row.PreviousIDs, id) {
			delete(r.engines, id)
		}
	}
	return nil
}

func (r *rollout) load(ctx context.Context, row *models.PolicyRollout) (*engine.Engine, *engine.Candidate, error) {
	active := r.own
	if row.ActiveID != "" {
		var err error
		if active, err = r.engine(ctx, row.ActiveID); err != nil {
			return nil, nil, err
		}
	}
	if row.CandidateID == "" {
		return active, nil, nil
	}
	decider, err := r.engine(ctx, row.CandidateID)
	if err != nil {
		return nil, nil, err
	}
	return active, &engine.Candidate{
		ID: row.Trial, Stage: row.Stage, Engine: decider, Percent: int(row.Percent), Widen: row.Widen, Tolerance: row.Tolerance,
	}, nil
}

// engine is that of a published bundle. Its signature is verified here again:
// an account that can write to the database cannot sign. What it does was examined by
// the server that took it.
func (r *rollout) engine(ctx context.Context, id string) (*engine.Engine, error) {
	if known := r.engines[id]; known != nil {
		return known, nil
	}
	row, err := store.First[models.PolicyBundle](r.store.Statement(ctx), store.Installation, "id = ?", id)
	if err != nil {
		return nil, err
	}
	if err := r.mayPublish(); err != nil {
		return nil, err
	}
	opened, err := r.gate.Open(row.Archive, bundles.Floor{})
	if err != nil {
		return nil, err
	}
	options := r.engineOptions
	options.Policy = opened.Policy
	decider, err := engine.New(ctx, options)
	if err != nil {
		return nil, err
	}
	r.engines[id] = decider
	return decider, nil
}

// mayPublish is an error where nothing says whose bundles are taken.
func (r *rollout) mayPublish() error {
	if r.gate.Trust == nil && !r.config.InsecureUnsigned {
		return &bundles.Refusal{Cause: bundles.CauseSignature, Err: errors.New("this server has no policy-keys to verify a published bundle with")}
	}
	return nil
}

// Admit implements handlers.Rollout.
func (r *rollout) Admit(ctx context.Context, archive []byte) (*models.PolicyBundle, error) {
	err := r.mayPublish()
	if err == nil {
		err = confined(r.gate.Examiner, r.config.InsecureUnconfined)
	}
	var opened *bundles.Bundle
	if err == nil {
		opened, err = r.gate.Admit(ctx, archive, bundles.Floor{})
	}
	var refused *bundles.Refusal
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

// Status implements handlers.Rollout.
func (r *rollout) Status() pep.PolicyStatus {
	status := pep.PolicyStatus{Active: r.stages.Revision(), Own: r.own.Revision(), Source: r.config.policySourceName(), Problem: r.problem()}
	for path := range r.engineOptions.Guardrails {
		status.Guardrails = append(status.Guardrails, path)
	}
	slices.Sort(status.Guardrails)
	if candidate, differences := r.stages.OnTrial(); candidate != nil {
		status.Trial, status.Candidate, status.Differences = candidate.ID, candidate.Engine.Revision(), differences
	}
	return status
}

// missing is why nothing is permitted for want of a policy; nil while one decides.
func (r *rollout) missing() error {
	if r.stale() {
		return errors.New("no good bundle was seen for longer than policy-max-stale")
	}
	r.mu.Lock()
	unfollowed, failure := r.version == 0, r.failure
	r.mu.Unlock()
	switch {
	case unfollowed:
		return errors.New("the published policy cannot be loaded: " + failure)
	case r.stages.Revision().Digest != "":
		return nil
	}
	if status := r.policy.Load(); status != nil && status.LastError != nil {
		return status.LastError
	}
	return errors.New("none was loaded yet")
}

// problem is why a newer policy is not in force.
func (r *rollout) problem() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failure
}

// staleness is for how long the source was not found good; 0 for a policy that
// does not come from one.
func (r *rollout) staleness() time.Duration {
	seen := r.sourceSeen.Load()
	if kind := r.config.policyKind(); kind == kindEmbedded || kind == kindFolder {
		return 0
	}
	if seen == 0 {
		seen = r.started.UnixNano()
	}
	return r.config.clock()().Sub(time.Unix(0, seen))
}

// stale is whether the policy is older than it may become.
func (r *rollout) stale() bool {
	return r.config.PolicyMaxStale > 0 && r.staleness() > r.config.PolicyMaxStale
}

func causeOf(err error) string {
	var refused *bundles.Refusal
	switch {
	case errors.As(err, &refused):
		return refused.Cause
	case errors.Is(err, bundles.ErrUnreadable):
		return bundles.CauseUnreadable
	}
	return bundles.CauseCompile
}
