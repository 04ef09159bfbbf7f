package matrix

import (
	_ "embed"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

//go:embed testdata/organization.txt
var orgTable string

// orgColumns are the roles, in the order of the table.
var orgColumns = []string{"admin", "member", "keeper", "no-access", "outsider"}

// tenant is what the operations of one cell work on. Weak holds nothing, strong
// is an administrator; the roles are custom ones.
type tenant struct {
	server               *testserver.Server
	person               testserver.Client // the caller as a person, for routes of people
	weak, strong         testserver.Machine
	weakRole, strongRole string
	role                 string // of the caller
}

// members are people, made once: their passwords are costly.
type people struct{ weak, strong testserver.Person }

func (x *tenant) org(path string) string { return "/api/v2/organizations/" + x.server.Admin.ID + path }

func identity(id string) string { return "/api/v1/identities/" + id }

func named(slug string, rules ...any) testserver.Object {
	return testserver.Object{"slug": slug, "name": slug, "permissions": append(testserver.List{}, rules...)}
}

var strongRule = testserver.Object{"subject": "settings", "action": testserver.List{"edit"}}

// orgOperations are the rows: one request each.
func orgOperations(others *people) map[string]operation[*tenant] {
	const roles = "/api/v1/organization/roles"
	member := func(x *tenant, who testserver.Person) string { return x.org("/memberships/" + who.MembershipID) }
	return map[string]operation[*tenant]{
		"read-organization": func(t *testing.T, _ testserver.Client, x *tenant) testserver.Answer {
			return x.person.Get(t, "/api/v1/organization/"+x.server.Admin.ID)
		},
		"rename-organization": func(t *testing.T, _ testserver.Client, x *tenant) testserver.Answer {
			return x.person.Patch(t, "/api/v1/organization/"+x.server.Admin.ID, testserver.Object{"name": "Renamed"})
		},
		"list-members": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Get(t, x.org("/memberships"))
		},
		"read-member": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Get(t, member(x, others.strong))
		},
		"promote-member": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, member(x, others.weak), testserver.Object{"role": "admin"})
		},
		"hand-own-role-on": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, member(x, others.weak), testserver.Object{"role": x.role})
		},
		"deactivate-admin": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, member(x, others.strong), testserver.Object{"isActive": false})
		},
		"remove-weak-member": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, member(x, others.weak), nil)
		},
		"remove-admin": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, member(x, others.strong), nil)
		},
		"invite-member": func(t *testing.T, _ testserver.Client, x *tenant) testserver.Answer {
			return x.person.Post(t, "/api/v1/invite-org/signup", testserver.Object{"inviteeEmail": "new@example.com", "organizationId": x.server.Admin.ID})
		},
		"list-org-roles": func(t *testing.T, _ testserver.Client, x *tenant) testserver.Answer {
			return x.person.Get(t, "/api/v1/organization/"+x.server.Admin.ID+"/roles")
		},
		"create-empty-role": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, roles, named("new-"+x.role))
		},
		"create-strong-role": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, roles, named("strong-"+x.role, strongRule))
		},
		"strengthen-role": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, roles+"/"+x.weakRole, testserver.Object{"permissions": testserver.List{strongRule}})
		},
		"delete-weak-role": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, roles+"/"+x.weakRole, nil)
		},
		"delete-strong-role": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, roles+"/"+x.strongRole, nil)
		},
		"create-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, "/api/v1/identities", testserver.Object{"name": "new", "organizationId": x.server.Admin.ID})
		},
		"create-admin-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, "/api/v1/identities", testserver.Object{"name": "new", "organizationId": x.server.Admin.ID, "role": "admin"})
		},
		"list-identities": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Get(t, "/api/v1/identities?orgId="+x.server.Admin.ID)
		},
		"search-identities": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Post(t, "/api/v1/identities/search", testserver.Object{})
		},
		"read-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Get(t, identity(x.weak.IdentityID))
		},
		"read-admin-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Get(t, identity(x.strong.IdentityID))
		},
		"edit-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, identity(x.weak.IdentityID), testserver.Object{"name": "renamed"})
		},
		"promote-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, identity(x.weak.IdentityID), testserver.Object{"role": "admin"})
		},
		"demote-admin-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, identity(x.strong.IdentityID), testserver.Object{"role": "no-access"})
		},
		"delete-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, identity(x.weak.IdentityID), nil)
		},
		"delete-admin-identity": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, identity(x.strong.IdentityID), nil)
		},
		"attach-method": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, testserver.TokenAuth(x.weak.IdentityID), testserver.Object{})
		},
		"attach-to-admin": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, testserver.TokenAuth(x.strong.IdentityID), testserver.Object{})
		},
		"edit-method": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Patch(t, testserver.UniversalAuth(x.weak.IdentityID), testserver.Object{"accessTokenTTL": 60})
		},
		"detach-method": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Delete(t, testserver.UniversalAuth(x.weak.IdentityID), nil)
		},
		"create-client-secret": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, testserver.UniversalAuth(x.weak.IdentityID)+"/client-secrets", testserver.Object{})
		},
		"create-token": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			x.server.AsAdmin().Post(t, testserver.TokenAuth(x.weak.IdentityID), testserver.Object{}).Want(t, 200)
			return c.Post(t, testserver.TokenAuth(x.weak.IdentityID)+"/tokens", testserver.Object{})
		},
		"list-tokens": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			x.server.AsAdmin().Post(t, testserver.TokenAuth(x.weak.IdentityID), testserver.Object{}).Want(t, 200)
			return c.Get(t, testserver.TokenAuth(x.weak.IdentityID)+"/tokens")
		},
		"clear-lockouts": func(t *testing.T, c testserver.Client, x *tenant) testserver.Answer {
			return c.Post(t, testserver.UniversalAuth(x.weak.IdentityID)+"/clear-lockouts", nil)
		},
		"create-project": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "new"})
		},
		"list-projects": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Get(t, "/api/v1/workspace")
		},
		"read-org-audit-logs": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Get(t, "/api/v1/organization/audit-logs")
		},
		"change-installation": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": true})
		},
		"read-operations": func(t *testing.T, c testserver.Client, _ *tenant) testserver.Answer {
			return c.Get(t, "/api/v1/admin/operations")
		},
	}
}

