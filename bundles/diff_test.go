package bundles

import (
	"fmt"
	"slices"
	"testing"

	"warder/engine"
)

const shut = `package authz.rules.shop

# METADATA
# custom:
#   code: %s
#   status: 403
deny contains {"code": "%s"} if input.subject.id == "%s"
`

func shop(code, subject string) string { return fmt.Sprintf(shut, code, code, subject) }

func TestDiff_names_what_came_went_and_changed(t *testing.T) {
	before := engine.Policy{
		Modules: map[string]string{"authz/a.rego": shop("shut", "x"), "authz/old.rego": "package authz.old\n\np := 1\n", "authz/same.rego": "package authz.same\n\np := 1\n"},
		Data:    map[string]any{"authz": map[string]any{"kept": 1.0, "list": []any{"a"}, "went": true}},
	}
	after := engine.Policy{
		Modules: map[string]string{"authz/a.rego": shop("closed", "x"), "authz/new.rego": "package authz.new\n\np := 1\n", "authz/same.rego": "package authz.same\n\np := 1\n"},
		Data:    map[string]any{"authz": map[string]any{"kept": 1.0, "list": []any{"a", "b"}, "came": nil}},
	}
	want := []Change{
		{"~", "file", "authz/a.rego", "...\n  # METADATA\n  # custom:\n- #   code: shut\n+ #   code: closed\n  #   status: 403\n- deny contains {\"code\": \"shut\"} if input.subject.id == \"x\"\n+ deny contains {\"code\": \"closed\"} if input.subject.id == \"x\"\n"},
		{"+", "file", "authz/new.rego", ""},
		{"-", "file", "authz/old.rego", ""},
		{"+", "rule", "data.authz.new.p", ""},
		{"-", "rule", "data.authz.old.p", ""},
		{"~", "rule", "data.authz.rules.shop.deny", ""},
		{"+", "code", "closed", ""},
		{"-", "code", "shut", ""},
		{"+", "data", "data.authz.came", ""},
		{"~", "data", "data.authz.list", "- [\"a\"]\n+ [\"a\",\"b\"]\n"},
		{"-", "data", "data.authz.went", ""},
	}
	if got, err := Diff(before, after); err != nil || !slices.Equal(got, want) {
		t.Errorf("got  %v (%v)\nwant %v", got, err, want)
	}
	if got, err := Diff(before, before); err != nil || len(got) > 0 {
		t.Errorf("of itself: %v (%v)", got, err)
	}
	if _, err := Diff(before, engine.Policy{Modules: map[string]string{"x.rego": "package ]"}}); err == nil {
		t.Error("what does not parse is compared")
	}
}

// Only what is near a change is shown of what stayed.
func TestDiff_shows_the_lines_that_changed(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n8\n", "...\n  5\n  6\n- 7\n+ 8\n"},
		{"1\n2\n3\n4\n5\n6\n7\n", "0\n2\n3\n4\n5\n6\n8\n", "- 1\n+ 0\n  2\n  3\n...\n  5\n  6\n- 7\n+ 8\n"},
		{"1\n2\n", "1\n2\n3", "  1\n  2\n+ 3\n"},
		{"a", "b", "- a\n+ b\n"},
	} {
		if got := changedLines(c.before, c.after); got != c.want {
			t.Errorf("%q to %q: got\n%swant\n%s", c.before, c.after, got, c.want)
		}
	}
}

// The parts of a rule may stand in several files, which have no order.
func TestDiff_a_rule_in_several_files_does_not_change_by_itself(t *testing.T) {
	policy := engine.Policy{Modules: map[string]string{}}
	for i := range 8 {
		policy.Modules[fmt.Sprintf("authz/%d.rego", i)] = shop("shut", fmt.Sprint(i))
	}
	for range 20 {
		if got, err := Diff(policy, policy); err != nil || len(got) > 0 {
			t.Fatalf("%v (%v)", got, err)
		}
	}
}
