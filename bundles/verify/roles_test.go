package verify

import (
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
)

// Roles are read as the API answers them in four forms; what is no role is
// refused, and nothing is searched that was not understood.
func FuzzReadRoles(f *testing.F) {
	f.Add(`[{"slug":"deployer","permissions":[{"subject":"secrets","action":["readValue"],"conditions":{"environment":{"$eq":"dev"}}}]}]`)
	f.Add(`{"role":{"slug":"auditor","scope":"organization","permissions":[{"subject":["identity"],"action":"read","inverted":true}]}}`)
	f.Add(`{"roles":[{"slug":"admin"},{"slug":"x","scope":"elsewhere","permissions":[]}]}`)
	f.Add(`{"data":{"roles":[{"id":"member","slug":"member","permissions":[["read","role"]]},{"id":"7f","slug":"hirer","permissions":[["create","identity"]]}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		roles, err := ReadRoles([]byte(text))
		if err != nil && roles != nil {
			t.Errorf("refused (%v), and yet %v", err, roles)
		}
		for i := range roles {
			if scope := roles[i].Scope; scope != permissions.ScopeProject && scope != permissions.ScopeOrganization {
				t.Errorf("a role of the scope %q would never be searched", scope)
			}
			if grant := roles[i].grant(); grant.Permissions == nil || grant.Role != input.RoleCustom {
				t.Errorf("%+v grants nothing of its own", roles[i])
			}
		}
	})
}

func TestReadRoles_takes_the_list_of_an_organization_as_it_is_answered(t *testing.T) {
	roles, err := ReadRoles([]byte(`{"data":{"roles":[{"id":"member","slug":"member","permissions":[["read","role"]]},{"id":"7f","slug":"hirer","permissions":[["create","identity"]]}]}}`))
	if err != nil || len(roles) != 1 || roles[0].Slug != "hirer" || roles[0].Scope != permissions.ScopeOrganization || len(roles[0].Rules) != 1 {
		t.Errorf("%+v (%v)", roles, err)
	}
}

func TestReadRoles_names_the_role_that_cannot_be_read(t *testing.T) {
	for text, want := range map[string]string{
		`7`: "want a list of roles as JSON, or an object with role, roles or data",
		`[{"slug":"x","scope":"elsewhere","permissions":[]}]`:    `role 0 (x): scope: want project or organization, got "elsewhere"`,
		`[{"id":"admin","slug":"admin"},{"id":"7f","slug":"x"}]`: "role 1 (x): it comes without its permissions: ask the API for it alone",
		`[{"slug":"x","permissions":[{"subject":"secrets"}]}]`:   "role 0 (x): permissions: Required at [0 action]",
	} {
		if _, err := ReadRoles([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
