package proof

import (
	"context"
	"time"

	"warder/engine"
)

// Step is one part of a proof and what it found.
type Step struct {
	Name     string
	Took     time.Duration
	Findings []Finding
	Note     string // a short summary of the step
}

// Proof is everything that was found about a policy.
type Proof struct {
	Steps  []Step
	Report *Report // nil if no test could be run
}

// Options of a whole proof.
type Options struct {
	Engine    engine.Options // what the binary owns and requires
	Threshold float64        // of coverage, in percent
	Run       string         // only tests whose full name matches; then coverage is not looked at
}

// Prove runs every step. A policy that does not parse or type has no tests to
// run, and that is all that is said then.
func (t *Tree) Prove(ctx context.Context, options Options) *Proof {
	proof := &Proof{}
	proof.Add(StepFormat, t.CheckFormat)
	checked := proof.Add(StepCheck, func() []Finding { return t.Check(ctx, options.Engine) })
	proof.Add(StepLint, t.Lint)
	proof.Add(StepCodes, t.CheckCodes)
	if Failing(checked) > 0 {
		return proof
	}
	proof.Add(StepTest, func() (findings []Finding) {
		if proof.Report, findings = t.Test(ctx, TestOptions{Coverage: options.Run == "", Run: options.Run}); proof.Report == nil {
			return findings
		}
		return proof.Report.Findings()
	})
	if options.Run != "" {
		return proof
	}
	proof.Add(StepCoverage, func() []Finding { return t.CheckCoverage(proof.Report, options.Threshold) })
	return proof
}

// Add runs one more step and gives what it found.
func (p *Proof) Add(name string, step func() []Finding) []Finding {
	started := time.Now() //nolint:forbidigo // how long a step takes decides nothing
	findings := step()
	p.Steps = append(p.Steps, Step{Name: name, Took: time.Since(started), Findings: findings})
	return findings
}

// Findings are those of every step.
func (p *Proof) Findings() []Finding {
	var findings []Finding
	for _, step := range p.Steps {
		findings = append(findings, step.Findings...)
	}
	return findings
}
