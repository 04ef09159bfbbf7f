package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"warder/bundles"
	"warder/engine"
	"warder/handlers"
	"warder/handlers/ops"
	"warder/policies"
)

// requiredRules are the rule packages that every policy must have: a custom policy may change
// them, but not omit them.
func requiredRules() []string {
	return []string{"tokens", "modes", "network", "login", "tenancy", "membership", "existence", "encryption", "protection", "privileges", "guardrails"}
}

// openEngine loads the configured policy with the binary's own modules, and follows its
// source. Without a valid policy the engine refuses everything until the source provides one.
func (s *Service) openEngine(ctx context.Context, kept bundles.LastGoodStore) (*engine.Engine, error) {
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	s.engineOptions = engine.Options{
		Policy: embedded, Guardrails: engine.SystemModules(embedded.Modules), Required: requiredRules(),
		Timeout: s.config.PolicyTimeout, Logger: s.log, Evaluator: engine.Evaluator(s.config.PolicyEvaluator),
		Memory: uint64(s.config.PolicyMemory), OverMemory: s.metrics.DecisionOverMemory, //nolint:gosec // not negative; see checkBounds
	}
	if s.engineOptions.Crosscheck, err = s.crosscheck(embedded); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if s.gate, err = s.newGate(); err != nil {
		return nil, fmt.Errorf("policy-keys: %w", err)
	}
	s.own = engine.Unloaded(s.engineOptions)
	if s.config.policyKind() == kindEmbedded {
		if err := s.own.Load(ctx, embedded); err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		s.metrics.PolicyLoaded(s.config.clock()(), nil)
		return s.own, nil
	}
	if err := s.followSource(ctx, kept); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if s.own.Revision().Digest != "" {
		return s.own, nil
	}
	if s.config.PolicyFallback != PolicyEmbedded {
		return s.own, nil // see tellMissing: a published policy may be in force
	}
	s.log.WarnContext(ctx, "no valid policy; the embedded policy is in force", s.whyMissing()...)
	if err := s.own.Load(ctx, embedded); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return s.own, nil
}

// followSource loads the source's current policy and follows the source. It returns only
// errors that a retry cannot fix.
func (s *Service) followSource(ctx context.Context, kept bundles.LastGoodStore) error {
	if s.config.policyKind() == kindFolder {
		watcher := bundles.NewWatcher(s.config.Policy, s.loadFolder, s.policyStatus)
		_ = watcher.Start(ctx) // reported to policyStatus
		s.background = append(s.background, watcher.Run)
		return ctx.Err()
	}
	return s.followBundles(ctx, kept)
}

// crosscheck compares plans with OPA's evaluator. Tests compared the embedded policy with its
// plan when it was built, so that a server starts at once.
func (s *Service) crosscheck(embedded engine.Policy) (*engine.Crosscheck, error) {
	requests, err := bundles.CanaryRequests()
	if err != nil {
		return nil, err
	}
	digest, err := embedded.Digest()
	return &engine.Crosscheck{
		Every: s.config.PolicyCrosscheck, First: s.config.PolicyCrosscheck, Requests: requests,
		Compared: []string{digest}, Diverged: s.metrics.PolicyDiverged,
	}, err
}

// newGate makes the checks that bundles must pass.
func (s *Service) newGate() (*bundles.Gate, error) {
	gate := &bundles.Gate{Sandbox: bundles.NewSandbox(s.config.Sandbox), Requirements: bundles.Requirements{
		Guardrails: s.engineOptions.Guardrails, Required: s.engineOptions.Required,
		Handles: handlers.Asked(), Timeout: s.config.PolicyTimeout,
	}}
	if len(s.config.PolicyKeys) == 0 {
		return gate, nil
	}
	var err error
	gate.Trust, err = bundles.NewTrust(s.config.PolicyScope, s.config.PolicyKeys)
	return gate, err
}

// Kinds of policy sources.
const (
	kindEmbedded = "embedded"
	kindFolder   = "folder"
	kindFile     = "file"
	kindHTTP     = "http"
	kindRegistry = "registry"
)

func (c *Config) policyKind() string {
	switch {
	case c.Policy == PolicyEmbedded:
		return kindEmbedded
	case strings.HasPrefix(c.Policy, "http://"), strings.HasPrefix(c.Policy, "https://"):
		return kindHTTP
	case strings.HasPrefix(c.Policy, "oci://"):
		return kindRegistry
	}
	if info, err := os.Stat(c.Policy); err == nil && !info.IsDir() {
		return kindFile
	}
	return kindFolder
}

// policySourceName is the policy's source for people. An address has no credentials, and no
// query that could contain any.
func (c *Config) policySourceName() string {
	name, _, _ := strings.Cut(c.Policy, "?")
	return name
}

func (c *Config) policySource() (bundles.Source, error) {
	switch c.policyKind() {
	case kindHTTP:
		return bundles.NewHTTPSource(c.Policy, c.PolicyToken.Reveal())
	case kindRegistry:
		return bundles.NewRegistrySource(c.Policy, c.PolicyToken.Reveal(), c.InsecureRegistry)
	}
	return bundles.FileSource{Path: c.Policy}, nil
}

