package service

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/loader/filter"

	"warder/engine"
	"warder/policies"
)

// requiredRules are the rule packages that no policy is activated without: a
// policy of one's own may change them, but not leave them out.
func requiredRules() []string {
	return []string{"tokens", "modes", "network", "login", "tenancy", "membership", "existence", "encryption", "protection", "privileges", "guardrails"}
}

// openEngine loads the policy of the configuration over the modules that the
// binary owns, and keeps the metrics informed.
func (s *Service) openEngine(ctx context.Context) (*engine.Engine, error) {
	embedded, err := readPolicy(policies.FS)
	if err != nil {
		return nil, err
	}
	chosen := embedded
	if s.config.Policy != PolicyEmbedded {
		if chosen, err = readPolicy(os.DirFS(s.config.Policy)); err != nil {
			return nil, fmt.Errorf("%s: %w", s.config.Policy, err)
		}
	}
	decider, err := engine.New(ctx, engine.Options{
		Policy: chosen, Guardrails: engine.Owned(embedded.Modules), Required: requiredRules(),
		Timeout: s.config.PolicyTimeout, Logger: s.log,
	})
	s.metrics.PolicyLoaded(s.config.clock()(), err)
	return decider, err
}

// readPolicy reads a policy as a bundle lays it out, without its tests.
func readPolicy(files fs.FS) (engine.Policy, error) {
	loader, err := bundle.NewFSLoader(files)
	if err != nil {
		return engine.Policy{}, fmt.Errorf("policy: %w", err)
	}
	read, err := bundle.NewCustomReader(loader.WithFilter(noTests())).WithSkipBundleVerification(true).Read()
	if err != nil {
		return engine.Policy{}, fmt.Errorf("policy: %w", err)
	}
	policy := engine.Policy{Modules: map[string]string{}, Data: read.Data, Revision: read.Manifest.Revision}
	for _, module := range read.Modules {
		policy.Modules[strings.TrimPrefix(module.Path, "/")] = string(module.Raw)
	}
	return policy, nil
}

// noTests leaves out what only `opa test` and `opa check` read.
func noTests() filter.LoaderFilter {
	return func(path string, info fs.FileInfo, _ int) bool {
		return strings.HasSuffix(path, "_test.rego") || info.IsDir() && info.Name() == "schemas"
	}
}
