package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"

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
	return findings
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
	results, coverage, err := t.run(ctx, modules, runOptions{filter: options.Run, coverage: options.Coverage})
	if err != nil {
		return nil, t.findings(StepTest, err)
	}
	for _, result := range results {
		report.Cases = append(report.Cases, t.cases(result)...)
	}
	report.Coverage = coverage
	t.explain(ctx, modules, report)
	return report, nil
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
	results, _, err := t.run(ctx, modules, runOptions{filter: filter, traced: true})
	if err != nil {
		return // the failures stand without it
	}
	traces := map[string]string{}
	for _, result := range results {
		for _, c := range t.cases(result) {
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

// run is OPA's own tester over the tree.
func (t *Tree) run(ctx context.Context, modules map[string]*ast.Module, options runOptions) ([]*tester.Result, *cover.Report, error) {
	policy, err := t.Policy()
	if err != nil {
		return nil, nil, err
	}
	compiler, err := newCompiler(ctx, policy.Data)
	if err != nil {
		return nil, nil, err
	}
	own := copied(modules)
	runner := tester.NewRunner().
		SetCompiler(compiler.WithRewriteTestRules(options.traced)).
		SetModules(own).
		CapturePrintOutput(true).
		EnableTracing(options.traced).
		Filter(options.filter)
	var measured *cover.Cover
	if options.coverage {
		measured = cover.New()
		runner = runner.SetCoverageRuns(nil).SetCoverageQueryTracer(measured)
	}
	results, err := bundles.TestResults(ctx, runner, storeOf(policy.Data))
	if err != nil || measured == nil {
		return results, nil, err
	}
	covered := measured.Report(own)
	return results, &covered, nil
}

// cases are the rows of a test that has named rows, or the test itself.
func (t *Tree) cases(result *tester.Result) []Case {
	whole := Case{Package: result.Package, Name: result.Name, Duration: result.Duration, Skipped: result.Skip}
	if result.Location != nil {
		whole.File, whole.Row = t.Path(result.Location.File), result.Location.Row
	}
	switch {
	case result.Error != nil:
		whole.Problem = problem(result.Error)
	case result.Fail:
		whole.Problem, whole.Trace = "failed", t.failedAt(result)
	}
	var rows []Case
	for names, row := range result.SubResults.Iter {
		if len(row.SubResults) > 0 {
			continue
		}
		one := whole
		one.Name, one.Problem, one.Trace = result.Name+"/"+strings.Join(names, "/"), "", ""
		if row.Fail {
			one.Problem, one.Trace = "failed", trace(row.Trace)
		}
		rows = append(rows, one)
	}
	// A test may fail as a whole, too: by an error, or by having no row at all.
	if failed := slices.ContainsFunc(rows, func(c Case) bool { return c.Failed() }); len(rows) > 0 && (failed || !whole.Failed()) {
		return rows
	}
	if len(result.Output) > 0 && whole.Failed() {
		whole.Problem += "\nprinted: " + strings.TrimSpace(string(bytes.ToValidUTF8(result.Output, nil)))
	}
	return []Case{whole}
}

func problem(err error) string {
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "cancel") {
		return fmt.Sprintf("ran longer than %v and was stopped: %v", bundles.TestTimeout, err)
	}
	return err.Error()
}
