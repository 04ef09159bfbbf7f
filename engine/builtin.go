package engine

import (
	"maps"
	"slices"

	"warder/engine/permissions"
)

// BuiltInRules are the rules of a built-in role as the policy in force has
// them, one for each resource type; nil for a role it does not have.
func (e *Engine) BuiltInRules(scope, slug string) []permissions.Rule {
	p := e.program()
	if p == nil {
		return nil
	}
	types, isRole := p.lookUpData("authz", "roles", scope, slug).(map[string]any)
	if !isRole {
		return nil
	}
	rules := make([]permissions.Rule, 0, len(types))
	for _, resourceType := range slices.Sorted(maps.Keys(types)) {
		rules = append(rules, permissions.Rule{Subjects: []string{resourceType}, Actions: textsOf(types[resourceType])})
	}
	return rules
}

func textsOf(list any) []string {
	found := []string{}
	items, _ := list.([]any)
	for _, item := range items {
		if text, isText := item.(string); isText {
			found = append(found, text)
		}
	}
	return found
}
