// Package speed holds what does not depend on the machine: what one decision
// of the shipped policy allocates, that its plan decides as it does, and how
// many statements a request sends.
// The benchmarks of tests/bench measure the same requests against the clock.
package speed

import (
	"context"
	"time"

	"warder/bundles"
	"warder/engine"
	"warder/policies"
)

// Shipped is an engine with the policy that the binary embeds, as the server
// opens it. Options may be changed before it loads.
func Shipped(ctx context.Context, changes ...func(*engine.Options)) (*engine.Engine, error) {
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		return nil, err
	}
	options := engine.Options{
		Policy: embedded, Guardrails: engine.SystemModules(embedded.Modules),
		Timeout: time.Minute, // a busy machine must not turn into a refusal
	}
	for _, change := range changes {
		change(&options)
	}
	return engine.New(ctx, options)
}