// callers are one machine and one person of each column.
func callers(t *testing.T, s *testserver.Server) (machines, persons map[string]testserver.Client) {
	t.Helper()
	machines, persons = map[string]testserver.Client{}, map[string]testserver.Client{}
	all := func(subject string, more ...any) testserver.Object {
		return testserver.Object{"subject": subject, "action": append(testserver.List{"read", "create", "edit", "delete"}, more...)}
	}
	s.AsAdmin().Post(t, "/api/v1/organization/roles", named("keeper", all("member"), all("role"),
		all("identity", "grant-privileges", "revoke-auth", "create-token", "get-token", "delete-token"))).Want(t, 200)
	for _, role := range orgColumns[:4] {
		machines[role] = s.As(s.Token(t, s.NewMachine(t, role, nil)))
		persons[role] = s.NewPerson(t, role).Client
	}
	_, machines["outsider"] = s.SecondOrganization(t)
	stranger := s.NewPerson(t, "no-access")
	id := stranger.Post(t, "/api/v2/organizations", testserver.Object{"name": "Third"}).Want(t, 200).Text("organization.id")
	persons["outsider"] = s.LogIn(t, stranger.Email, stranger.Password, id)
	return machines, persons
}

func Test_every_role_in_an_organization_may_do_what_the_table_says(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	machines, persons := callers(t, server)
	others := &people{weak: server.NewPerson(t, "no-access"), strong: server.NewPerson(t, "admin")}
	hold(t, orgTable, orgColumns, orgOperations(others), func(t *testing.T, run operation[*tenant], role string) testserver.Answer {
		x := newTenant(t, server, others, persons[role], role)
		defer x.end(t)
		return run(t, machines[role], x)
	})
}

const orgRoles = "/api/v1/organization/roles"

// newTenant is what the operations of one cell work on; end takes its roles away.
func newTenant(t *testing.T, server *testserver.Server, others *people, person testserver.Client, role string) *tenant {
	t.Helper()
	x := &tenant{server: server, person: person, role: role}
	if role == "outsider" {
		x.role = "admin"
	}
	others.restore(t, server)
	x.weak, x.strong = server.NewMachine(t, "no-access", nil), server.NewMachine(t, "admin", nil)
	x.weakRole = server.AsAdmin().Post(t, orgRoles, named("weak")).Want(t, 200).Text("role.id")
	x.strongRole = server.AsAdmin().Post(t, orgRoles, named("strong", strongRule)).Want(t, 200).Text("role.id")
	return x
}

func (x *tenant) end(t *testing.T) {
	t.Helper()
	x.server.AsAdmin().Delete(t, orgRoles+"/"+x.weakRole, nil)
	x.server.AsAdmin().Delete(t, orgRoles+"/"+x.strongRole, nil)
}

// restore gives the people what a cell before may have taken from them.
func (p *people) restore(t *testing.T, s *testserver.Server) {
	t.Helper()
	for _, person := range []struct {
		row  *testserver.Person
		role string
	}{{&p.weak, "no-access"}, {&p.strong, "admin"}} {
		base := "/api/v2/organizations/" + s.Admin.ID + "/memberships/"
		if s.AsAdmin().Get(t, base+person.row.MembershipID).Status == 404 {
			*person.row = s.NewPerson(t, person.role)
		}
		s.AsAdmin().Patch(t, base+person.row.MembershipID, testserver.Object{"role": person.role, "isActive": true}).Want(t, 200)
	}
}
