package roles

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"testing"

	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/policies"
)

func Test_builtin_roles_are_those_that_the_policy_knows(t *testing.T) {
	raw, err := fs.ReadFile(policies.FS, "authz/roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var data map[string]map[string]any
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	for scope, list := range map[string][]builtInRole{permissions.ScopeOrganization: builtInOrgRoles, permissions.ScopeProject: builtInProjectRoles} {
		slugs := []string{}
		for _, role := range list {
			slugs = append(slugs, role.slug)
			if !isBuiltIn(list, role.slug) || !pep.IsSlug(role.slug) || role.name == "" || role.description == "" {
				t.Errorf("%s role %+v", scope, role)
			}
		}
		slices.Sort(slugs)
		if known := slices.Sorted(maps.Keys(data[scope])); !slices.Equal(known, slugs) {
			t.Errorf("%s: the policy has %q, the API %q", scope, known, slugs)
		}
		if isBuiltIn(list, "custom") || isBuiltIn(list, "") {
			t.Errorf("%s: custom is no built-in role", scope)
		}
	}
}
