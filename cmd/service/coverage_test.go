package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"warder/handlers/pep"
)

// settled polls until a policy is no longer being measured.
func settled(t *testing.T, c *coverage, digest string) pep.PolicyCoverage {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) { //nolint:forbidigo // polls with a deadline
		if found := c.of(digest, func() map[string]string { return map[string]string{"x": digest} }); found.State != pep.CoverageMeasuring {
			return found
		}
	}
	t.Fatalf("%s is measured for ever", digest)
	return pep.PolicyCoverage{}
}

func TestCoverage_is_measured_once_for_each_policy(t *testing.T) {
	now, runs, failing := time.Unix(1_700_000_000, 0), 0, error(nil)
	c := newCoverage(func(_ context.Context, files map[string]string) (*pep.PolicyTests, error) {
		runs++
		return &pep.PolicyTests{Tests: []pep.PolicyTest{{}}, Coverage: map[string]pep.LineCoverage{files["x"]: {}}}, failing
	}, func() time.Time { return now })
	ctx, end := context.WithCancel(t.Context())
	defer end()
	go c.run(ctx)
	for _, digest := range []string{"a", "a", "b"} {
		found := settled(t, c, digest)
		if _, measured := found.Files[digest]; found.State != pep.CoverageMeasured || !measured {
			t.Errorf("%s: %v", digest, found)
		}
	}
	if runs != 2 {
		t.Errorf("%d runs for two policies", runs)
	}
	failing = errors.New("too slow")
	for range 2 {
		if found := settled(t, c, "c"); found.State != pep.CoverageFailed || found.Problem != "too slow" {
			t.Errorf("%v", found)
		}
	}
	if runs != 3 {
		t.Errorf("%d runs: what failed is tried again at once", runs)
	}
	failing, now = nil, now.Add(remeasure)
	if found := settled(t, c, "c"); found.State != pep.CoverageMeasured || runs != 4 {
		t.Errorf("after a while: %v, %d runs", found, runs)
	}
}
