package service

import (
	"context"
	"fmt"
	"log/slog"

	"warder/bundles"
	"warder/engine"
	"warder/handlers/ops"
	"warder/policies"
)

// requiredRules are the rule packages that no policy is activated without: a
// policy of one's own may change them, but not leave them out.
func requiredRules() []string {
	return []string{"tokens", "modes", "network", "login", "tenancy", "membership", "existence", "encryption", "protection", "privileges", "guardrails"}
}

// openEngine loads the policy of the configuration over the modules that the
// binary owns. A directory is watched from then on.
func (s *Service) openEngine(ctx context.Context) (*engine.Engine, error) {
	embedded, err := bundles.Embedded(policies.FS)
	chosen := embedded
	if err == nil && s.config.Policy != PolicyEmbedded {
		chosen, err = bundles.Dir(s.config.Policy)
	}
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	decider, err := engine.New(ctx, engine.Options{
		Policy: chosen, Guardrails: engine.Owned(embedded.Modules), Shipped: embedded.Modules, Required: requiredRules(),
		Timeout: s.config.PolicyTimeout, Logger: s.log,
	})
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	s.metrics.PolicyLoaded(s.config.clock()(), nil)
	if s.config.Policy != PolicyEmbedded {
		s.background = append(s.background, func(ctx context.Context) { s.watchPolicy(ctx, decider) })
	}
	return decider, nil
}

// watchPolicy loads the directory again whenever it changes, until ctx ends.
func (s *Service) watchPolicy(ctx context.Context, decider *engine.Engine) {
	load := func(policy engine.Policy) error { return decider.Load(ctx, policy) }
	if err := bundles.Watch(ctx, s.config.Policy, load, s.policyStatus); err != nil {
		s.log.ErrorContext(ctx, "the policy is not watched any more", slog.String("cause", err.Error()))
	}
}

// policyStatus tells everyone who asks how the directory stands.
func (s *Service) policyStatus(status bundles.Status) {
	s.metrics.PolicyLoaded(status.LoadedAt, status.LastError)
	s.policy.Store(&status)
	if status.LastError != nil {
		s.log.Error("the policy cannot be loaded; the last good one decides", slog.String("cause", status.LastError.Error()))
		return
	}
	s.log.Info("policy loaded", slog.String("revision", status.Revision.Revision), slog.String("digest", status.Revision.Digest))
}

// checkPolicy is for readiness. A directory that cannot be loaded does not take
// the server away: the policy before it still decides.
func (s *Service) checkPolicy(decider *engine.Engine) ops.Check {
	return ops.Check{Name: "policy", Test: func(context.Context) error {
		if decider.Revision().Digest == "" {
			return engine.ErrPolicyMissing
		}
		if status := s.policy.Load(); status != nil && !status.Healthy {
			return fmt.Errorf("%w: the last good policy decides: %w", ops.ErrDegraded, status.LastError)
		}
		return nil
	}}
}