// followBundles starts with the newest bundle of the source, or with the stored one while the
// source is unavailable.
func (s *Service) followBundles(ctx context.Context, kept bundles.LastGoodStore) error {
	source, err := s.config.policySource()
	if err != nil {
		return err
	}
	follower := &bundles.Follower{
		Source: source, Gate: s.gate, Keeper: kept,
		Load:     func(ctx context.Context, b *bundles.Bundle) error { return s.own.Load(ctx, b.Policy) },
		Interval: s.config.PolicyInterval, Report: s.bundleReport,
	}
	_ = follower.Start(ctx) // reported to bundleReport
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.background = append(s.background, follower.Run)
	return nil
}

// bundleReport publishes the state of the bundle source.
func (s *Service) bundleReport(err error) {
	now := s.config.clock()()
	before := s.policy.Load()
	status := bundles.Status{LastError: err, Healthy: err == nil}
	if before != nil {
		status.LoadedAt = before.LoadedAt
	}
	switch {
	case err == nil:
		status.LoadedAt = now
		s.sourceSeen.Store(now.UnixNano())
		status.Revision = s.own.Revision()
		if before == nil || !before.Healthy || before.Revision != status.Revision {
			s.log.Info("policy loaded", slog.String("revision", status.Revision.Revision), slog.String("digest", status.Revision.Digest))
		}
	case status.LoadedAt.IsZero() && !errors.Is(err, bundles.ErrNoBundle):
		status.LoadedAt = now
		s.log.Warn("the stored bundle is in force", slog.String("revision", s.own.Revision().Revision))
	}
	defer s.policy.Store(&status) // last: readers may ask for the reason
	if before != nil && before.Healthy && err == nil {
		return // unchanged: nothing to count
	}
	s.metrics.PolicyLoaded(now, err)
	if err != nil {
		s.metrics.BundleRefused(causeOf(err))
		s.log.Error("the bundle is not activated; "+s.decides(), slog.String("cause", err.Error()))
	}
}

// decides describes the policy that stays in force after a failed activation.
func (s *Service) decides() string {
	switch {
	case s.own.Revision().Digest != "":
		return "the last good policy is in force"
	case s.stages == nil:
		return "starting without it"
	}
	return "there is no other, so every request is refused"
}

// loadFolder checks a policy folder against the server's requirements, and puts it in force.
func (s *Service) loadFolder(ctx context.Context, folder *bundles.Folder) error {
	if !s.config.PolicyUnproved {
		s.log.InfoContext(ctx, "checking the policy: its tests, canaries and plan; it is activated once it has passed", slog.String("source", s.config.policySourceName()))
		if err := s.gate.AdmitFolder(ctx, folder); err != nil {
			return err
		}
	}
	return s.own.Load(ctx, folder.Policy)
}

// policyStatus publishes the state of the policy directory.
func (s *Service) policyStatus(status bundles.Status) {
	s.metrics.PolicyLoaded(status.LoadedAt, status.LastError)
	defer s.policy.Store(&status) // last: readers may ask for the reason
	if status.LastError != nil {
		s.metrics.BundleRefused(causeOf(status.LastError))
		s.log.Error("the policy is not activated; "+s.decides(), slog.String("cause", status.LastError.Error()))
		return
	}
	s.log.Info("policy loaded", slog.String("revision", status.Revision.Revision), slog.String("digest", status.Revision.Digest))
}

// whyMissing is the source of the server's own policy, and why that is invalid.
func (s *Service) whyMissing() []any {
	why := []any{slog.String("source", s.config.policySourceName())}
	if status := s.policy.Load(); status != nil && status.LastError != nil {
		why = append(why, slog.String("cause", status.LastError.Error()))
	}
	return why
}

// tellMissing logs at startup which policy is in force while the server's own is invalid.
func (s *Service) tellMissing(ctx context.Context, r *rollout) {
	switch {
	case s.own.Revision().Digest != "":
	case r.missing() != nil:
		s.log.ErrorContext(ctx, "no valid policy, so every request is refused", s.whyMissing()...)
	default:
		s.log.ErrorContext(ctx, "the server's own policy is invalid; the published policy is in force", s.whyMissing()...)
	}
}

// checkPolicy is the readiness check of the policy. A source without a valid policy does not
// make the server unready while the previous one is in force, unless that exceeds the
// configured age.
func (s *Service) checkPolicy(r *rollout) ops.Check {
	return ops.Check{Name: "policy", Test: func(context.Context) error {
		if why := r.missing(); why != nil {
			return fmt.Errorf("%w, so every request is refused: %w", engine.ErrPolicyMissing, why)
		}
		if status := s.policy.Load(); status != nil && !status.Healthy {
			if r.stages.Active() != r.own {
				return fmt.Errorf("%w: the published policy is in force; the server's own is invalid: %w", ops.ErrDegraded, status.LastError)
			}
			if status.LoadedAt.IsZero() {
				return fmt.Errorf("%w: the embedded policy is in force: %w", ops.ErrDegraded, status.LastError)
			}
			return fmt.Errorf("%w: the last good policy is in force: %w", ops.ErrDegraded, status.LastError)
		}
		if standing := r.stages.Active().Standing(); standing.Reason != "" {
			return fmt.Errorf("%w: %s decides: %s", ops.ErrDegraded, standing.Evaluator, standing.Reason)
		}
		if _, problem := r.following(); problem != "" {
			return fmt.Errorf("%w: the last good policy is in force: %s", ops.ErrDegraded, problem)
		}
		return nil
	}}
}
