package service

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"warder/bundles"
	"warder/engine"
	"warder/models"
	"warder/models/store"
)

func (r *rollout) sync(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	stale := r.stale()
	if same, err := r.same(ctx); err != nil || same && stale == r.closed {
		return err
	}
	row, err := models.RolloutOf(r.store.Statement(ctx))
	if err != nil {
		return err
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

// same reports whether the rollout in the database is the one in force.
func (r *rollout) same(ctx context.Context) (same bool, err error) {
	err = r.store.ReadSingle(ctx, func(tx *store.Tx) error {
		version, err := models.RolloutVersion(tx)
		same = version == r.version
		return err
	})
	return same, err
}

// follow puts all policies of the row in force, or none.
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
	select {
	case r.changed <- struct{}{}:
	default: // already reported
	}
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

// engine loads a published bundle. It verifies the signature again, because an account with
// write access to the database cannot sign. The server that published it has already tested
// it.
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
	opened, err := r.gate.Open(row.Archive, bundles.MinRevision{})
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

// mayPublish returns an error if no keys for published bundles are configured.
func (r *rollout) mayPublish() error {
	if r.gate.Trust == nil && !r.config.InsecureUnsigned {
		return &bundles.ActivationError{Cause: bundles.CauseSignature, Err: errors.New("this server has no policy-keys to verify a published bundle with")}
	}
	return nil
}
