package proof

import (
	"strings"
	"testing"
)

// manners are tests of every form: that hold, fail, have rows, lose one, err, or
// bear the name of another.
const manners = `package authz.manners_test

_table := {"one": 1, "two": 2}

test_true if 1 == 1

test_false := 1 == 2

test_undefined if 1 == 2

test_text := "true"

test_object := {"one": true}

test_rows[name] if {
	some name, value in _table
	value > 0
}

test_a_row_is_missing[name] if {
	some name, value in _table
	value > 1
}

test_a_row_is_false[name] := value > 1 if some name, value in _table

test_no_row[name] if {
	some name, value in {}
	value
}

test_rows_of_rows[outer][inner] if {
	some outer, _ in _table
	some inner, value in _table
	value > 0
}

test_a_row_of_a_row_is_missing[outer][inner] if {
	some outer, bound in _table
	some inner, value in _table
	value > bound
}

test_error if net.cidr_contains("nowhere", "10.0.0.1")

test_error_in_a_row[name] if {
	some name, value in _table
	net.cidr_contains(sprintf("10.0.0.0/%d", [value * 30]), "10.0.0.1")
}

test_twice if 1 == 1

test_twice if 1 == 2

below.test_deep if 1 == 1

todo_test_later if 1 == 2
`

// The lab runs a test by itself, because OPA's tester spends most of its time on
// traces that are not read here. It must say the same.
func TestLab_says_of_a_test_what_OPA_says(t *testing.T) {
	tree := build(t, map[string]string{"authz/manners_test.rego": manners})
	modules, findings := tree.parse()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	ran, err := tree.run(t.Context(), modules, runOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, result := range ran.results {
		if !result.Skip {
			want[result.Package+"."+strings.ReplaceAll(result.Name, "#", "_")] = result.Pass()
		}
	}
	policy, err := tree.Policy()
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{tree: tree, modules: modules, store: storeOf(policy.Data)}
	if l.snapshot, err = l.store.NewTransaction(t.Context()); err != nil {
		t.Fatal(err)
	}
	compiler, err := testCompiled(t.Context(), modules)
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(compiler)
	if len(tests) != len(want) || len(tests) < 16 {
		t.Errorf("%d tests, OPA has %d", len(tests), len(want))
	}
	for _, test := range tests {
		name := strings.NewReplacer(`["`, ".", `"]`, "", "#", "_").Replace(test.name)
		passed, err := l.passes(t.Context(), compiler, test, &observer{})
		if expected, known := want[name]; !known || expected != (passed && err == nil) {
			t.Errorf("%s: %v (%v), OPA says %v", name, passed, err, expected)
		}
	}
}

// Which tests look at a rule is seen as they run: by name, through packages, by a
// function, in a table that has no other rows.
func TestLab_sees_which_rules_a_test_looks_up(t *testing.T) {
	tree := build(t, map[string]string{
		"authz/lib/odd.rego": "package authz.lib\n\nodd(n) if n % 2 == 1\n\nunasked := 1\n",
		"authz/seen_test.rego": `package authz.seen_test

import data.authz.lib

test_by_name if count(data.authz.rules.freeze.deny) == 0

test_all if count([name | some name; data.authz.rules[name].deny]) == 1

test_a_function[name] if {
	some name, number in {"one": 1, "three": 3}
	lib.odd(number)
}

test_data if data.authz.frozen.environments == ["prod"]

test_nothing if 1 == 1
`,
	})
	modules, findings := tree.parse()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	l, err := newLab(t.Context(), tree, modules)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"by_name": {"data.authz.rules.freeze.deny"}, "all": {"data.authz.rules.freeze.deny"},
		"a_function": {"data.authz.lib.odd"}, "data": nil, "nothing": nil,
	}
	for _, test := range l.tests {
		name, here := strings.CutPrefix(test.name, "data.authz.seen_test.test_")
		if !here {
			continue
		}
		if len(test.looked) != len(want[name]) {
			t.Errorf("%s looks up %v, want %v", name, test.looked, want[name])
		}
		for _, rule := range want[name] {
			if !test.looked[rule] {
				t.Errorf("%s looks up %v, want %s", name, test.looked, rule)
			}
		}
		if test.ofData != (name == "data") {
			t.Errorf("%s: of data %v", name, test.ofData)
		}
	}
	near := l.looking(&Mutant{Path: "authz/lib/odd.rego", ref: "data.authz.lib.odd"})
	if len(near[0]) != 0 || len(near[1]) != 1 {
		t.Errorf("%d and %d tests look at the function", len(near[0]), len(near[1]))
	}
}
