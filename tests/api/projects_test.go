package api

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestProjects_single_settings_are_changed_under_paths_of_their_own(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.AsPerson(t)
	p := person.NewProject(t)
	byID, bySlug := "/api/v1/workspace/"+p.ID, "/api/v1/workspace/"+p.Slug
	for _, c := range []struct {
		method, path string
		body         testserver.Object
		field        string
		want         any
	}{
		{"POST", byID + "/name", testserver.Object{"name": "Renamed"}, "workspace.name", "Renamed"},
		{"POST", byID + "/auto-capitalization", testserver.Object{"autoCapitalization": true}, "workspace.autoCapitalization", true},
		{"PUT", bySlug + "/version-limit", testserver.Object{"pitVersionLimit": 7}, "workspace.pitVersionLimit", 7.0},
		{"PUT", bySlug + "/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 30}, "workspace.auditLogsRetentionDays", 30.0},
	} {
		person.Do(t, c.method, c.path, c.body).Want(t, 200)
		if read := person.Get(t, byID).Want(t, 200); read.Value(c.field) != c.want {
			t.Errorf("%s: %s is %v, want %v", c.path, c.field, read.Value(c.field), c.want)
		}
		person.Do(t, c.method, c.path, testserver.Object{}).Want(t, 422)
	}
	for _, days := range []any{-1, "30", 36501, nil} {
		answer := person.Do(t, "PUT", bySlug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": days}).Want(t, 422)
		if answer.Text("message.0.path.0") != "auditLogsRetentionDays" {
			t.Errorf("%v: %s", days, answer.Body)
		}
	}
	developer := s.NewPerson(t, "no-access")
	person.Post(t, "/api/v2/workspace/"+p.ID+"/memberships", testserver.Object{"emails": testserver.List{developer.Email}}).Want(t, 200)
	developer.Do(t, "PUT", bySlug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 1}).WantRefusal(t, 403, "permission_missing")
}

func TestProjects_an_audit_log_is_kept_as_long_as_its_project_says(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		short, good := admin.NewProject(t), admin.NewProject(t)
		admin.Do(t, "PUT", "/api/v1/workspace/"+short.Slug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 2}).Want(t, 200)
		for _, p := range []testserver.Project{short, good} {
			admin.SetSecret(t, p, "FOO", "BAR")
		}
		logs := func(p testserver.Project) testserver.Answer {
			return admin.Get(t, "/api/v1/workspace/"+p.ID+"/audit-logs?eventType=create-secret&startDate=2026-01-01T00:00:00Z").Want(t, 200)
		}
		testserver.Eventually(t, "the record is there", func() bool { return logs(short).Text("auditLogs.0.id") != "" })
		if at, ends := logs(short).Text("auditLogs.0.createdAt"), logs(short).Text("auditLogs.0.expiresAt"); at[:10] != "2026-12-01" || ends[:10] != "2026-12-03" {
			t.Errorf("made %s, ends %s", at, ends)
		}
		s.Clock.Advance(2*24*3600 + 1)
		if logs(short).Value("auditLogs.0") != nil {
			t.Error("what has expired is shown")
		}
		cleanUp(t, s)
		admin.Do(t, "PUT", "/api/v1/workspace/"+short.Slug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 0}).Want(t, 200)
		if logs(short).Value("auditLogs.0") != nil {
			t.Error("what has expired is still stored")
		}
		if logs(good).Text("auditLogs.0.id") == "" || logs(good).Value("auditLogs.0.expiresAt") != nil {
			t.Error("a log without a limit has lost a record")
		}
	})
}

