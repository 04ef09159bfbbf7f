package permissions

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// builtInRoles reads the data that the policy ships.
func builtInRoles(t testing.TB) map[string]map[string]map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("../../policies/authz/roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var roles map[string]map[string]map[string][]string
	if err := json.Unmarshal(raw, &roles); err != nil {
		t.Fatal(err)
	}
	return roles
}

func TestActions_of_built_in_roles_exist(t *testing.T) {
	for scope, roles := range builtInRoles(t) {
		for role, types := range roles {
			for resourceType, actions := range types {
				for _, action := range actions {
					if !KnownAction(scope, resourceType, action) {
						t.Errorf("%s role %s: there is no %s on %s", scope, role, action, resourceType)
					}
				}
			}
		}
	}
}

// Else an administrator could not hand out, or manage, every custom role.
func TestActions_are_all_held_by_the_administrators(t *testing.T) {
	roles := builtInRoles(t)
	for _, scope := range []string{ScopeOrganization, ScopeProject} {
		for _, resourceType := range ResourceTypes(scope) {
			for _, at := range Actions(scope, resourceType) {
				for _, target := range actionTargets(scope, resourceType, at) {
					if !slices.Contains(roles[scope]["admin"][resourceType], target.action) {
						t.Errorf("the %s admin lacks %s on %s", scope, target.action, resourceType)
					}
				}
			}
		}
	}
}

func TestActions_are_named_once(t *testing.T) {
	for _, scope := range []string{ScopeOrganization, ScopeProject} {
		types := ResourceTypes(scope)
		if len(slices.Compact(slices.Sorted(slices.Values(types)))) != len(types) {
			t.Errorf("%s: a type is listed twice", scope)
		}
		for _, resourceType := range types {
			actions := Actions(scope, resourceType)
			if len(actions) == 0 || len(slices.Compact(slices.Sorted(slices.Values(actions)))) != len(actions) {
				t.Errorf("%s: %s has %v", scope, resourceType, actions)
			}
			if resourceType == AnyType || slices.Contains(actions, AnyAction) {
				t.Errorf("%s: %s uses the name of a wildcard", scope, resourceType)
			}
		}
	}
}

func TestActions_of_what_does_not_exist_are_none(t *testing.T) {
	if KnownType("galaxy", "secrets") || KnownType(ScopeOrganization, "secrets") || KnownAction(ScopeProject, "secrets", "manage") ||
		Actions(ScopeProject, "moon") != nil || len(ResourceTypes("")) != 0 || KnownFields("tags") != nil {
		t.Error("something that does not exist was found")
	}
}

func TestActions_cannot_be_changed_by_a_caller(t *testing.T) {
	Actions(ScopeProject, "tags")[0] = "changed"
	if Actions(ScopeProject, "tags")[0] != "read" {
		t.Error("the registry was changed through its answer")
	}
}
