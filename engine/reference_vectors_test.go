package engine

import (
	"encoding/json"
	"slices"
	"testing"
)

// vectorRule is a rule of the engine vectors, of which only that is given.
type vectorRule struct {
	Inverted   bool
	Conditions map[string]any
}

func TestReference_engine_vectors_of_the_contract(t *testing.T) {
	prepared := prepareBatch(t, "decisions")
	at := target{"secrets", "edit"}
	for _, row := range readVectors[struct {
		Name      string
		Rules     []vectorRule
		Props     Properties
		Permitted bool
	}](t, "engine") {
		t.Run(row.Name, func(t *testing.T) {
			rules := make([]Rule, len(row.Rules))
			for i, rule := range row.Rules {
				rules[i] = rule.asRule(at)
			}
			p := place{row.Props.Environment, row.Props.SecretPath, row.Props.SecretName, row.Props.IdentityID, row.Props.SecretTags}
			question := decisionCase{
				Grants: []Grant{{Source: SourceRole, Role: RoleCustom, Permissions: Compile(rules, FormV2)}},
				Rules:  translated(rules), Type: at.resourceType, Action: at.action, Props: []Properties{p.properties()},
			}
			got := askBatch[[][]decisionAnswer](t, prepared, map[string]any{"cases": []decisionCase{question}})[0][0]
			if got.Compiled != row.Permitted || got.Naive != row.Permitted || referencePermits(rules, FormV2, at, p) != row.Permitted {
				t.Errorf("want %v, got %+v", row.Permitted, got)
			}
		})
	}
}

// asRule makes a rule about the target; a bare string is $eq.
func (r vectorRule) asRule(at target) Rule {
	rule := Rule{Subjects: []string{at.resourceType}, Actions: []string{at.action}, Inverted: r.Inverted, Conditions: Conditions{}}
	for field, value := range r.Conditions {
		operators, _ := value.(map[string]any)
		if text, ok := value.(string); ok {
			operators = map[string]any{opEq: text}
		}
		if list, ok := texts(operators[opIn]); ok {
			operators[opIn] = list
		}
		rule.Conditions[field] = operators
	}
	return rule
}

func TestReference_boundary_vectors_of_the_contract(t *testing.T) {
	prepared := prepareBatch(t, "lacking")
	holding := func(t *testing.T, raw json.RawMessage) []Holding {
		grant := Grant{Source: SourceRole, Role: RoleCustom, ID: "r", Permissions: compileText(t, FormV2, string(raw))}
		return []Holding{{Scope: ScopeProject, ID: "p", Grants: []Grant{grant}}}
	}
	for _, row := range readVectors[struct {
		Name         string
		Held, Wanted json.RawMessage
		Missing      []string
	}](t, "boundary") {
		t.Run(row.Name, func(t *testing.T) {
			question := comparisonCase{Held: holding(t, row.Held), Wanted: holding(t, row.Wanted)}
			missing := []string{}
			for _, m := range askBatch[[][]Missing](t, prepared, map[string]any{"cases": []comparisonCase{question}})[0] {
				missing = append(missing, m.Action)
			}
			if slices.Sort(missing); !slices.Equal(missing, row.Missing) {
				t.Errorf("missing %v, want %v", missing, row.Missing)
			}
		})
	}
}
