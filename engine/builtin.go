package engine

import (
	"context"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/storage"
)

// BuiltInRules are the rules of a built-in role as the policy in force has
// them, one for each resource type; nil for a role it does not have.
func (e *Engine) BuiltInRules(scope, slug string) []Rule {
	p := e.program()
	if p == nil {
		return nil
	}
	document, err := p.store.Read(context.Background(), p.snapshot, storage.Path{"authz", "roles", scope, slug})
	types, isObject := document.(map[string]any)
	if err != nil || !isObject {
		return nil
	}
	rules := make([]Rule, 0, len(types))
	for _, resourceType := range slices.Sorted(maps.Keys(types)) {
		listed, _ := types[resourceType].([]any)
		rule := Rule{Subjects: []string{resourceType}}
		for _, action := range listed {
			if name, isText := action.(string); isText {
				rule.Actions = append(rule.Actions, name)
			}
		}
		rules = append(rules, rule)
	}
	return rules
}
