package plan_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine/plan"
)

func planned(t *testing.T, body string) (*program, *plan.Query) {
	t.Helper()
	p, err := compiled("package answers\n\n" + body)
	if err != nil {
		t.Fatal(err)
	}
	query, err := plan.New(t.Context(), answersRef, plan.Options{Compiler: p.compiler, Data: p.data, Patterns: patterns()})
	if err != nil {
		t.Fatal(err)
	}
	return p, query
}

func TestAn_error_says_where_it_happened(t *testing.T) {
	for body, want := range map[string]string{
		"answers := x if {\n\tx := 1 / input\n}":                   "0.rego:4: ",
		"answers := 1 if input == 0\n\nanswers := 2 if input == 0": "multiple outputs",
		"answers := {k: v | some v in [1, 2]; k := input}":         "0.rego:3: object keys must be unique",
	} {
		_, query := planned(t, body)
		_, err := query.Ask(t.Context(), ast.InternedTerm(0), topdown.NewCancel())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", body, err, want)
		}
	}
}

func TestCancel_ends_an_evaluation(t *testing.T) {
	_, query := planned(t, "answers := count([1 | some a in numbers.range(1, 1000); some b in numbers.range(1, 1000); a == b])")
	cancel := topdown.NewCancel()
	cancel.Cancel()
	if _, err := query.Ask(t.Context(), nil, cancel); !topdown.IsCancel(err) {
		t.Errorf("error %v, want that of a cancelled evaluation", err)
	}
	if answer := said(query.Ask(t.Context(), nil, topdown.NewCancel())); answer != "1000" {
		t.Errorf("afterwards the answer is %s, want 1000", answer)
	}
}

// One query is asked by many requests at a time, and no answer may show in
// another: what a plan makes once must not be added to.
func TestAsking_leaves_nothing_behind(t *testing.T) {
	p, query := planned(t, `answers contains x if some x in input

answers contains "always"

known := {"a", "b"} | {x | some x in input}

answers contains x if some x in known

answers contains y if some y in named[input[0]]

named[x] := {"of", x} if some x in input`)
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			own := program{compiler: p.compiler, data: p.data, input: ast.ArrayTerm(ast.StringTerm(strings.Repeat("x", i+1)))}
			want := own.byTopdown(t)
			for range 50 {
				if got := own.byPlan(query); got != want {
					t.Errorf("the plan says %s, want %s", got, want)
				}
			}
		})
	}
	asking.Wait()
}

func TestWhat_cannot_be_planned_is_said(t *testing.T) {
	p, err := compiled("package answers\n\nanswers := time.now_ns()")
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.New(context.Background(), answersRef, plan.Options{Compiler: p.compiler, Data: p.data, Patterns: patterns()})
	if !errors.Is(err, plan.ErrUnsupported) || !strings.Contains(err.Error(), "time.now_ns") {
		t.Errorf("error %v, want ErrUnsupported naming time.now_ns", err)
	}
}
