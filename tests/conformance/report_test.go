package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// stream is what go test -json prints for a run with every kind of ending.
const stream = `{"Action":"start"}
{"Action":"run","Test":"TestA"}
{"Action":"run","Test":"TestA/good"}
{"Action":"pass","Test":"TestA/good"}
{"Action":"run","Test":"TestA/bad"}
{"Action":"output","Test":"TestA/bad","Output":"contract: it holds\n"}
{"Action":"fail","Test":"TestA/bad"}
{"Action":"fail","Test":"TestA"}
{"Action":"run","Test":"TestB"}
{"Action":"run","Test":"TestB/one"}
{"Action":"pass","Test":"TestB/one"}
{"Action":"run","Test":"TestB/two"}
{"Action":"pass","Test":"TestB/two"}
{"Action":"pass","Test":"TestB"}
{"Action":"run","Test":"TestC"}
{"Action":"run","Test":"TestC/sub"}
{"Action":"pass","Test":"TestC/sub"}
{"Action":"fail","Test":"TestC"}
{"Action":"run","Test":"TestD"}
{"Action":"skip","Test":"TestD"}
{"Action":"run","Test":"TestE"}
{"Action":"output","Output":"panic: test timed out\n"}
not json
`

func parsed(t *testing.T) results {
	t.Helper()
	tests, rest := parseResults(strings.NewReader(stream))
	if want := []string{"panic: test timed out", "not json"}; !slices.Equal(rest, want) {
		t.Errorf("what belongs to no test is %q, want %q", rest, want)
	}
	return tests
}

func TestResults_count_each_case_once(t *testing.T) {
	tests := parsed(t)
	cases := tests.cases()
	want := []string{"TestA/bad", "TestA/good", "TestB/one", "TestB/two", "TestC", "TestC/sub", "TestD", "TestE"}
	if !slices.Equal(cases, want) {
		t.Errorf("cases are %q, want %q", cases, want)
	}
	n := tests.count(cases, func(string) bool { return true })
	if n[passed] != 4 || n[failed] != 3 || n[skipped] != 1 {
		t.Errorf("got %v, want 4 passed, 3 failed (one cut off, one by itself), 1 skipped", n)
	}
}

func TestReport_holds_the_server_to_its_groups(t *testing.T) {
	for _, c := range []struct {
		name, groups string
		want         bool
	}{
		{"a_passing_test", "TestB", true},
		{"a_passing_sub_test_of_a_failing_test", "TestA/good", true},
		{"no_group", "", true},
		{"a_failing_sub_test", "TestA/bad", false},
		{"a_test_with_a_failing_sub_test", "TestA", false},
		{"a_test_that_failed_by_itself", "TestC", false},
		{"a_test_that_did_not_end", "TestE", false},
		{"a_test_that_was_skipped", "TestD", false},
		{"a_name_that_nothing_has", "TestZ", false},
		{"one_of_two_groups", "TestB\nTestA", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			groups, err := parseGroups(c.groups)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if got := report(&out, "sqlite", groups, parsed(t), false); got != c.want {
				t.Errorf("holds is %v, want %v:\n%s", got, c.want, &out)
			}
			if marked := strings.Contains(out.String(), "must pass"); marked == c.want {
				t.Errorf("the table does not say which:\n%s", &out)
			}
		})
	}
}

func TestReport_says_what_could_be_listed_and_why_a_group_fails(t *testing.T) {
	groups, err := parseGroups("TestA/bad")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	report(&out, "sqlite", groups, parsed(t), false)
	text := out.String()
	for _, line := range []string{
		"  TestA/good\n", "  TestB\n", "  TestC/sub\n", "TestA/bad failed:\ncontract: it holds\n", "must pass: TestA/bad (0 passed, 1 failed, 0 skipped)\n", "       1       1        0       1  TestA\n",
		"sqlite: 0 of 1 groups hold\n", "sqlite: 4 passed, 3 failed, 1 skipped\n",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q in:\n%s", line, text)
		}
	}
	for _, line := range []string{"\n  TestB/one", "\n  TestD", "TestE failed"} {
		if strings.Contains(text, line) {
			t.Errorf("%q is in:\n%s", line, text)
		}
	}
}
