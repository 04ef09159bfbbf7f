package proof

import (
	"strings"
	"testing"
)

const freezeTest = "authz/rules/freeze/freeze_test.rego"

func TestTest_shows_the_line_that_was_not_true_and_what_it_saw(t *testing.T) {
	tree := build(t, map[string]string{freezeTest: strings.Replace(house[freezeTest], `{"change_freeze"}]`, `{"another"}]`, 1)})
	report, findings := tree.Test(t.Context(), TestOptions{})
	if report == nil {
		t.Fatal(findings)
	}
	wantFinding(t, report.Findings(), "freeze_test.rego:7", "test_codes/prod: failed")
	trace := report.Failures()[0].Trace
	for _, part := range []string{"line 13 was not true", "== want", `{"another"}`} {
		if !strings.Contains(trace, part) {
			t.Errorf("the trace does not show %s:\n%s", part, trace)
		}
	}
	if len(report.Cases) != 2 || report.Cases[0].Failed() {
		t.Errorf("cases %v, want dev to pass", report.Cases)
	}
}

func TestTest_runs_what_it_is_asked_to(t *testing.T) {
	more := house[freezeTest] + "\ntest_more if true\n\ntodo_test_later if false\n"
	for run, want := range map[string]int{"": 4, "test_more": 1, "nothing": 0} {
		report, findings := build(t, map[string]string{freezeTest: more}).Test(t.Context(), TestOptions{Run: run})
		if report == nil {
			t.Fatal(findings)
		}
		if len(report.Cases) != want || (want == 0) != (Failing(report.Findings()) > 0) {
			t.Errorf("%q: ran %v with %v, want %d", run, report.Cases, report.Findings(), want)
		}
	}
	if _, findings := build(t, nil).Test(t.Context(), TestOptions{Run: "("}); len(findings) != 1 {
		t.Errorf("a broken expression: %v", findings)
	}
}

func TestTest_an_error_is_a_failure(t *testing.T) {
	tree := build(t, map[string]string{freezeTest: house[freezeTest] + "\nboth := 1 if true\n\nboth := 2 if input.action.name == \"x\"\n\ntest_conflict if both with input as {\"action\": {\"name\": \"x\"}}\n"})
	report, findings := tree.Test(t.Context(), TestOptions{})
	if report == nil {
		t.Fatal(findings)
	}
	wantFinding(t, report.Findings(), "freeze_test.rego:", "conflicting values")
}

func TestCoverage_names_every_line_that_no_test_evaluates(t *testing.T) {
	lines := "\n_never if {\n\tinput.action.name == \"x\"\n\tinput.subject.id == \"y\"\n}\n\n_nor if input.action.name == \"z\"\n"
	tree := build(t, map[string]string{rule: house[rule] + lines})
	report, findings := tree.Test(t.Context(), TestOptions{Coverage: true})
	if report == nil {
		t.Fatal(findings)
	}
	findings = tree.CheckCoverage(report, 100)
	if len(findings) != 3 || findings[1].Row != 17 || !strings.Contains(findings[1].Message, "lines 17 to 19") || findings[2].Row != 22 {
		t.Errorf("found %v, want lines 17 to 19, and 22", findings)
	}
	if findings := tree.CheckCoverage(report, 50); len(findings) > 0 {
		t.Errorf("above the threshold: %v", findings)
	}
}
