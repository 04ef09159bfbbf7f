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

// LoadEngine makes an engine for commands that decide without serving: from the embedded
// policy, a directory or a bundle, with the binary's guardrails and the server's requirements.
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

// EngineOptions are the options of every engine in this binary: its guardrails, its
// requirements for policies, and the embedded policy, which the caller may replace.
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

// ReadPolicy reads a policy directory or a bundle file. It does not verify a bundle's
// signature, which matters only for activation.
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

// FlagsOf adds the flags of some settings only, for commands that need no others.
func FlagsOf(flags *pflag.FlagSet, names ...string) {
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	Flags(all)
	for _, name := range append(names, configKey) {
		flags.AddFlag(all.Lookup(name))
	}
}
