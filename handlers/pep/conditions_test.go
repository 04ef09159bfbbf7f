package pep

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/engine/permissions"
	"warder/models"
)

// stored is a condition as the server keeps it; refused is whether it takes none
// such.
func stored(t *rapid.T, field, operator, value string) (kept string, refused bool) {
	operand := any(value)
	if operator == permissions.OpIn {
		operand = []string{value}
	}
	raw, err := json.Marshal([]any{map[string]any{"subject": "secrets", "action": "edit", "conditions": map[string]any{field: map[string]any{operator: operand}}}})
	if err != nil {
		t.Fatal(err)
	}
	rules, issues := permissions.Parse(raw, permissions.FormV2, permissions.ScopeProject)
	if len(issues) > 0 {
		return "", true
	}
	switch held := rules[0].Conditions[field][operator].(type) {
	case string:
		return held, false
	case []string:
		return held[0], false
	}
	t.Fatalf("no operand: %v", rules[0].Conditions)
	return "", true
}

func anyText(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{"/", "/", "/", "a", "b", "prod", "x-1", "A", "_", "-", ".", "..", " ", "\t", "%", `\`, ":", "é", "e\u0301", "\u00a0", "\u200b", "\x07", "東"})
	return strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(t, "text"), "")
}

// What a condition says of a place is what a request with the same text names, or
// the condition is refused because no request could.
func TestConditions_name_what_requests_name(t *testing.T) {
	for field, named := range map[string]func(text string) (string, bool){
		permissions.FieldSecretPath: func(text string) (string, bool) {
			path := NormalizePath(text)
			written := strings.TrimSpace(text)
			// A condition writes its first slash, and no empty segment (docs/contract.md 3.5).
			return path, models.IsPath(path) && strings.HasPrefix(written, "/") && !strings.Contains(written, "//")
		},
		permissions.FieldEnvironment: func(text string) (string, bool) { return text, IsSlug(text) },
		permissions.FieldSecretTags:  func(text string) (string, bool) { return text, IsSlug(text) },
		permissions.FieldSecretName:  func(text string) (string, bool) { return text, models.IsSecretName(text) },
	} {
		operators := []string{permissions.OpEq, permissions.OpNe, permissions.OpIn}
		if field == permissions.FieldSecretTags {
			operators = []string{permissions.OpIn}
		}
		t.Run(field, func(t *testing.T) {
			accepted := 0
			rapid.Check(t, func(t *rapid.T) {
				text := anyText(t)
				kept, refused := stored(t, field, rapid.SampledFrom(operators).Draw(t, "operator"), text)
				name, isName := named(text)
				if refused == isName || !refused && kept != name {
					t.Fatalf("%q is stored as %q (refused: %t); a request names %q (possible: %t)", text, kept, refused, name, isName)
				}
				if !refused {
					accepted++
				}
			})
			if accepted == 0 {
				t.Error("no condition was accepted: the cases prove nothing")
			}
		})
	}
}
