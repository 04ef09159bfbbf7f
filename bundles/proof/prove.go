package proof

import (
	"context"
	"errors"
	"maps"
	"slices"

	"warder/bundles"
	"warder/engine"
)

// All are the proofs that a Sandbox has carried out in a process of its own.
func All() []bundles.SandboxTask {
	return []bundles.SandboxTask{Proving(), Checking(), Testing(), Formatting()}
}

// Proving finds everything that is wrong with a policy at once, as far as one thing
// does not hide another: a list of Finding.
func Proving() bundles.SandboxTask {
	return bundles.SandboxTask{Name: "prove", Run: func(ctx context.Context, files bundles.Files, required bundles.Requirements) any {
		return examined(ctx, files, required)
	}}
}

// Checking is Proving without the policy's own tests, which take most of its time.
func Checking() bundles.SandboxTask {
	return bundles.SandboxTask{Name: "check", Run: func(ctx context.Context, files bundles.Files, required bundles.Requirements) any {
		required.TestsPass = true
		return examined(ctx, files, required)
	}}
}

// Tested is what Testing finds: nothing is tested of a policy that cannot decide.
type Tested struct {
	Findings []Finding
	Tests    []Case
	Coverage map[string]Coverage // by path; nil if no test could be run
}

// Testing is Checking, and what each test of the policy came to, and which lines the
// tests evaluate: a Tested.
func Testing() bundles.SandboxTask {
	return bundles.SandboxTask{Name: "test", Run: func(ctx context.Context, files bundles.Files, required bundles.Requirements) any {
		required.TestsPass = true
		found := Tested{Findings: examined(ctx, files, required)}
		if cannotDecide(found.Findings) {
			return found
		}
		report, problems := (&Tree{Files: overlaid(files, required.Guardrails)}).Test(ctx, TestOptions{Coverage: true})
		found.Findings = append(found.Findings, problems...)
		if report == nil {
			return found
		}
		found.Tests, found.Coverage = report.Cases, rangesOf(report.Coverage)
		found.Findings = append(found.Findings, failures(report)...)
		return found
	}}
}

// Reformatted is what Formatting finds.
type Reformatted struct {
	Files    map[string]string // those that are to be written otherwise
	Findings []Finding         // why others have no format
}

// Formatting writes modules as `opa fmt` does: a Reformatted.
func Formatting() bundles.SandboxTask {
	return bundles.SandboxTask{Name: "format", Run: func(_ context.Context, files bundles.Files, _ bundles.Requirements) any {
		unformatted, findings := (&Tree{Files: files}).Format()
		found := Reformatted{Files: map[string]string{}, Findings: findings}
		for _, module := range unformatted {
			found.Files[module.Path] = module.Want
		}
		return found
	}}
}

func examined(ctx context.Context, files bundles.Files, required bundles.Requirements) []Finding {
	tree := &Tree{Files: files}
	found := append([]Finding{}, tree.CheckFormat()...)
	read, err := files.Folder()
	if err != nil {
		return append(found, Finding{Step: bundles.CauseUnreadable, Message: err.Error()})
	}
	found = append(found, tree.Lint()...)
	found = append(found, tree.CheckCodes()...)
	err = bundles.Examine(ctx, read.Policy, read.Tests, required)
	var refused *bundles.ActivationError
	switch {
	case errors.As(err, &refused) && refused.Cause == bundles.CauseDiffers:
		// It decides all the same, by OPA's evaluator.
		return append(found, Finding{Step: refused.Cause, Message: refused.Err.Error(), Warning: true})
	case errors.As(err, &refused):
		return append(found, tree.findings(refused.Cause, refused.Err)...)
	case err != nil:
		return append(found, Finding{Step: bundles.CauseLimits, Message: err.Error()})
	}
	return found
}

// overlaid are the files as they would decide: with the binary's own modules, and
// without tests of them, which were run when it was built.
func overlaid(files bundles.Files, guardrails map[string]string) bundles.Files {
	files = maps.Clone(files)
	for path := range engine.SystemModules(files) {
		if isTest(path) {
			delete(files, path)
		}
	}
	maps.Copy(files, guardrails)
	return files
}

// failures are the tests that fail, as findings.
func failures(report *Report) []Finding {
	cases := report.Failures()
	if len(cases) == 0 {
		return nil // nor does having no test keep a policy from deciding
	}
	failed := (&Report{Cases: cases}).Findings()
	for i := range failed {
		failed[i].Step = bundles.CauseTests
	}
	return failed
}

// cannotDecide reports whether more is wrong than how the policy is written.
func cannotDecide(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool {
		return !f.Warning && !slices.Contains([]string{StepFormat, StepLint, StepCodes}, f.Step)
	})
}
