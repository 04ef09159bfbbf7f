package permissions_test

import (
	"fmt"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/cache"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/engine/plan"
)

// benchRules are n rules on distinct folders; of every tenth the folder is one
// level deeper if narrower is set.
func benchRules(n int, narrower bool) []permissions.Rule {
	rules := make([]permissions.Rule, n)
	for i := range rules {
		pattern := fmt.Sprintf("/team-%d/**", i)
		if narrower && i%10 == 0 {
			pattern = fmt.Sprintf("/team-%d/db/**", i)
		}
		rules[i] = permissions.Rule{Subjects: []string{"secrets"}, Actions: []string{"edit"}, Conditions: permissions.Conditions{
			permissions.FieldEnvironment: {permissions.OpEq: []string{"dev", "prod"}[i%2]}, permissions.FieldSecretPath: {permissions.OpGlob: pattern},
		}}
	}
	return rules
}

// comparisons200 are those of docs/performance.md, without the rest of a
// decision. Each fails unless everything is held.
func comparisons200(t testing.TB) map[string]func() {
	t.Helper()
	data, err := ast.InterfaceToValue(batchData(t))
	if err != nil {
		t.Fatal(err)
	}
	query, err := plan.New(t.Context(), "data.batch.lacking", plan.Options{Compiler: compiledBatch(t), Data: data, Patterns: cache.NewInterQueryValueCache(t.Context(), nil)})
	if err != nil {
		t.Fatal(err)
	}
	holding := func(rules []permissions.Rule) []input.Holding {
		return []input.Holding{{Scope: permissions.ScopeProject, ID: "p", Grants: []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Permissions: permissions.Compile(rules, permissions.FormV2)}}}}
	}
	comparing := func(narrower bool) func() {
		cases := []comparisonCase{{Held: holding(benchRules(200, false)), Wanted: holding(benchRules(200, narrower)), Now: 1}}
		input, err := ast.InterfaceToValue(map[string]any{"cases": cases})
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			lacking, err := query.Ask(t.Context(), ast.NewTerm(input), topdown.NewCancel())
			if err != nil || lacking.String() != "[set()]" {
				t.Fatal(lacking, err)
			}
		}
	}
	return map[string]func(){"equal": comparing(false), "narrower": comparing(true)}
}

func BenchmarkComparison_200(b *testing.B) {
	for name, compare := range comparisons200(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compare()
			}
		})
	}
}

func TestA_comparison_stays_within_its_allocations(t *testing.T) {
	most := map[string]float64{"equal": 32, "narrower": 400}
	for name, compare := range comparisons200(t) {
		allocated := testing.AllocsPerRun(50, compare)
		t.Logf("%s: %.0f", name, allocated)
		if allocated > most[name] {
			t.Errorf("%s: %.0f allocations, at most %.0f", name, allocated, most[name])
		}
	}
}
