package handlers

import (
	"slices"
	"testing"

	"warder/engine/input"
)

// The schema limits types and actions to what it lists, and rules are checked
// against that: a route about anything else could not be named in a rule.
func Test_the_schema_lists_the_action_and_the_resource_type_of_every_route(t *testing.T) {
	types, actions := input.ResourceTypes(), input.ActionNames()
	for _, row := range Routes() {
		if row.Unrouted || row.Action == "" {
			continue
		}
		if !slices.Contains(types, row.Resource) || !slices.Contains(actions, row.Action) {
			t.Errorf("%s: %s on %s is not in the schema's enums", row.Name(), row.Action, row.Resource)
		}
	}
}
