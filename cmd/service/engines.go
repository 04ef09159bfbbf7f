package service

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"warder/bundles"
	"warder/engine"
	"warder/policies"
)

// LoadEngine makes an engine for a command that decides without serving: of
// the embedded policy or of a directory, under the binary's own guardrails, and
// held to the same requirements as in a server.
func LoadEngine(ctx context.Context, source string, timeout time.Duration) (*engine.Engine, error) {
	options, err := EngineOptions(timeout)
	if err == nil && source != PolicyEmbedded {
		options.Policy, err = bundles.Dir(source)
	}
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	decider, err := engine.New(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("policy %s: %w", source, err)
	}
	return decider, nil
}

// EngineOptions are those of every engine that this binary makes: its own
// guardrails, what it requires of a policy, and the embedded one, which the
// caller may replace.
func EngineOptions(timeout time.Duration) (engine.Options, error) {
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		return engine.Options{}, err
	}
	return engine.Options{
		Policy: embedded, Guardrails: engine.Owned(embedded.Modules), Shipped: embedded.Modules,
		Required: requiredRules(), Timeout: timeout,
	}, nil
}

// FlagsOf adds the flags of some settings alone, for commands that need no
// more of a server's configuration.
func FlagsOf(flags *pflag.FlagSet, names ...string) {
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	Flags(all)
	for _, name := range append(names, configKey) {
		flags.AddFlag(all.Lookup(name))
	}
}
