package bundles

import (
	"context"
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
	want := []PolicyChange{
		{Mark: "~", Kind: "file", Name: "authz/a.rego", Text: "...\n  # METADATA\n  # custom:\n- #   code: shut\n+ #   code: closed\n  #   status: 403\n- deny contains {\"code\": \"shut\"} if input.subject.id == \"x\"\n+ deny contains {\"code\": \"closed\"} if input.subject.id == \"x\"\n"},
		{Mark: "+", Kind: "file", Name: "authz/new.rego"},
		{Mark: "-", Kind: "file", Name: "authz/old.rego"},
		{Mark: "+", Kind: "rule", Name: "data.authz.new.p"},
		{Mark: "-", Kind: "rule", Name: "data.authz.old.p"},
		{Mark: "~", Kind: "rule", Name: "data.authz.rules.shop.deny"},
		{Mark: "+", Kind: "code", Name: "closed"},
		{Mark: "-", Kind: "code", Name: "shut"},
		{Mark: "+", Kind: "data", Name: "data.authz.came"},
		{Mark: "~", Kind: "data", Name: "data.authz.list", Text: "- [\"a\"]\n+ [\"a\",\"b\"]\n"},
		{Mark: "-", Kind: "data", Name: "data.authz.went"},
	}
	got, err := Diff(before, after)
	if err != nil || !slices.EqualFunc(got, want, func(a, b PolicyChange) bool {
		return a.Mark == b.Mark && a.Kind == b.Kind && a.Name == b.Name && a.Text == b.Text && !a.Cut
	}) {
		t.Errorf("got  %v (%v)\nwant %v", got, err, want)
	}
	if came, want := got[1].Lines, []Line{{0, 1, "package authz.new"}, {0, 2, ""}, {0, 3, "p := 1"}}; !slices.Equal(came, want) {
		t.Errorf("a file that came: %v, want %v", came, want)
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
		if got := textOf(changedLines(c.before, c.after)); got != c.want {
			t.Errorf("%q to %q: got\n%swant\n%s", c.before, c.after, got, c.want)
		}
	}
}

func TestDiff_numbers_the_lines_on_both_sides(t *testing.T) {
	got := changedLines("1\n2\n3\n4\n5\n6\n7\n", "0\n2\n3\n4\n5\n6\n8\n9\n")
	want := []Line{{1, 0, "1"}, {0, 1, "0"}, {2, 2, "2"}, {3, 3, "3"}, {0, 0, "..."}, {5, 5, "5"}, {6, 6, "6"}, {7, 0, "7"}, {0, 7, "8"}, {0, 8, "9"}}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A comparison that would take too long, or have too much to say, says less.
func TestDiff_is_bounded(t *testing.T) {
	before := engine.Policy{Modules: map[string]string{"a.rego": "package a\n\np := 1\n", "b.rego": "package b\n\np := 1\n"}}
	after := engine.Policy{Modules: map[string]string{"a.rego": "package a\n\np := 2\n", "b.rego": "package b\n\np := 2\n"}}
	for name, c := range map[string]struct {
		limits          DiffLimits
		changes, lines  int
		cut             bool
		firstIsComplete bool
	}{
		"enough":              {DiffLimits{Changes: 4, Lines: 8, Work: 32}, 4, 8, false, true},
		"too many changes":    {DiffLimits{Changes: 2, Lines: 8, Work: 32}, 2, 8, true, true},
		"too many lines":      {DiffLimits{Changes: 4, Lines: 5, Work: 32}, 4, 5, true, true},
		"too much to compare": {DiffLimits{Changes: 4, Lines: 8, Work: 31}, 4, 4, true, true},
		"nothing":             {DiffLimits{Changes: 4}, 4, 0, true, false},
	} {
		changes, complete, err := DiffWithin(t.Context(), before, after, c.limits)
		lines := 0
		for _, change := range changes {
			lines += len(change.Lines)
		}
		if err != nil || len(changes) != c.changes || lines != c.lines || complete == c.cut || changes[0].Cut == c.firstIsComplete {
			t.Errorf("%s: %v, complete %v, %v", name, changes, complete, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, err := DiffWithin(ended, before, after, DiffLimits{Changes: 9}); err == nil {
		t.Error("it goes on for a caller who left")
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
