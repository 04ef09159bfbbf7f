package permissions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// vectorRule is a rule of the engine vectors, of which only that is given.
type vectorRule struct {
	Inverted   bool
	Conditions map[string]any
}

func TestReference_engine_vectors_of_the_contract(t *testing.T) {
	prepared := prepareBatch(t, "decisions")
	at := target{"secrets", "edit"}
	for _, row := range permissions.ReadVectors[struct {
		Name      string
		Rules     []vectorRule
		Props     input.Properties
		Permitted bool
	}](t, "engine") {
		t.Run(row.Name, func(t *testing.T) {
			rules := make([]permissions.Rule, len(row.Rules))
			for i, rule := range row.Rules {
				rules[i] = rule.asRule(at)
			}
			p := place{row.Props.Environment, row.Props.SecretPath, row.Props.SecretName, row.Props.IdentityID, row.Props.SecretTags}
			question := decisionCase{
				Grants: []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, Permissions: permissions.Compile(rules, permissions.FormV2)}},
				Rules:  translated(rules), Type: at.resourceType, Action: at.action, Props: []input.Properties{p.properties()},
			}
			got := askBatch[[][]decisionAnswer](t, prepared, map[string]any{"cases": []decisionCase{question}})[0][0]
			if got.Compiled != row.Permitted || got.Naive != row.Permitted || referencePermits(rules, permissions.FormV2, at, p) != row.Permitted {
				t.Errorf("want %v, got %+v", row.Permitted, got)
			}
		})
	}
}

// asRule makes a rule about the target; a bare string is $eq.
func (r vectorRule) asRule(at target) permissions.Rule {
	rule := permissions.Rule{Subjects: []string{at.resourceType}, Actions: []string{at.action}, Inverted: r.Inverted, Conditions: permissions.Conditions{}}
	for field, value := range r.Conditions {
		operators, _ := value.(map[string]any)
		if text, ok := value.(string); ok {
			operators = map[string]any{permissions.OpEq: text}
		}
		if list, ok := permissions.Texts(operators[permissions.OpIn]); ok {
			operators[permissions.OpIn] = list
		}
		rule.Conditions[field] = operators
	}
	return rule
}

func TestReference_boundary_vectors_of_the_contract(t *testing.T) {
	prepared := prepareBatch(t, "lacking")
	holding := func(t *testing.T, raw json.RawMessage) []input.Holding {
		grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "r", Permissions: permissions.CompileText(t, permissions.FormV2, string(raw))}
		return []input.Holding{{Scope: permissions.ScopeProject, ID: "p", Grants: []input.Grant{grant}}}
	}
	for _, row := range permissions.ReadVectors[struct {
		Name         string
		Held, Wanted json.RawMessage
		Missing      []string
	}](t, "boundary") {
		t.Run(row.Name, func(t *testing.T) {
			question := comparisonCase{Held: holding(t, row.Held), Wanted: holding(t, row.Wanted)}
			missing := []string{}
			for _, m := range askBatch[[][]engine.Missing](t, prepared, map[string]any{"cases": []comparisonCase{question}})[0] {
				missing = append(missing, m.Action)
			}
			if slices.Sort(missing); !slices.Equal(missing, row.Missing) {
				t.Errorf("missing %v, want %v", missing, row.Missing)
			}
		})
	}
}
