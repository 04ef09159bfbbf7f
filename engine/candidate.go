package engine

import "context"

// Candidate makes a second engine of another policy, under the same guardrails,
// requirements and limits, so that what it would decide can be seen before it
// decides anything.
func (e *Engine) Candidate(ctx context.Context, policy Policy) (*Engine, error) {
	options := Options{Timeout: DefaultTimeout}
	if e != nil {
		options = e.options
	}
	options.Policy = policy
	return New(ctx, options)
}