func TestProjects_identities_of_their_own_live_and_end_with_them(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
		base := "/api/v1/projects/" + p.ID + "/identities"
		keeper := s.AsMember(t, p, "admin") // may nothing in the organization
		made := keeper.Post(t, base, testserver.Object{"name": "robot", "metadata": testserver.List{testserver.Object{"key": "team", "value": "core"}}, "roles": testserver.List{testserver.Object{"role": "viewer"}}}).Want(t, 200)
		id := made.Text("identity.id")
		if made.Text("identity.projectId") != p.ID || made.Text("identity.orgId") != s.Admin.ID || made.Text("identity.metadata.0.value") != "core" {
			t.Errorf("made %s", made.Body)
		}
		m := testserver.Machine{IdentityID: id, ClientID: keeper.Post(t, testserver.UniversalAuth(id), testserver.Object{}).Want(t, 200).Text("identityUniversalAuth.clientId")}
		m.ClientSecret, m.ClientSecretID = keeper.NewClientSecret(t, id, testserver.Object{})
		robot := s.As(s.Token(t, m))
		robot.Get(t, p.SecretPath("FOO")).Want(t, 200)
		keeper.Patch(t, base+"/"+id, testserver.Object{"name": "renamed", "hasDeleteProtection": true}).Want(t, 200)
		if one := keeper.Get(t, base+"/"+id).Want(t, 200); one.Text("identity.name") != "renamed" || one.Text("identity.authMethods.0") != "universal-auth" {
			t.Errorf("read %s", one.Body)
		}
		if list := keeper.Get(t, base).Want(t, 200); list.Text("identities.0.id") != id || list.Number("totalCount") != 1 {
			t.Errorf("listed %s", list.Body)
		}
		keeper.Delete(t, base+"/"+id, nil).WantRefusal(t, 400, "delete_protected")
		keeper.Patch(t, base+"/"+id, testserver.Object{"hasDeleteProtection": false}).Want(t, 200)
		second := keeper.Post(t, base, testserver.Object{"name": "second"}).Want(t, 200).Text("identity.id")
		keeper.Delete(t, base+"/"+second, nil).Want(t, 200)
		keeper.Get(t, base+"/"+second).WantRefusal(t, 404, "resource_not_found")
		s.AsAdmin().Delete(t, "/api/v1/workspace/"+p.ID, nil).Want(t, 200)
		robot.Get(t, "/api/v1/identities/details").Want(t, 401)
	})
}

func TestProjects_identities_of_their_own_are_out_of_reach_elsewhere(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	p, other := s.AsAdmin().NewProject(t), s.AsAdmin().NewProject(t)
	base := "/api/v1/projects/" + p.ID + "/identities"
	id := s.AsAdmin().Post(t, base, testserver.Object{"name": "robot", "roles": testserver.List{testserver.Object{"role": "admin"}}}).Want(t, 200).Text("identity.id")
	member := s.As(s.Token(t, s.NewMachine(t, "member", nil)))
	member.Get(t, base+"/"+id).WantRefusal(t, 403, "not_project_member")
	member.Get(t, "/api/v1/identities/"+id).WantRefusal(t, 404, "resource_not_found")
	member.Post(t, testserver.UniversalAuth(id), testserver.Object{}).WantRefusal(t, 404, "resource_not_found")
	if listed := member.Get(t, "/api/v1/identities?orgId="+s.Admin.ID).Want(t, 200); strings.Contains(listed.Body, id) {
		t.Error("the organization's list shows a project's identity")
	}
	s.AsAdmin().Post(t, "/api/v2/workspace/"+other.ID+"/identity-memberships/"+id, testserver.Object{"role": "viewer"}).WantRefusal(t, 404, "resource_not_found")
	s.AsAdmin().Get(t, "/api/v1/projects/"+other.ID+"/identities/"+id).WantRefusal(t, 404, "resource_not_found")

	// A developer manages identities, but none that can do more.
	developer := s.AsMember(t, p, "member")
	for _, answer := range []testserver.Answer{
		developer.Get(t, base+"/"+id), developer.Patch(t, base+"/"+id, testserver.Object{"name": "mine"}), developer.Delete(t, base+"/"+id, nil),
		developer.Post(t, testserver.UniversalAuth(id), testserver.Object{}), developer.Post(t, base, testserver.Object{"name": "x", "roles": testserver.List{testserver.Object{"role": "admin"}}}),
	} {
		answer.WantRefusal(t, 403, "privilege_boundary")
	}
	if list := developer.Get(t, base).Want(t, 200); list.Number("totalCount") != 0 {
		t.Errorf("listed %s", list.Body)
	}
	viewer := s.AsMember(t, p, "viewer")
	viewer.Post(t, base, testserver.Object{"name": "x"}).WantRefusal(t, 403, "permission_missing")
	developer.Post(t, base, testserver.Object{"name": ""}).Want(t, 422)
	developer.Post(t, base, testserver.Object{"name": "x", "roles": testserver.List{testserver.Object{"role": "nobody"}}}).Want(t, 400)
}

