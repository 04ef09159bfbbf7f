package engine

import (
	"fmt"
	"maps"
	"slices"
)

// checkData refuses data that would pass for rules: authz.main walks
// data.authz.rules, and walking does not tell a rule from a document.
func checkData(data map[string]any, guardrails map[string]string) error {
	for _, root := range roots(guardrails) {
		if root == "authz/main" {
			continue // the order of the reasons lies there as data
		}
		if document(data, root) != nil {
			return fmt.Errorf("%w: data at %s, which belongs to the server", ErrPolicyInvalid, dotted(root))
		}
	}
	packages, _ := document(data, rulesRoot).(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		fields, _ := packages[name].(map[string]any)
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			if isExport(field) {
				return fmt.Errorf("%w: data at %s.%s.%s stands in for a rule", ErrPolicyInvalid, dotted(rulesRoot), name, field)
			}
		}
	}
	return nil
}

// document is the data at a path, or nil.
func document(data map[string]any, path string) any {
	var at any = data
	for _, key := range segments(path) {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = object[key]
	}
	return at
}
