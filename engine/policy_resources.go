package engine

import (
	"maps"
	"slices"
)

// PolicyResources are the ids of a type of resource that the policy in force lists,
// sorted. Its data names at authz.resources, by type and then by id, what other
// services keep, so that a search finds things that Warder has no table of.
// Beside an id stands what the rules want to know about it.
func (e *Engine) PolicyResources(resourceType string) []string {
	p := e.program()
	if p == nil {
		return nil
	}
	byID, _ := p.lookUpData("authz", "resources", resourceType).(map[string]any)
	return slices.Sorted(maps.Keys(byID))
}
