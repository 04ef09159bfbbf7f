package service

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"

	"warder/bundles"
	"warder/engine"
	"warder/policies"
)

// LoadEngine makes an engine for a command that decides without serving: of
// the embedded policy, a directory or a bundle, under the binary's own guardrails, and
// held to the same requirements as in a server.
func LoadEngine(ctx context.Context, source string, timeout time.Duration) (*engine.Engine, error) {
	options, err := EngineOptions(timeout)
	if err == nil && source != PolicyEmbedded {
		options.Policy, err = ReadPolicy(source)
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
		Policy: embedded, Guardrails: engine.SystemModules(embedded.Modules),
		Required: requiredRules(), Timeout: timeout,
	}, nil
}

// ReadPolicy reads a directory of policy, or a bundle in a file, whose signature
// matters to its activation and not to its readers.
func ReadPolicy(path string) (engine.Policy, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return bundles.Dir(path)
	}
	if info.Size() > bundles.MaxArchiveBytes {
		return engine.Policy{}, fmt.Errorf("%w: %s: %d bytes, at most %d", bundles.ErrUnreadable, path, info.Size(), bundles.MaxArchiveBytes)
	}
	packed, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return engine.Policy{}, fmt.Errorf("%w: %w", bundles.ErrUnreadable, err)
	}
	files, err := bundles.FilesOfArchive(packed)
	if err != nil {
		return engine.Policy{}, err
	}
	return files.Policy()
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
