package proof

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/bundles"
)

// TestOptions choose what Test runs and measures.
type TestOptions struct {
	Run      string // regular expression of full names; empty means all
	Coverage bool
}

// Case is the outcome of one test, or of one named row of it.
type Case struct {
	Package  string
	Name     string
	File     string // as messages name it
	Row      int
	Duration time.Duration
	Skipped  bool // its name starts with todo_
	// Problem is why it failed; empty for a test that passed.
	Problem string
	// Trace is the line that was not true and what its variables held.
	Trace string
}

// Failed reports whether the test must be mended.
func (c *Case) Failed() bool { return c.Problem != "" }

// Report is what running the tests told.
type Report struct {
	Cases    []Case
	Coverage *cover.Report // nil if it was not measured
	// Vacuous are tests, or parts of them, that passed because they tried nothing.
	Vacuous []Finding
	// Unproduced are reason codes that no test had a denial give. It is empty
	// where only some tests ran.
	Unproduced []Finding
}

// Failures are the cases that failed.
func (r *Report) Failures() []Case {
	return slices.DeleteFunc(slices.Clone(r.Cases), func(c Case) bool { return !c.Failed() })
}

// Findings are the failures as findings; a test that runs nothing proves nothing.
func (r *Report) Findings() []Finding {
	var findings []Finding
	for _, c := range r.Failures() {
		message := c.Package + "." + c.Name + ": " + c.Problem
		if c.Trace != "" {
			message += "\n" + c.Trace
		}
		findings = append(findings, Finding{Step: StepTest, File: c.File, Row: c.Row, Message: message})
	}
	if len(r.Cases) == 0 {
		findings = append(findings, Finding{Step: StepTest, Message: "no test was run"})
	}
	return append(append(findings, r.Vacuous...), r.Unproduced...)
}

// Test runs the tests of the tree. Findings are about a tree whose tests cannot
// be run at all.
func (t *Tree) Test(ctx context.Context, options TestOptions) (*Report, []Finding) {
	if _, err := regexp.Compile(options.Run); err != nil {
		return nil, []Finding{{Step: StepTest, Message: "--run: " + err.Error()}}
	}
	modules, findings := t.parse()
	if len(findings) > 0 {
		return nil, findings
	}
	report := &Report{}
	ran, err := t.run(ctx, modules, runOptions{filter: options.Run, coverage: options.Coverage})
	if err != nil {
		return nil, t.findings(StepTest, err)
	}
	for _, result := range ran.results {
		report.Cases = append(report.Cases, t.cases(modules, result)...)
	}
	report.Coverage, report.Vacuous = ran.coverage, t.vacuous(ran.witness)
	if options.Run == "" {
		report.Unproduced = t.unproduced(modules, ran.witness)
	}
	t.explain(ctx, modules, report)
	return report, nil
}

// vacuous names the tables that were undefined or empty: `some` and `every`
// over nothing pass, and prove nothing.
func (t *Tree) vacuous(saw *witness) []Finding {
	var findings []Finding
	for _, one := range saw.untried() {
		findings = append(findings, t.at(StepTest, one.location,
			"%q tried nothing: what it ranges over is undefined or empty", one.text))
	}
	return settled(findings)
}

// unproduced names the reason codes of the policy that no test saw.
func (t *Tree) unproduced(modules map[string]*ast.Module, saw *witness) []Finding {
	denials := map[string][]*ast.Rule{}
	for path, module := range modules {
		for _, rule := range module.Rules {
			if code := codeOf(rule); code != "" && isDenial(rule) && !isTest(path) {
				denials[code] = append(denials[code], rule)
			}
		}
	}
	var findings []Finding
	for code, rules := range denials {
		if !slices.ContainsFunc(rules, func(rule *ast.Rule) bool { return saw.denied[placeOf(rule.Location)] }) {
			findings = append(findings, t.at(StepTest, rules[0].Location, "no test produces the reason code %q", code))
		}
	}
	return settled(findings)
}

// explain runs what failed once more, slowly, to say which line was not true.
func (t *Tree) explain(ctx context.Context, modules map[string]*ast.Module, report *Report) {
	var names []string
	for _, c := range report.Failures() {
		test, _, _ := strings.Cut(c.Name, "/")
		names = append(names, regexp.QuoteMeta(c.Package+"."+test))
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	filter := "^(" + strings.Join(slices.Compact(names), "|") + ")$"
	ran, err := t.run(ctx, modules, runOptions{filter: filter, traced: true})
	if err != nil {
		return // the failures stand without it
	}
	traces := map[string]string{}
	for _, result := range ran.results {
		for _, c := range t.cases(modules, result) {
			traces[c.Package+"."+c.Name] = c.Trace
		}
	}
	for i := range report.Cases {
		report.Cases[i].Trace = traces[report.Cases[i].Package+"."+report.Cases[i].Name]
	}
}

type runOptions struct {
	filter   string
	coverage bool
	traced   bool
}

// ran holds the results of OPA's tester, and the coverage measured meanwhile.
type ran struct {
	results  []*tester.Result
	coverage *cover.Report // nil if it was not measured
	witness  *witness      // nil if the tests were traced
}

// run is OPA's own tester over the tree. An error of a built-in function fails
// the test, as it ends a decision of the server.
func (t *Tree) run(ctx context.Context, modules map[string]*ast.Module, options runOptions) (*ran, error) {
	policy, err := t.Policy()
	if err != nil {
		return nil, err
	}
	compiler, err := newCompiler(ctx, policy.Data)
	if err != nil {
		return nil, err
	}
	own := copied(modules)
	runner := tester.NewRunner().
		SetCompiler(compiler.WithRewriteTestRules(options.traced)).
		SetModules(own).
		CapturePrintOutput(true).
		RaiseBuiltinErrors(true).
		EnableTracing(options.traced).
		Filter(options.filter)
	found := &ran{}
	var measured *cover.Cover
	if !options.traced {
		var next topdown.QueryTracer
		if options.coverage {
			measured = cover.New()
			next = measured
		}
		found.witness = newWitness(compiler, next)
		runner = runner.SetCoverageRuns(nil).SetCoverageQueryTracer(found.witness)
	}
	if found.results, err = bundles.TestResults(ctx, runner, storeOf(policy.Data)); err != nil || measured == nil {
		return found, err
	}
	covered := measured.Report(own)
	found.coverage = &covered
	return found, nil
}
