package engine

import (
	"context"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/storage"
)

// listedAt is where a policy's data lists what other services keep, by type and
// then by id, so that a search finds things that Warder has no table of. Beside
// an id stands whatever the rules want to know about it.
var listedAt = storage.Path{"authz", "resources"}

// Listed are the ids of a type of resource that the policy in force lists,
// sorted.
func (e *Engine) Listed(resourceType string) []string {
	p := e.program()
	if p == nil {
		return nil
	}
	stored, err := p.store.Read(context.Background(), p.snapshot, append(slices.Clone(listedAt), resourceType))
	if err != nil {
		return nil // it lists none
	}
	byID, _ := plain(stored).(map[string]any)
	return slices.Sorted(maps.Keys(byID))
}
