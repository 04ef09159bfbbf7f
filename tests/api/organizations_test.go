package api

import (
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestOrganizations_are_founded_changed_and_ended_by_people(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person := s.NewPerson(t, "member")
		founded := person.Post(t, "/api/v2/organizations", testserver.Object{"name": "Second"}).Want(t, 200)
		id := founded.Text("organization.id")
		if founded.Text("organization.name") != "Second" || founded.Text("organization.slug") == "" {
			t.Errorf("founded %s", founded.Body)
		}
		person.Get(t, "/api/v1/organization/"+id).WantRefusal(t, 403, "not_org_member")
		there := s.LogIn(t, person.Email, person.Password, id)
		there.Patch(t, "/api/v1/organization/"+id, testserver.Object{"name": "Renamed", "slug": "Renamed-Slug"}).Want(t, 200)
		read := there.Get(t, "/api/v1/organization/"+id).Want(t, 200)
		if read.Text("organization.name") != "Renamed" || read.Text("organization.slug") != "Renamed-Slug" {
			t.Errorf("read %s", read.Body)
		}
		identity := there.NewIdentity(t, id, "admin")
		there.NewProject(t)
		there.Delete(t, "/api/v2/organizations/"+id, nil).Want(t, 200)
		there.Get(t, "/api/v1/identities/"+identity).Want(t, 401)
		left := s.Store(t).Statement(t.Context())
		if _, err := store.First[models.Organization](left, store.Installation, "id = ?", id); err == nil {
			t.Error("the organization is still there")
		}
		if n, err := store.Count[models.Project](left, store.Scope{OrgID: id}, ""); n != 0 || err != nil {
			t.Errorf("%d projects left, %v", n, err)
		}
	})
}

func TestOrganizations_are_not_changed_by_those_who_may_not(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	member, mine := s.NewPerson(t, "member"), "/api/v1/organization/"+s.Admin.ID
	member.Patch(t, mine, testserver.Object{"name": "Mine"}).WantRefusal(t, 403, "permission_missing")
	member.Delete(t, "/api/v2/organizations/"+s.Admin.ID, nil).WantRefusal(t, 403, "permission_missing")
	s.AsAdmin().Patch(t, mine, testserver.Object{"name": "Mine"}).WantRefusal(t, 403, "auth_mode_not_accepted")
	admin := s.AsPerson(t)
	for _, c := range []struct {
		body  testserver.Object
		field string
	}{
		{testserver.Object{"name": ""}, "name"},
		{testserver.Object{"name": strings.Repeat("x", 65)}, "name"},
		{testserver.Object{"slug": "not a slug"}, "slug"},
		{testserver.Object{"authEnforced": true}, "authEnforced"},
		{testserver.Object{"scimEnabled": true}, "scimEnabled"},
	} {
		if answer := admin.Patch(t, mine, c.body).Want(t, 422); answer.Text("message.0.path.0") != c.field {
			t.Errorf("%v: %s", c.body, answer.Body)
		}
	}
	person := s.NewPerson(t, "no-access")
	second := person.Post(t, "/api/v2/organizations", testserver.Object{"name": "Second"}).Want(t, 200)
	answer := admin.Patch(t, mine, testserver.Object{"slug": second.Text("organization.slug")}).Want(t, 400)
	if !strings.Contains(answer.Text("message"), "slug") {
		t.Errorf("a slug in use: %s", answer.Body)
	}
}

