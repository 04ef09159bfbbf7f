package service

import (
	"context"
	"sync"
	"time"

	"warder/handlers/pep"
)

// coverage measures the test coverage of the policy in force, once per policy and in the
// background, because it takes seconds of processor time.
type coverage struct {
	test  func(ctx context.Context, files map[string]string) (*pep.PolicyTests, error)
	clock func() time.Time
	work  chan map[string]string

	mu      sync.Mutex
	digest  string // of the policy being measured, or measured last
	found   pep.PolicyCoverage
	retryAt time.Time // set if it failed
}

// remeasure is the delay before a failed measurement is repeated.
const remeasure = 5 * time.Minute

func newCoverage(test func(context.Context, map[string]string) (*pep.PolicyTests, error), clock func() time.Time) *coverage {
	return &coverage{test: test, clock: clock, work: make(chan map[string]string, 1)}
}

// of returns the known coverage of a policy. The first call starts the measurement.
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
	default: // another policy is being measured, which no longer matters
		return pep.PolicyCoverage{State: pep.CoverageMeasuring}
	}
}

// run carries out requested measurements until ctx ends.
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

// problemOf is the reason why no test ran.
func problemOf(findings []pep.Finding) string {
	for _, finding := range findings {
		if !finding.Warning {
			return finding.Message
		}
	}
	return "the policy has no tests"
}
