package permissions_test

import (
	"testing"

	"pgregory.net/rapid"

	"warder/engine/input"
	"warder/engine/permissions"
)

type decisionCase struct {
	Grants []input.Grant      `json:"grants"`
	Rules  []map[string]any   `json:"rules"`
	V1     bool               `json:"v1"`
	Type   string             `json:"type"`
	Action string             `json:"action"`
	Props  []input.Properties `json:"props"`
	Now    int64              `json:"now"`
}

type decisionAnswer struct{ Compiled, Naive bool }

// The compiled form decides as the naive form in Rego, and as the reference.
func TestReference_decides_as_the_compiled_form(t *testing.T) {
	prepared := prepareBatch(t, "decisions")
	permitted := 0
	rapid.Check(t, func(t *rapid.T) {
		cases, want := make([]decisionCase, batchSize), make([][]bool, batchSize)
		rules, places := make([][]permissions.Rule, batchSize), make([][]place, batchSize)
		for i := range cases {
			form := rapid.SampledFrom([]permissions.Form{permissions.FormV1, permissions.FormV2, permissions.FormV2}).Draw(t, "form")
			at := rapid.SampledFrom(sampleTargets).Draw(t, "target")
			rules[i] = anyRules(t, form)
			cases[i] = decisionCase{
				Grants: []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Permissions: permissions.Compile(rules[i], form)}},
				Rules:  translated(rules[i]), V1: form == permissions.FormV1, Type: at.resourceType, Action: at.action,
			}
			for range 3 {
				p := anyPlace(t)
				places[i] = append(places[i], p)
				cases[i].Props = append(cases[i].Props, p.properties())
				want[i] = append(want[i], referencePermits(rules[i], form, at, p))
			}
		}
		answers := askBatch[[][]decisionAnswer](t, prepared, map[string]any{"cases": cases})
		for i, answer := range answers {
			for j, got := range answer {
				if got.Compiled != want[i][j] || got.Naive != want[i][j] {
					t.Fatalf("%s %s at %s with %s\ncompiled %v, naive %v, reference %v",
						cases[i].Action, cases[i].Type, places[i][j].describe(), describeRules(rules[i]), got.Compiled, got.Naive, want[i][j])
				}
				if want[i][j] {
					permitted++
				}
			}
		}
	})
	if permitted == 0 {
		t.Error("no case was permitted: the cases prove nothing")
	}
}