func TestOrgMembers_are_listed_changed_and_removed(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person, admin := s.NewPerson(t, "no-access"), s.AsPerson(t)
		base := "/api/v2/organizations/" + s.Admin.ID + "/memberships"
		for _, caller := range []testserver.Client{admin, s.AsAdmin()} {
			list := caller.Get(t, base).Want(t, 200)
			if !strings.Contains(list.Body, `"email":"`+person.Email+`"`) || !strings.Contains(list.Body, `"isEmailVerified":true`) {
				t.Errorf("listed %s", list.Body)
			}
			one := caller.Get(t, base+"/"+person.MembershipID).Want(t, 200)
			if one.Text("membership.userId") != person.ID || one.Text("membership.role") != "no-access" {
				t.Errorf("read %s", one.Body)
			}
		}
		changed := s.AsAdmin().Patch(t, base+"/"+person.MembershipID, testserver.Object{"role": "member"}).Want(t, 200)
		if changed.Text("membership.role") != "member" {
			t.Errorf("changed %s", changed.Body)
		}
		project := admin.NewProject(t)
		admin.Post(t, "/api/v2/workspace/"+project.ID+"/memberships", testserver.Object{"emails": testserver.List{person.Email}}).Want(t, 200)
		person.Get(t, "/api/v1/workspace/"+project.ID).Want(t, 200)

		s.AsAdmin().Patch(t, base+"/"+person.MembershipID, testserver.Object{"isActive": false}).Want(t, 200)
		person.Get(t, "/api/v1/workspace/"+project.ID).WantRefusal(t, 403, "not_org_member")
		s.AsAdmin().Patch(t, base+"/"+person.MembershipID, testserver.Object{"isActive": true}).Want(t, 200)
		person.Get(t, "/api/v1/workspace/"+project.ID).Want(t, 200)

		removed := s.AsAdmin().Delete(t, base+"/"+person.MembershipID, nil).Want(t, 200)
		if removed.Text("membership.id") != person.MembershipID {
			t.Errorf("removed %s", removed.Body)
		}
		person.Get(t, "/api/v1/workspace/"+project.ID).Want(t, 401)
		admin.Get(t, base+"/"+person.MembershipID).WantRefusal(t, 404, "resource_not_found")
		members := admin.Get(t, "/api/v1/workspace/"+project.ID+"/memberships").Want(t, 200)
		if strings.Contains(members.Body, person.Email) {
			t.Errorf("still a member of the project: %s", members.Body)
		}
	})
}

func TestOrgMembers_are_not_touched_by_those_who_hold_less(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	base := "/api/v2/organizations/" + s.Admin.ID + "/memberships/"
	rules := testserver.List{testserver.Object{"subject": "member", "action": testserver.List{"read", "create", "edit", "delete"}}}
	admin.Post(t, "/api/v1/organization/roles", testserver.Object{"slug": "keeper", "name": "Keeper", "permissions": rules}).Want(t, 200)
	keeper, strong, weak := s.NewPerson(t, "keeper"), s.NewPerson(t, "admin"), s.NewPerson(t, "no-access")
	keeper.Patch(t, base+strong.MembershipID, testserver.Object{"role": "no-access"}).WantRefusal(t, 403, "privilege_boundary")
	keeper.Patch(t, base+strong.MembershipID, testserver.Object{"isActive": false}).WantRefusal(t, 403, "privilege_boundary")
	keeper.Delete(t, base+strong.MembershipID, nil).WantRefusal(t, 403, "privilege_boundary")
	keeper.Patch(t, base+weak.MembershipID, testserver.Object{"role": "admin"}).WantRefusal(t, 403, "privilege_boundary")
	keeper.Patch(t, base+keeper.MembershipID, testserver.Object{"role": "admin"}).WantRefusal(t, 403, "privilege_boundary")
	keeper.Patch(t, base+weak.MembershipID, testserver.Object{"role": "keeper"}).Want(t, 200)
	keeper.Patch(t, base+keeper.MembershipID, testserver.Object{"role": "no-access"}).Want(t, 400)
	keeper.Patch(t, base+weak.MembershipID, testserver.Object{"role": "no-such-role"}).Want(t, 400)
	keeper.Get(t, base+strong.MembershipID).Want(t, 200)

	// What somebody has in a project counts, too.
	project := admin.NewProject(t)
	admin.Post(t, "/api/v2/workspace/"+project.ID+"/memberships", testserver.Object{"emails": testserver.List{weak.Email}}).Want(t, 200)
	keeper.Delete(t, base+weak.MembershipID, nil).WantRefusal(t, 403, "privilege_boundary")
}

func TestOrgMembers_the_last_admin_stays(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	base := "/api/v2/organizations/" + s.Admin.ID + "/memberships/"
	person := s.NewPerson(t, "admin")
	first := s.MembershipOf(t, s.AsPerson(t).Get(t, "/api/v1/user").Want(t, 200).Text("user.id"))
	s.AsAdmin().Delete(t, "/api/v1/identities/"+s.Admin.IdentityID, nil).Want(t, 200)
	person.Patch(t, base+first, testserver.Object{"role": "member"}).Want(t, 200)
	person.Delete(t, base+person.MembershipID, nil).WantRefusal(t, 400, "last_admin")
	person.Patch(t, base+person.MembershipID, testserver.Object{"role": "member"}).WantRefusal(t, 400, "last_admin")
	person.Patch(t, base+person.MembershipID, testserver.Object{"isActive": false}).WantRefusal(t, 400, "last_admin")
}
