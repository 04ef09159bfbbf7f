package proof

import (
	"os/exec"
	"strings"
	"testing"
)

// opa runs the pinned binary in the repository.
func opa(t *testing.T, args ...string) (ok bool, output string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"tool", "opa"}, args...)...)
	text, err := command.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed { //nolint:errorlint // run itself gives it
		t.Fatalf("go tool opa %v: %v", args, err)
	}
	return err == nil, string(text)
}

const rule = "authz/rules/freeze/freeze.rego"

// Whoever has only `opa` comes to the same verdict, and reads the same line.
func TestProof_agrees_with_plain_opa(t *testing.T) {
	changed := func(from, to string) map[string]string {
		return map[string]string{rule: strings.Replace(house[rule], from, to, 1)}
	}
	tested := func(from, to string) map[string]string {
		const path = "authz/rules/freeze/freeze_test.rego"
		return map[string]string{path: strings.Replace(house[path], from, to, 1)}
	}
	for _, c := range []struct {
		name                   string
		changes                map[string]string
		format, types, covered bool
		tests                  bool
		line                   string // that both name, if any
	}{
		{"as_it_must_be", nil, true, true, true, true, ""},
		{"unformatted", changed("\tinput.resource.type", "\t\tinput.resource.type"), false, true, true, true, ""},
		{"does_not_parse", changed("{\n\tinput", "{\n\tinput ==\n"), false, false, false, false, "freeze.rego:"},
		{"a_misspelt_fact", changed("input.resource.type", "input.resource.tipe"), true, false, false, false, "freeze.rego:13"},
		{"an_unused_import", changed("freeze\n\n#", "freeze\n\nimport data.authz.frozen\n\n#"), true, false, true, true, "freeze.rego:5"},
		{"a_shadowed_name", changed("\tinput.resource.type ==", "\tinput := 1\n\tinput.resource.type =="), false, false, false, false, "freeze.rego:13"},
		{"an_unknown_function", changed("input.resource.type ==", "frozen(1)\n\tinput.resource.type =="), true, false, false, false, "freeze.rego:13"},
		{"a_test_that_fails", tested(`{"change_freeze"}]`, `{"another"}]`), true, true, true, false, "freeze_test.rego:7"},
		{"a_test_that_divides_by_nothing", tested("\treasons :=", "\t1 / 0 == 1\n\treasons :="), true, true, false, false, "freeze_test.rego:7"},
		{"a_line_without_a_test", changed("deny contains {\"code\": \"change_freeze\", \"m", "_never if input.action.name == \"x\"\n\ndeny contains {\"code\": \"change_freeze\", \"m"), true, true, false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tree := build(t, c.changes)
			agree := func(what string, want bool, findings []Finding, args ...string) {
				t.Helper()
				ok, output := opa(t, args...)
				if ok != want || (Failing(findings) == 0) != want {
					t.Errorf("%s: opa accepts: %v, we: %v, want %v\n%s\n%v", what, ok, Failing(findings) == 0, want, output, findings)
				}
				if !want && what != "format" && c.line != "" && Failing(findings) > 0 {
					if !strings.Contains(output, c.line) || !strings.Contains(findings[0].String(), c.line) {
						t.Errorf("%s: want both to name %s:\n%s\n%v", what, c.line, output, findings)
					}
				}
			}
			agree("format", c.format, tree.CheckFormat(), "fmt", "--fail", "--list", tree.Dir)
			modules, findings := tree.parse()
			if len(findings) == 0 {
				findings = tree.compile(t.Context(), modules)
			}
			agree("types", c.types, findings, "check", "--strict", "--schema", tree.Path("schemas"), tree.Dir)
			report, findings := tree.Test(t.Context(), TestOptions{Coverage: true})
			if report != nil {
				findings = report.Findings()
			}
			agree("tests", c.tests, findings, "test", "--schema", tree.Path("schemas"), tree.Dir)
			if report != nil && c.tests {
				agree("coverage", c.covered, tree.CheckCoverage(report, 100), "test", "--coverage", "--threshold", "100", tree.Dir)
			}
		})
	}
}
