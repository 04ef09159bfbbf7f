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
	var handles map[string]map[string][]string
	evaluate(t, "{name: handles | handles := data.authz.rules[name].handles}", &handles)
	owners := map[string][]string{}
	for name, types := range handles {
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

// A package that does not handle what is asked stays out of it, so that an
// engine may leave it aside.
func TestA_package_is_silent_about_what_it_does_not_handle(t *testing.T) {
	var handles map[string]map[string][]string
	evaluate(t, "{name: handles | handles := data.authz.rules[name].handles}", &handles)
	for name, input := range inputs(t) {
		got, err := ask(t, input)
		if err != nil {
			continue // a failing built-in; the engine denies
		}
		for rules, types := range handles {
			said := got.Packages[rules]
			if _, mine := types[typeOf(input)]; !mine && (len(said.OK) == 0 || len(said.Deny)+len(said.Grant)+len(said.Item) > 0) {
				t.Errorf("%s: %s speaks although it does not handle %q", name, rules, typeOf(input))
			}
		}
	}
}
