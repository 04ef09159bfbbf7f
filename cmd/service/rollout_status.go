package service

import (
	"errors"
	"slices"
	"time"

	"warder/bundles"
	"warder/handlers/pep"
)

// Status implements handlers.Rollout.
func (r *rollout) Status() pep.PolicyStatus {
	status := pep.PolicyStatus{
		ServerID: r.id, ServerName: r.name, Started: r.started,
		Active: r.stages.Revision(), Own: r.own.Revision(), Source: r.config.policySourceName(),
	}
	status.Version, status.Problem = r.following()
	for path := range r.engineOptions.Guardrails {
		status.Guardrails = append(status.Guardrails, path)
	}
	slices.Sort(status.Guardrails)
	if candidate, differences := r.stages.OnTrial(); candidate != nil {
		status.Trial, status.Candidate, status.Differences = candidate.ID, candidate.Engine.Revision(), differences
	}
	return status
}

// missing is the reason why there is no policy in force; nil if there is one.
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

// following is the version of the rollout in force here, and why a newer one is not.
func (r *rollout) following() (version int64, problem string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.version, r.failure
}

// staleness is the time since the source was last confirmed; 0 for a policy without such a
// source.
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

// stale reports whether the policy exceeds the configured age.
func (r *rollout) stale() bool {
	return r.config.PolicyMaxStale > 0 && r.staleness() > r.config.PolicyMaxStale
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func causeOf(err error) string {
	var refused *bundles.ActivationError
	switch {
	case errors.As(err, &refused):
		return refused.Cause
	case errors.Is(err, bundles.ErrUnreadable):
		return bundles.CauseUnreadable
	}
	return bundles.CauseCompile
}
