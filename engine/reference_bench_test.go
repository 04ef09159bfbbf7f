package engine

import (
	"fmt"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine/plan"
)

// benchRules are n rules on distinct folders; of every tenth the folder is one
// level deeper if narrower is set.
func benchRules(n int, narrower bool) []Rule {
	rules := make([]Rule, n)
	for i := range rules {
		pattern := fmt.Sprintf("/team-%d/**", i)
		if narrower && i%10 == 0 {
			pattern = fmt.Sprintf("/team-%d/db/**", i)
		}
		rules[i] = Rule{Subjects: []string{"secrets"}, Actions: []string{"edit"}, Conditions: Conditions{
			conditionEnvironment: {opEq: []string{"dev", "prod"}[i%2]}, conditionSecretPath: {opGlob: pattern},
		}}
	}
	return rules
}

// BenchmarkComparison_200 is the comparison of PERFORMANCE section 1, without
// the rest of a decision.
func BenchmarkComparison_200(b *testing.B) {
	data, err := ast.InterfaceToValue(batchData(b))
	if err != nil {
		b.Fatal(err)
	}
	query, err := plan.New(b.Context(), "data.batch.lacking", plan.Options{Compiler: compiledBatch(b), Data: data, Patterns: newValueCache(b.Context())})
	if err != nil {
		b.Fatal(err)
	}
	holding := func(rules []Rule) []Holding {
		return []Holding{{Scope: ScopeProject, ID: "p", Grants: []Grant{{Source: SourceRole, Role: RoleCustom, ID: "r", Permissions: Compile(rules, FormV2)}}}}
	}
	for _, row := range []struct {
		name     string
		narrower bool
	}{{"equal", false}, {"narrower", true}} {
		b.Run(row.name, func(b *testing.B) {
			cases := []comparisonCase{{Held: holding(benchRules(200, false)), Wanted: holding(benchRules(200, row.narrower)), Now: 1}}
			input, err := ast.InterfaceToValue(map[string]any{"cases": cases})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				lacking, err := query.Ask(b.Context(), ast.NewTerm(input), topdown.NewCancel())
				if err != nil || lacking.String() != "[set()]" {
					b.Fatal(lacking, err)
				}
			}
		})
	}
}
