package plan_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/test/cases"

	"warder/engine/plan"
)

// least is how many of OPA's cases are run from plans today. A smaller number
// means that something is not supported any more.
const least = 2250

// differing are the cases that plans answer otherwise, and why that is no matter.
var differing = map[string]string{
	"data/nested integer":                        "plans do not take the number 2 for the name \"2\" of a base document",
	"data/toplevel integer":                      "likewise",
	"baseandvirtualdocs/base/virtual: conflicts": "a rule and a base document of one name are refused when a policy is loaded",
}

// The cases that hold evaluators of Rego to what the language means come with
// OPA. What both evaluators answer must be the same, errors included.
func TestPlans_mean_what_OPA_means(t *testing.T) {
	compared, unsupported := 0, map[string]int{}
	for _, c := range cases.MustLoad(filepath.Join(opa(t), "v1/test/cases/testdata/v1")).Sorted().Cases {
		p, ok := ofCase(c)
		if !ok {
			continue
		}
		query, err := plan.New(context.Background(), answersRef, plan.Options{Compiler: p.compiler, Data: p.data, Patterns: patterns()})
		if errors.Is(err, plan.ErrUnsupported) {
			unsupported[reason(err)]++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.Note, err)
			continue
		}
		compared++
		if differing[c.Note] != "" {
			continue
		}
		if own, opa := p.byPlan(query), p.byTopdown(t); own != opa {
			t.Errorf("%s: the plan says\n%s\nOPA's evaluator says\n%s\nof\n%s\n%s", c.Note, own, opa, strings.Join(c.Modules, "\n"), c.Query)
		}
	}
	t.Logf("%d cases run, not supported: %v", compared, unsupported)
	if compared < least {
		t.Errorf("%d cases run, want at least %d", compared, least)
	}
}

func opa(t *testing.T) string {
	t.Helper()
	folder, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/open-policy-agent/opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(folder))
}

// reason is what an error says at the end.
func reason(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+2:]
}

// ofCase is the program of a case, with a rule that gathers what its query
// binds. It is false for cases that are about what does not compile.
func ofCase(c cases.TestCase) (*program, bool) {
	body, err := ast.ParseBodyWithOpts(c.Query, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, false
	}
	bound := []string{}
	for v := range body.Vars(ast.VarVisitorParams{SkipRefCallHead: true, SkipClosures: true}) {
		if !v.IsGenerated() && !v.IsWildcard() && !ast.ReservedVars.Contains(v) {
			bound = append(bound, fmt.Sprintf("%q: %s", v, v))
		}
	}
	slices.Sort(bound)
	modules := append(slices.Clone(c.Modules), fmt.Sprintf("package answers\n\nanswers contains {%s} if { %s }", strings.Join(bound, ", "), c.Query))
	p, err := compiled(modules...)
	if err != nil {
		return nil, false
	}
	if c.Data != nil {
		p.data, err = ast.InterfaceToValue(map[string]any(*c.Data))
	}
	switch {
	case c.InputTerm != nil:
		p.input, err = ast.ParseTerm(*c.InputTerm)
	case c.Input != nil:
		var value ast.Value
		value, err = ast.InterfaceToValue(*c.Input)
		p.input = ast.NewTerm(value)
	}
	return p, err == nil
}
