package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/engine"
	"warder/engine/input"
)

// newFolder is a policy as `warder policy new` makes it, with changes to files;
// an empty text removes one.
func newFolder(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "policy")
	if code, _, problems := try(t, "policy", "new", dir); code != exitOK {
		t.Fatal(problems)
	}
	for path, text := range changes {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if text == "" {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPolicy_a_folder_that_was_just_made_is_in_order(t *testing.T) {
	dir := newFolder(t, nil)
	for _, args := range [][]string{{"fmt", "--check"}, {"check"}, {"test", "--run", "rules.network_test"}} {
		if code, out, problems := try(t, append(append([]string{"policy"}, args...), dir)...); code != exitOK {
			t.Errorf("%v: exit code %d: %s%s", args, code, out, problems)
		}
	}
	if code, _, problems := try(t, "policy", "new", dir); code != exitError || !strings.Contains(problems, "is not empty") {
		t.Errorf("it would be overwritten: exit code %d, %s", code, problems)
	}
}

func TestPolicy_commands_say_what_is_wrong_and_where(t *testing.T) {
	const path = "authz/rules/own/own.rego"
	for _, c := range []struct {
		name, source string
		args         []string
		code         int
		says         string // part of what is printed
	}{
		{"fmt_check", "package authz.rules.own\n\n\nx := 1\n", []string{"fmt", "--check"}, exitError, "own.rego:3: format: "},
		{"fmt_of_what_does_not_parse", "package authz.rules.own\n\nx := \n", []string{"fmt"}, exitError, "own.rego:4: format: "},
		{"check", "package authz.rules.own\n\nknown if input.facts.tokn\n", []string{"check"}, exitError, "own.rego:3: check: undefined ref: input.facts.tokn"},
		{"check_codes", "package authz.rules.own\n\ndeny contains {\"code\": \"x\", \"message\": \"\"} if false\n", []string{"check"}, exitError, "own.rego:3: codes: "},
		{"test", "package authz.rules.own\n\ntest_it if 1 == 2\n", []string{"test", "--run=own.test_it"}, exitError, "own.rego:3: test: data.authz.rules.own.test_it: failed"},
		{"test_that_runs_nothing", "package authz.rules.own\n\nx := 1\n", []string{"test", "--run=no_such_test"}, exitError, "no test was run"},
		{"test_verbose", "package authz.rules.own\n\ntest_it if true\n", []string{"test", "-v", "--run=own.test_it"}, exitOK, "own.test_it: passed ("},
		{"ci_of_what_does_not_compile", "package authz.rules.own\n\nowned if input.facts.tokn\n", []string{"ci"}, exitError, "own.rego:3: check: "},
		{"ci_threshold", "package authz.rules.own\n\nx := 1\n", []string{"ci", "--threshold=101"}, exitUsage, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newFolder(t, map[string]string{path: c.source})
			code, out, problems := try(t, append(append([]string{"policy"}, c.args...), dir)...)
			if code != c.code || !strings.Contains(out, c.says) {
				t.Errorf("exit code %d, want %d; printed\n%s%s\nwant %q", code, c.code, out, problems, c.says)
			}
		})
	}
}

func TestPolicy_fmt_writes_what_opa_would(t *testing.T) {
	const path = "authz/rules/own/own.rego"
	dir := newFolder(t, map[string]string{path: "package authz.rules.own\n\n\nx :=   1\n"})
	if code, out, problems := try(t, "policy", "fmt", dir); code != exitOK || !strings.HasSuffix(strings.TrimSpace(out), path) {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	written, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if want := "package authz.rules.own\n\nx := 1\n"; err != nil || string(written) != want {
		t.Errorf("wrote %q (%v), want %q", written, err, want)
	}
	if code, out, _ := try(t, "policy", "fmt", dir); code != exitOK || out != "" {
		t.Errorf("a second time: exit code %d: %s", code, out)
	}
}

// A folder without most of its tests, which are another test's business.
func TestPolicy_ci_writes_JUnit_and_SARIF(t *testing.T) {
	dir := newFolder(t, map[string]string{"authz/rules/own/own.rego": "package authz.rules.own\n\nknown if input.facts.tokn\n"})
	junit, sarif := filepath.Join(t.TempDir(), "junit.xml"), filepath.Join(t.TempDir(), "findings.sarif")
	if code, out, problems := try(t, "policy", "ci", dir, "--junit", junit, "--sarif", sarif); code != exitError {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
	}
	text, err := os.ReadFile(junit)
	if err := xml.Unmarshal(text, &suites); err != nil || suites.Failures != 1 {
		t.Errorf("JUnit: %d failures (%v)", suites.Failures, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Results []struct{ RuleID, Level string }
		}
	}
	if text, err = os.ReadFile(sarif); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &log); err != nil || len(log.Runs[0].Results) != 1 || log.Runs[0].Results[0].RuleID != "check" {
		t.Errorf("SARIF: %+v (%v)", log, err)
	}
	if code, _, problems := try(t, "policy", "ci", dir, "--junit", t.TempDir()); code != exitError || !strings.Contains(problems, "is a directory") {
		t.Errorf("a file that cannot be written: exit code %d, %s", code, problems)
	}
}

// Every step runs, the assertions too: they hold of the shipped policy, and one
// that does not is a finding like any other.
func TestPolicy_ci_proves_the_assertions_with_the_rest(t *testing.T) {
	const path = "authz/assert/nobody_reads_production/nobody_reads_production.rego"
	tested := `package authz.assert.nobody_reads_production_test

import data.authz.assert.nobody_reads_production

test_development if count(nobody_reads_production.violation) == 0 with input as {"action": {"name": "readValue"}}
`
	production := strings.Replace(nobodyReads, `environment == "production"`, `environment == "prod"`, 1)
	for name, c := range map[string]struct {
		changes map[string]string
		code    int
		steps   string // how the assertions come out
		finding string
	}{
		"the_shipped_policy": {nil, exitOK, "assertions  ok (", ""},
		"a_broken_promise": {
			map[string]string{path: production, strings.Replace(path, ".rego", "_test.rego", 1): tested},
			exitError,
			"assertions  1 finding (", "nobody_reads_production.rego:4: assertions: it is not true that nobody reads production",
		},
	} {
		t.Run(name, func(t *testing.T) {
			junit := filepath.Join(t.TempDir(), "junit.xml")
			code, out, problems := try(t, "policy", "ci", newFolder(t, c.changes), "--quiet", "--threshold=90", "--limit=4000", "--samples=100", "--junit", junit)
			if code != c.code || !strings.Contains(out, c.steps) || !strings.Contains(out, c.finding) {
				t.Fatalf("exit code %d: %s%s", code, out, problems)
			}
			for _, step := range []string{"format", "check", "lint", "codes", "test", "coverage"} {
				if !strings.Contains(out, step+strings.Repeat(" ", 12-len(step))+"ok (") {
					t.Errorf("the step %s did not pass: %s", step, out)
				}
			}
			if !strings.Contains(out, "tried 4000 of the ") {
				t.Errorf("it does not say how far the assertions were searched: %s", out)
			}
			text, err := os.ReadFile(junit)
			if err != nil || !strings.Contains(string(text), "assertions") {
				t.Errorf("JUnit does not hold the assertions (%v)", err)
			}
		})
	}
}

func TestPolicy_prints_what_opa_needs(t *testing.T) {
	if _, out, _ := try(t, "policy", "schema"); out != string(input.Schema()) {
		t.Errorf("schema: %.80s", out)
	}
	_, out, _ := try(t, "policy", "capabilities")
	var capabilities struct{ Builtins []struct{ Name string } }
	if err := json.Unmarshal([]byte(out), &capabilities); err != nil || len(capabilities.Builtins) != len(engine.Capabilities().Builtins) {
		t.Errorf("capabilities: %d (%v)", len(capabilities.Builtins), err)
	}
}
