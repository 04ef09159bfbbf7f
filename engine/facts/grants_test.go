package facts

import (
	"slices"
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

const (
	readDev  = `[{"action":"read","subject":"secrets","conditions":{"environment":"dev"}}]`
	editRole = `[{"action":["edit"],"subject":"role"}]`
)

func projectRole(id, rules string, version int64) *models.ProjectRole {
	return &models.ProjectRole{ID: id, OrgID: "org-1", ProjectID: "project-1", Slug: id, Permissions: rules, Form: int64(permissions.FormV2), Version: version}
}

func custom(id string) models.MembershipRole {
	return models.MembershipRole{Role: models.RoleCustom, CustomRoleID: &id}
}

func Test_what_a_member_holds_comes_with_its_windows(t *testing.T) {
	w, caller := machine(t)
	add(w, inProject, projectRole("r", readDev, 1))
	member := w.member(inProject, models.SubjectIdentity, "ci",
		role("viewer"), during("admin", -20, -10), during("member", 10, 20), during("no-access", -10, 10), custom("r"))
	add(w, inProject,
		&models.Privilege{ID: "p1", OrgID: "org-1", ProjectID: "project-1", MembershipID: member, Slug: "p1", Permissions: readDev, Form: 2, Version: 1},
		&models.Privilege{ID: "p2", OrgID: "org-1", ProjectID: "project-1", MembershipID: member, Slug: "p2", Permissions: readDev, Form: 2, Version: 1, Temporary: between(5, 6)})
	w.identity(ours, "other", "admin")
	w.member(inProject, models.SubjectIdentity, "other", role("admin"))

	state := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}})
	got := state.Request.Facts.Grants
	want := []string{
		"role viewer 0..0", "role admin -20..-10", "role member 10..20", "role no-access -10..10", "role customr 0..0",
		"privilege customp1 0..0", "privilege customp2 5..6",
	}
	if list := held(got.Project); !slices.Equal(list, want) {
		t.Errorf("holds %q, want %q", list, want)
	}
	if list := held(got.Organization); !slices.Equal(list, []string{"role member 0..0"}) {
		t.Errorf("holds %q in the organization", list)
	}
	for _, grant := range got.Project {
		if (grant.Permissions != nil) != (grant.Role == input.RoleCustom) {
			t.Errorf("%s %s has permissions %v", grant.Source, grant.Role, grant.Permissions)
		}
	}
}

// Seconds since 1970 with 0 for "never" cannot express an end in the first
// second, and a row may lack its end: neither makes a right permanent.
func Test_a_temporary_grant_is_never_permanent(t *testing.T) {
	for name, temporary := range map[string]models.Temporary{
		"no end":              {IsTemporary: true, TemporaryAccessStartTime: in(-20)},
		"no window":           {IsTemporary: true},
		"ends as time begins": {IsTemporary: true, TemporaryAccessStartTime: in(-epoch - 5), TemporaryAccessEndTime: in(-epoch)},
		"begins as time does": {IsTemporary: true, TemporaryAccessStartTime: in(-epoch), TemporaryAccessEndTime: in(-epoch)},
	} {
		grant := Window(input.Grant{Source: input.SourceRole, Role: "admin"}, temporary)
		if grant.Ends == 0 || grant.Ends > epoch {
			t.Errorf("%s: %d..%d counts for ever", name, grant.Starts, grant.Ends)
		}
	}
}

func Test_an_organization_role_gives_what_it_says(t *testing.T) {
	for name, c := range map[string]struct {
		stored  func(tx *store.Tx) error
		want    []string
		allowed bool // to edit roles, by the rules of the custom role
	}{
		"custom": {nil, []string{"role customorg role custom 0..0"}, true},
		"built-in": {func(tx *store.Tx) error {
			if err := set[models.OrgMembership](tx, "org-1:ci", "role", "admin"); err != nil {
				return err
			}
			return set[models.OrgMembership](tx, "org-1:ci", "role_id", nil)
		}, []string{"role admin 0..0"}, false},
		"deleted": {func(tx *store.Tx) error {
			_, err := store.Delete[models.OrgRole](tx, ours, "slug = ?", "r")
			return err
		}, []string{"role custom 0..0"}, false},
		"suspended": {func(tx *store.Tx) error { return set[models.OrgMembership](tx, "org-1:ci", "is_active", false) }, []string{"role customorg role suspended 0..0"}, true},
		"packed": {func(tx *store.Tx) error {
			if err := set[models.OrgRole](tx, "org role packed", "permissions", `[["edit","role"]]`); err != nil {
				return err
			}
			return set[models.OrgRole](tx, "org role packed", "packed", true)
		}, []string{"role customorg role packed 0..0"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w, caller := machine(t)
			id := "org role " + name
			add(w, ours, &models.OrgRole{ID: id, OrgID: "org-1", Slug: "r", Permissions: editRole, Version: 1})
			w.write(func(tx *store.Tx) error {
				if err := set[models.OrgMembership](tx, "org-1:ci", "role", models.RoleCustom); err != nil {
					return err
				}
				return set[models.OrgMembership](tx, "org-1:ci", "role_id", id)
			})
			if c.stored != nil {
				w.write(c.stored)
			}
			grants := w.collect(caller, Question{}).Request.Facts.Grants.Organization
			if list := held(grants); !slices.Equal(list, c.want) {
				t.Errorf("holds %q, want %q", list, c.want)
			}
			for _, grant := range grants {
				if allows(grant.Permissions, "role", "edit") != c.allowed {
					t.Errorf("edits roles: %v", !c.allowed)
				}
			}
		})
	}
}

func allows(p *permissions.Compiled, resourceType, action string) bool {
	return p != nil && p.Allow[resourceType][action].Any
}

func Test_a_project_role_that_is_gone_gives_nothing(t *testing.T) {
	w := newWorld(t)
	other := projectRole("theirs", editRole, 1)
	other.OrgID, other.ProjectID = "org-2", "project-3"
	add(w, inTheirs, other)
	for _, id := range []string{"nowhere", "theirs"} {
		w.write(func(tx *store.Tx) error {
			grant, err := RoleGrant(tx, inProject, models.RoleCustom, &id, models.Temporary{})
			if err == nil && (grant.Permissions == nil || len(grant.Permissions.Allow)+len(grant.Permissions.Deny) > 0) {
				t.Errorf("%s gives %+v", id, grant.Permissions)
			}
			return err
		})
	}
}
