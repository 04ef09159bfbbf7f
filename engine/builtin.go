package engine

import (
	"context"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// BuiltInRules are the rules of a built-in role as the policy in force has
// them, one for each resource type; nil for a role it does not have.
func (e *Engine) BuiltInRules(scope, slug string) []Rule {
	p := e.program()
	if p == nil {
		return nil
	}
	stored, err := p.store.Read(context.Background(), p.snapshot, storage.Path{"authz", "roles", scope, slug})
	if err != nil {
		return nil
	}
	types, isRole := plain(stored).(map[string]any)
	if !isRole {
		return nil
	}
	rules := make([]Rule, 0, len(types))
	for _, resourceType := range slices.Sorted(maps.Keys(types)) {
		rules = append(rules, Rule{Subjects: []string{resourceType}, Actions: textsOf(types[resourceType])})
	}
	return rules
}

// plain is a stored document as Go values; the store keeps terms.
func plain(document any) any {
	value, isTerm := document.(ast.Value)
	if !isTerm {
		return document
	}
	converted, err := ast.JSON(value)
	if err != nil {
		return nil
	}
	return converted
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
