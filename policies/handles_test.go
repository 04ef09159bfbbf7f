package policies_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Which package decides a request follows from type and action, and for what
// exists in both, from whether it takes place in a project.
func TestEvery_action_belongs_to_one_package(t *testing.T) {
	owners := map[string][]string{}
	for name, types := range whatIsKnown(t).Handles {
		for resourceType, actions := range types {
			for _, action := range actions {
				owners[resourceType+":"+action] = append(owners[resourceType+":"+action], name)
			}
		}
	}
	for _, asked := range slices.Sorted(maps.Keys(owners)) {
		packages := owners[asked]
		slices.Sort(packages)
		if list := strings.Join(packages, " "); len(packages) > 1 && list != "organizations projects" {
			t.Errorf("%s is decided by %s", asked, list)
		}
	}
}
