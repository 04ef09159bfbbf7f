package service

import (
	"context"
	"sync"
	"time"

	"warder/handlers/pep"
)

// coverage measures what the tests of the policy in force cover, once for each policy
// and in the background: it takes seconds of a processor.
type coverage struct {
	test  func(ctx context.Context, files map[string]string) (*pep.PolicyTests, error)
	clock func() time.Time
	work  chan map[string]string

	mu      sync.Mutex
	digest  string // of the policy that is measured, or was
	found   pep.PolicyCoverage
	retryAt time.Time // if it failed
}

// remeasure is after how long a measurement that failed is tried again.
const remeasure = 5 * time.Minute

func newCoverage(test func(context.Context, map[string]string) (*pep.PolicyTests, error), clock func() time.Time) *coverage {
	return &coverage{test: test, clock: clock, work: make(chan map[string]string, 1)}
}

// of is what is known of a policy. The first to ask has it measured.
func (c *coverage) of(digest string, files func() map[string]string) pep.PolicyCoverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	due := c.found.State == pep.CoverageFailed && !c.clock().Before(c.retryAt)
	if c.digest == digest && !due {
		return c.found
	}
	select {
	case c.work <- files():
		c.digest, c.found = digest, pep.PolicyCoverage{State: pep.CoverageMeasuring}
		return c.found
	default: // another policy is being measured, which is asked for no more
		return pep.PolicyCoverage{State: pep.CoverageMeasuring}
	}
}

// run measures what is asked for until ctx ends.
func (c *coverage) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case files := <-c.work:
			found, err := c.test(ctx, files)
			c.settle(found, err)
		}
	}
}

func (c *coverage) settle(found *pep.PolicyTests, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err != nil:
		c.found = pep.PolicyCoverage{State: pep.CoverageFailed, Problem: err.Error()}
	case found.Tests == nil || len(found.Coverage) == 0:
		c.found = pep.PolicyCoverage{State: pep.CoverageFailed, Problem: problemOf(found.Findings)}
	default:
		c.found = pep.PolicyCoverage{State: pep.CoverageMeasured, Files: found.Coverage}
	}
	c.retryAt = c.clock().Add(remeasure)
}

// problemOf is why no test was run.
func problemOf(findings []pep.Finding) string {
	for _, finding := range findings {
		if !finding.Warning {
			return finding.Message
		}
	}
	return "the policy has no tests"
}