func TestProjects_people_are_found_and_leave(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		owner, person := s.AsPerson(t), s.NewPerson(t, "no-access")
		p := owner.NewProject(t)
		base := "/api/v1/workspace/" + p.ID
		owner.Post(t, "/api/v2/workspace/"+p.ID+"/memberships", testserver.Object{"usernames": testserver.List{person.Email}}).Want(t, 200)
		found := owner.Post(t, base+"/memberships/details", testserver.Object{"username": person.Email}).Want(t, 200)
		if found.Text("membership.user.email") != person.Email || found.Text("membership.roles.0.role") != "member" || found.Text("membership.project.id") != p.ID {
			t.Errorf("found %s", found.Body)
		}
		if users := owner.Get(t, base+"/users").Want(t, 200); !strings.Contains(users.Body, person.Email) || users.Value("users.1") == nil {
			t.Errorf("users %s", users.Body)
		}
		owner.Post(t, base+"/memberships/details", testserver.Object{"username": "nobody@example.com"}).Want(t, 404)
		owner.Delete(t, base+"/leave", nil).WantRefusal(t, 400, "last_admin")
		person.Delete(t, base+"/leave", nil).Want(t, 200)
		person.Get(t, base).WantRefusal(t, 403, "not_project_member")
		owner.Post(t, base+"/memberships/details", testserver.Object{"username": person.Email}).Want(t, 404)
		s.AsAdmin().Delete(t, base+"/leave", nil).WantRefusal(t, 403, "auth_mode_not_accepted")
	})
}

func TestProjects_people_are_added_with_copies_of_the_key(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	owner := s.AsPerson(t)
	sealed := owner.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200).Text("project.id")
	base := "/api/v1/workspace/" + sealed + "/memberships"
	person, other := s.NewPerson(t, "no-access"), s.NewPerson(t, "no-access")
	member := func(id string) testserver.Object {
		return testserver.Object{"members": testserver.List{testserver.Object{"orgMembershipId": id, "workspaceEncryptedKey": "a2V5", "workspaceEncryptedNonce": "bm9uY2U="}}}
	}
	added := owner.Post(t, base, member(person.MembershipID)).Want(t, 200)
	if added.Value("success") != true || added.Text("data.0.userId") != person.ID {
		t.Errorf("added %s", added.Body)
	}
	key := person.Get(t, "/api/v2/workspace/"+sealed+"/encrypted-key").Want(t, 200)
	if key.Text("encryptedKey") != "a2V5" || key.Text("nonce") != "bm9uY2U=" || key.Text("receiverId") != person.ID {
		t.Errorf("the copy of the key is %s", key.Body)
	}
	owner.Post(t, base, member(person.MembershipID)).Want(t, 400)
	owner.Post(t, base, member("00000000-0000-4000-8000-000000000000")).Want(t, 400)
	owner.Post(t, base, testserver.Object{"members": testserver.List{}}).Want(t, 422)
	person.Patch(t, base, testserver.Object{}).Want(t, 404) // no such route
	person.Post(t, base, member(other.MembershipID)).Want(t, 200)
	other.Delete(t, "/api/v1/workspace/"+sealed+"/leave", nil).Want(t, 200)
	other.Post(t, base, member(other.MembershipID)).WantRefusal(t, 403, "not_project_member")
}
