package proof

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What is done to a rule, and what is left alone: wording, and what gives a
// variable its value.
func TestMutants_of_a_rule(t *testing.T) {
	for _, c := range []struct {
		rule string
		want []string
	}{
		{`x if input.a == "b"`, []string{
			`drop input.a == "b"`, `negate input.a == "b"`, `swap "b" for "b~"`,
		}},
		{`x if not input.a`, []string{`drop not input.a`, `negate not input.a`}},
		{"x if {\n\ty := input.a\n\ty > 1\n}", []string{`drop y > 1`, `negate y > 1`, `swap 1 for 1 + 1`}},
		{"x if {\n\tevery y in input.a {\n\t\ty\n\t}\n}", []string{`drop every y in input.a { y }`, `drop y`, `negate y`}},
		{"x if {\n\tsome y in input.a\n\ty.b\n}", []string{`drop y.b`, `negate y.b`}},
		{`deny contains {"code": "c", "message": "m"} if f(1)`, []string{`drop f(1)`, `negate f(1)`, `swap "c" for "c~"`, `swap 1 for 1 + 1`}},
		{`m := sprintf("%s", ["a"])`, []string{`swap "a" for "a~"`}},
		{`default x := false`, []string{`swap false for true`}},
		{`x := {"a": [2.5, true]}`, []string{`swap "a" for "a~"`, `swap 2.5 for 2.5 + 1`, `swap true for false`}},
		{"x := 1 if {\n\tinput.a\n} else := 2", []string{`drop input.a`, `negate input.a`, `swap 1 for 1 + 1`, `swap 2 for 2 + 1`}},
		{`x := {y | some y in ["a", "a"]}`, []string{`swap "a" for "a~"`, `swap "a" for "a~" (2)`}},
	} {
		source := "package p\n\n" + c.rule + "\n"
		module, err := ast.ParseModuleWithOpts("p.rego", source, parserOptions())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, one := range mutants("p.rego", module, source) {
			got = append(got, one.Change)
			if _, err := ast.ParseModuleWithOpts("p.rego", one.Apply(source), parserOptions()); err != nil {
				t.Errorf("%s: %v", one.Name(), err)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.rule, got, c.want)
		}
	}
}

// weak is a rule whose tests look away: a line without an effect on them, a
// constant they never ask for, and a test that passes under any rules. The
// test of data is none of these: data is not mutated.
var weak = map[string]string{
	rule: strings.Replace(house[rule], "\tinput.resource.type == \"secrets\"\n", "\tinput.resource.type == \"secrets\"\n\tinput.action.name in {\"edit\", \"delete\"}\n", 1),
	freezeTest: strings.Replace(house[freezeTest], `_of(environment) := {`, `_of(environment) := {"action": {"name": "edit"}, `, 1) +
		"\ntest_idle if count([x | some x in [1]; x == data.authz.nowhere]) == 0\n" +
		"\n_frozen := data.authz.frozen.environments\n\ntest_data if _frozen == [\"prod\"]\n",
}

func TestMutate_names_survivors_and_idle_tests(t *testing.T) {
	tree := build(t, weak)
	first, err := tree.Mutate(t.Context(), MutateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`freeze.rego:13: mutants: no test fails for the mutant: deny: drop input.resource.type == "secrets"`,
		`freeze.rego:14: mutants: no test fails for the mutant: deny: drop input.action.name in {"edit", "delete"}`,
		`freeze.rego:14: mutants: no test fails for the mutant: deny: swap "delete" for "delete~"`,
		`freeze_test.rego:16: mutants: data.authz.rules.freeze_test.test_idle: no mutation of a rule makes this test fail`,
	}
	if len(first.Findings) != len(want) || first.Killed+3 != first.Total || first.Untried > 0 {
		t.Fatalf("%+v", first)
	}
	for i, finding := range first.Findings {
		if !strings.HasSuffix(finding.String(), want[i]) {
			t.Errorf("found %s\nwant  %s", finding, want[i])
		}
	}
	again, err := tree.Mutate(t.Context(), MutateOptions{})
	if err != nil || !slices.Equal(first.Findings, again.Findings) {
		t.Errorf("another time it finds %v (%v)", again, err)
	}
}

// A mutant that no test can fail is listed with its reason, and the list is kept true.
func TestMutate_heeds_the_list_of_equivalent_mutants(t *testing.T) {
	tree := build(t, map[string]string{rule: weak[rule], freezeTest: strings.Replace(weak[freezeTest], "\ntest_idle", "\ntodo_test_idle", 1)})
	const line = "- mutant: 'authz/rules/freeze/freeze.rego: deny: "
	list := func(entries ...string) string { return "equivalent_mutants:\n" + strings.Join(entries, "") }
	survivors := list(
		line+"drop input.resource.type == \"secrets\"'\n  reason: only secrets have an environment\n",
		line+"drop input.action.name in {\"edit\", \"delete\"}'\n  reason: it is asked for nothing else\n",
		line+"swap \"delete\" for \"delete~\"'\n  reason: as above\n",
	)
	for _, c := range []struct{ name, list, place, says string }{
		{"all_are_listed", survivors, "", ""},
		{"one_is_killed", survivors + line + "swap \"edit\" for \"edit~\"'\n  reason: wrong\n", "equivalent-mutants.yaml:8", "is listed as equivalent, and is not"},
		{"one_has_no_reason", list(line + "x'\n"), "equivalent-mutants.yaml:2", "has its name and a reason"},
		{"it_cannot_be_read", "7\n", "equivalent-mutants.yaml", "unmarshal"},
	} {
		if err := os.WriteFile(tree.Path(equivalentsFile), []byte(c.list), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := tree.Mutate(t.Context(), MutateOptions{})
		switch {
		case err != nil:
			t.Error(err)
		case c.place != "":
			wantFinding(t, found.Findings, c.place, c.says)
		case len(found.Findings) > 0 || found.Listed != 3:
			t.Errorf("%s: %+v", c.name, found)
		}
	}
}

func TestMutate_says_what_it_did_not_try(t *testing.T) {
	tree := build(t, weak)
	found, err := tree.Mutate(t.Context(), MutateOptions{Budget: 1})
	if err != nil || len(found.Findings) != 1 || found.Untried == 0 || !strings.Contains(found.Findings[0].Message, "were not tried in time") {
		t.Errorf("%+v (%v)", found, err)
	}
	if found, err = tree.Mutate(t.Context(), MutateOptions{Only: []string{"authz/rules/other"}}); err != nil || found.Total != 0 || len(found.Findings) > 0 {
		t.Errorf("nothing to mutate: %+v (%v)", found, err)
	}
	broken := build(t, map[string]string{freezeTest: house[freezeTest] + "\ntest_wrong if false\n"})
	if _, err = broken.Mutate(t.Context(), MutateOptions{}); err == nil || !strings.Contains(err.Error(), "test_wrong fails without a mutation") {
		t.Errorf("a test that fails anyway: %v", err)
	}
}
