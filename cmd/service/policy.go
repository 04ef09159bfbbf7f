package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"warder/bundles"
	"warder/engine"
	"warder/handlers"
	"warder/handlers/ops"
	"warder/policies"
)

// requiredRules are the rule packages that no policy is activated without: a
// policy of one's own may change them, but not leave them out.
func requiredRules() []string {
	return []string{"tokens", "modes", "network", "login", "tenancy", "membership", "existence", "encryption", "protection", "privileges", "guardrails"}
}

// openEngine loads the policy of the configuration over the modules that the
// binary owns, and goes on following where it comes from.
func (s *Service) openEngine(ctx context.Context) (*engine.Engine, error) {
	embedded, err := bundles.Embedded(policies.FS)
	chosen := embedded
	var folder *bundles.Folder
	if err == nil && s.config.policyKind() == kindFolder {
		if folder, err = bundles.ReadFolder(s.config.Policy); err == nil {
			chosen = folder.Policy
		}
	}
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	s.engineOptions = engine.Options{
		Policy: chosen, Guardrails: engine.Owned(embedded.Modules), Shipped: embedded.Modules, Required: requiredRules(),
		Timeout: s.config.PolicyTimeout, Logger: s.log,
		Memory: uint64(s.config.PolicyMemory), OverMemory: s.metrics.DecisionOverMemory, //nolint:gosec // not negative; see checkBounds
	}
	decider, err := engine.New(ctx, s.engineOptions)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if s.gate, err = s.newGate(); err != nil {
		return nil, fmt.Errorf("policy-keys: %w", err)
	}
	switch s.config.policyKind() {
	case kindEmbedded:
		s.metrics.PolicyLoaded(s.config.clock()(), nil)
	case kindFolder:
		if err := s.admit(ctx, folder); err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		s.metrics.PolicyLoaded(s.config.clock()(), nil)
		s.background = append(s.background, func(ctx context.Context) { s.watchPolicy(ctx, folder, decider) })
	default:
		return decider, s.followBundles(ctx, decider)
	}
	return decider, nil
}

// newGate is what bundles have to get through.
func (s *Service) newGate() (*bundles.Gate, error) {
	gate := &bundles.Gate{Examiner: bundles.NewExaminer(s.config.Examiner), Terms: bundles.Terms{
		Guardrails: s.engineOptions.Guardrails, Shipped: s.engineOptions.Shipped, Required: s.engineOptions.Required,
		Handles: handlers.Asked(), Timeout: s.config.PolicyTimeout,
	}}
	if len(s.config.PolicyKeys) == 0 {
		return gate, nil
	}
	var err error
	gate.Trust, err = bundles.NewTrust(s.config.PolicyScope, s.config.PolicyKeys)
	return gate, err
}

// Kinds of places that policy comes from.
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

// policySourceName is where policy comes from, for people. An address has
// neither credentials nor a query that could hold some.
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

// followBundles starts with the newest bundle of the source, with the one kept
// on disk while the source is away, or else with the embedded policy, if the
// configuration lets it.
func (s *Service) followBundles(ctx context.Context, decider *engine.Engine) error {
	source, err := s.config.policySource()
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	follower := &bundles.Follower{
		Source: source, Gate: s.gate, Kept: bundles.Kept{Folder: filepath.Join(s.config.DataDir, "policy")},
		Load:     func(ctx context.Context, b *bundles.Bundle) error { return decider.Load(ctx, b.Policy) },
		Interval: s.config.PolicyInterval, Report: s.bundleReport,
	}
	if err := follower.Start(ctx); err != nil {
		if s.config.PolicyFallback != PolicyEmbedded {
			return fmt.Errorf("policy: %w", err)
		}
		s.log.ErrorContext(ctx, "there is no bundle to start with; the embedded policy decides", slog.String("cause", err.Error()))
	}
	s.background = append(s.background, follower.Run)
	return nil
}

// bundleReport tells everyone who asks how the source stands.
func (s *Service) bundleReport(err error) {
	now := s.config.clock()()
	before := s.policy.Load()
	status := bundles.Status{LastError: err, Healthy: err == nil}
	if before != nil {
		status.LoadedAt = before.LoadedAt
	}
	if err == nil {
		status.LoadedAt = now
		s.sourceSeen.Store(now.UnixNano())
	}
	defer s.policy.Store(&status) // last: whoever reads it may ask why
	if before != nil && before.Healthy && err == nil {
		return // as before: nothing to count
	}
	s.metrics.PolicyLoaded(now, err)
	if err != nil {
		s.metrics.BundleRefused(causeOf(err))
		s.log.Error("the bundle is not activated; the last good policy decides", slog.String("cause", err.Error()))
	}
}

// admit holds a folder to what every policy is held to that a server obeys.
func (s *Service) admit(ctx context.Context, folder *bundles.Folder) error {
	if s.config.PolicyUnproved {
		return nil
	}
	return s.gate.AdmitFolder(ctx, folder)
}

// watchPolicy loads the directory again whenever it changes, until ctx ends.
func (s *Service) watchPolicy(ctx context.Context, known *bundles.Folder, decider *engine.Engine) {
	load := func(changed *bundles.Folder) error {
		if err := s.admit(ctx, changed); err != nil {
			return err
		}
		return decider.Load(ctx, changed.Policy)
	}
	report := func(status bundles.Status) {
		if ctx.Err() == nil { // a server that ends examines nothing to its end
			s.policyStatus(status)
		}
	}
	if err := bundles.Watch(ctx, s.config.Policy, known, load, report); err != nil {
		s.log.ErrorContext(ctx, "the policy is not watched any more", slog.String("cause", err.Error()))
	}
}

// policyStatus tells everyone who asks how the directory stands.
func (s *Service) policyStatus(status bundles.Status) {
	s.metrics.PolicyLoaded(status.LoadedAt, status.LastError)
	defer s.policy.Store(&status) // last: whoever reads it may ask why
	if status.LastError != nil {
		s.metrics.BundleRefused(causeOf(status.LastError))
		s.log.Error("the policy cannot be loaded; the last good one decides", slog.String("cause", status.LastError.Error()))
		return
	}
	s.log.Info("policy loaded", slog.String("revision", status.Revision.Revision), slog.String("digest", status.Revision.Digest))
}

// checkPolicy is for readiness. A source that gives no good policy does not
// take the server away: the one before it still decides, unless it is older
// than the configuration lets it become.
func (s *Service) checkPolicy(r *rollout) ops.Check {
	return ops.Check{Name: "policy", Test: func(context.Context) error {
		if r.stages.Revision().Digest == "" {
			return engine.ErrPolicyMissing
		}
		if r.stale() {
			return fmt.Errorf("%w: no good bundle was seen for longer than policy-max-stale", engine.ErrPolicyMissing)
		}
		if status := s.policy.Load(); status != nil && !status.Healthy {
			return fmt.Errorf("%w: the last good policy decides: %w", ops.ErrDegraded, status.LastError)
		}
		if problem := r.problem(); problem != "" {
			return fmt.Errorf("%w: the last good policy decides: %s", ops.ErrDegraded, problem)
		}
		return nil
	}}
}
