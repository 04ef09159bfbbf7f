package proof

import (
	"strings"
	"testing"
)

// A test that passes has tried something, whatever it says.
func TestTest_fails_for_what_tried_nothing(t *testing.T) {
	for _, c := range []struct {
		name, test, place, says string // no place: nothing is wrong
	}{
		{"an_undefined_table", "test_it if {\n\tfailing := {x | some x in data.authz.nowhere; x == 1}\n\tfailing == set()\n}\n", "freeze_test.rego:17", "some x in data.authz.nowhere"},
		{"an_empty_table", "_cases := {}\n\ntest_it if {\n\tfailing := {name | some name, want in _cases; want}\n\tfailing == set()\n}\n", "freeze_test.rego:19", "some name, want in _cases"},
		{"a_table_that_is_never_defined", "_cases := {1} if input.action.name == \"x\"\n\ntest_it if count([x | some x in _cases]) == 0\n", "freeze_test.rego:18", "some x in _cases"},
		{"every_over_nothing", "_cases := []\n\ntest_it if {\n\tevery x in _cases {\n\t\tx == 2\n\t}\n}\n", "freeze_test.rego:19", "every x in _cases {"},
		{"every_over_no_denial", "test_it if {\n\tevery reason in freeze.deny {\n\t\treason.code == \"another\"\n\t}\n}\n", "freeze_test.rego:17", "every reason in freeze.deny"},
		{"rows_of_another_shape", "_cases := {[1, 2, 3]} if data.authz.frozen\n\ntest_it if count([1 | some [x, 7, _] in _cases; x != 1]) == 0\n", "freeze_test.rego:18", "some [x, 7, _] in _cases"},
		{"a_table_with_members", "_cases := {1}\n\ntest_it if {\n\tfailing := {x | some x in _cases; x != 1}\n\tfailing == set()\n\tevery x in _cases {\n\t\tx == 1\n\t}\n}\n", "", ""},
		{"a_member_at_the_end_of_a_body", "_cases := {1}\n\ntest_it if {\n\tfound := {x | some x in _cases}\n\tfound == {1}\n}\n", "", ""},
		{"what_rules_give_may_be_empty", "test_it if {\n\tcodes := {reason.code | some reason in freeze.deny}\n\tcodes == set()\n}\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report, findings := build(t, map[string]string{freezeTest: house[freezeTest] + "\n" + c.test}).Test(t.Context(), TestOptions{})
			if report == nil {
				t.Fatal(findings)
			}
			if c.place != "" {
				wantFinding(t, report.Findings(), c.place, c.says)
			} else if found := report.Findings(); len(found) > 0 {
				t.Errorf("found %v", found)
			}
		})
	}
}

// All rows come from a table; without one, the test as a whole tried nothing.
func TestTest_fails_for_a_test_without_rows(t *testing.T) {
	source := strings.Replace(house[freezeTest], "test_codes[name] if {", "_rows := {}\n\ntest_rows[name] if some name, _ in _rows\n\ntest_codes[name] if {", 1)
	report, findings := build(t, map[string]string{freezeTest: source}).Test(t.Context(), TestOptions{})
	if report == nil {
		t.Fatal(findings)
	}
	if found := report.Findings(); len(found) != 2 || !strings.Contains(found[0].Message, "test_rows: no row of it ran") {
		t.Errorf("found %v", found)
	}
}

// Text that stands in a test is no proof that the denial ever held.
func TestTest_names_a_reason_code_that_no_test_produces(t *testing.T) {
	source := strings.Replace(house[freezeTest], `"prod": ["prod", {"change_freeze"}],`, `"test": ["test", {"none"} & {"change_freeze"}],`, 1)
	for run, want := range map[string]int{"": 1, "test_codes": 0} {
		report, findings := build(t, map[string]string{freezeTest: source}).Test(t.Context(), TestOptions{Run: run})
		if report == nil {
			t.Fatal(findings)
		}
		if found := report.Findings(); len(found) != want {
			t.Errorf("%q: found %v", run, found)
		} else if want > 0 {
			wantFinding(t, found, "freeze.rego:12", `no test produces the reason code "change_freeze"`)
		}
	}
}

// A built-in function that fails ends a decision; it must not look like a rule
// that does not hold.
func TestTest_a_failing_builtin_is_a_failure(t *testing.T) {
	more := "\ntest_outside if not net.cidr_contains(\"no block\", \"10.0.0.1\")\n"
	report, findings := build(t, map[string]string{freezeTest: house[freezeTest] + more}).Test(t.Context(), TestOptions{})
	if report == nil {
		t.Fatal(findings)
	}
	wantFinding(t, report.Findings(), "freeze_test.rego:16", "net.cidr_contains")
}
