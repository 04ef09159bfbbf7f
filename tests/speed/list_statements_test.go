package speed

import (
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// grown is an organization of which each list has as many rows as it grew by.
type grown struct {
	server   *testserver.Server
	admin    testserver.Client
	project  testserver.Project // with a member of each machine
	identity string             // a member of each project
}

// by adds n of everything that lists show. Each has a custom role of its own, and a
// privilege.
func (g *grown) by(t *testing.T, n int) {
	t.Helper()
	for range n {
		machine := g.admin.NewIdentity(t, g.server.Admin.ID, g.orgRole(t))
		g.admin.Post(t, testserver.TokenAuth(machine), testserver.Object{}).Want(t, 200)
		g.admin.AddMember(t, g.project, machine, g.projectRole(t, g.project))
		g.privilege(t, g.project, machine)
		p := g.admin.NewProject(t)
		g.admin.AddMember(t, p, g.identity, g.projectRole(t, p))
		g.privilege(t, p, g.identity)
		g.admin.AddMember(t, p, machine, "viewer")
		g.admin.Post(t, "/api/v1/projects/"+g.project.ID+"/identities", testserver.Object{"name": testserver.Unique("own")}).Want(t, 200)
		g.admin.Post(t, "/api/v1/folders", testserver.Object{
			"workspaceId": g.project.ID, "environment": "dev", "path": "/", "name": testserver.Unique("folder"),
		}).Want(t, 200)
		g.admin.SetSecret(t, g.project, testserver.Unique("KEY"), "value")
	}
}

var (
	readsIdentities = testserver.List{testserver.Object{"subject": "identity", "action": testserver.List{"read"}}}
	readsProjects   = testserver.List{
		testserver.Object{"subject": "audit-logs", "action": testserver.List{"read"}},
		testserver.Object{"subject": "identity", "action": testserver.List{"read"}},
	}
)

func (g *grown) orgRole(t *testing.T) string {
	t.Helper()
	slug := testserver.Unique("role")
	g.admin.Post(t, "/api/v1/organization/roles", testserver.Object{"slug": slug, "name": slug, "permissions": readsIdentities}).Want(t, 200)
	return slug
}

func (g *grown) projectRole(t *testing.T, p testserver.Project) string {
	t.Helper()
	slug := testserver.Unique("role")
	g.admin.Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": readsProjects}).Want(t, 200)
	return slug
}

func (g *grown) privilege(t *testing.T, p testserver.Project, identityID string) {
	t.Helper()
	g.admin.Post(t, "/api/v2/identity-project-additional-privilege", testserver.Object{
		"identityId": identityID, "projectId": p.ID, "permissions": readsProjects, "type": testserver.Object{"isTemporary": false},
	}).Want(t, 200)
}

// A list asks the database as often for many rows as for few: the number of statements is
// the list's, and not that of its rows.
func Test_a_list_sends_as_many_statements_for_many_rows_as_for_few(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		seen := &sent{}
		server := testserver.Start(t, url, func(config *service.Config) { config.Observer = seen.observe })
		machine := server.NewMachine(t, "admin", nil)
		g := &grown{server: server, admin: server.AsAdmin(), identity: machine.IdentityID}
		g.project = g.admin.NewProject(t)
		g.admin.AddMember(t, g.project, machine.IdentityID, "admin")
		person, member := server.AsPerson(t), server.As(server.Token(t, machine))
		count := func() map[string]int {
			counts := map[string]int{}
			read := func(reader testserver.Client, path string) {
				path = strings.NewReplacer(":org", server.Admin.ID, ":project", g.project.ID, ":identity", machine.IdentityID).Replace(path)
				reader.Get(t, path).Want(t, 200) // facts are kept in memory afterwards
				counts[path] = len(seen.during(func() { reader.Get(t, path).Want(t, 200) }))
			}
			for _, path := range lists {
				read(member, path)
			}
			for _, path := range listsForPeople {
				read(person, path)
			}
			return counts
		}
		g.by(t, 2)
		few := count()
		g.by(t, 6)
		for list, n := range count() {
			if n != few[list] {
				t.Errorf("%s sends %d statements, and %d where there are six rows more", list, few[list], n)
			}
		}
	})
}

// lists are those of rows that may be many.
var lists = []string{
	"/api/v1/identities?orgId=:org",
	"/api/v2/organizations/:org/identity-memberships",
	"/api/v1/identities/:identity/identity-memberships",
	"/api/v1/identities/:identity",
	"/api/v1/projects/:project/identities",
	"/api/v1/workspace",
	"/api/v1/projects",
	"/api/v2/organizations/:org/workspaces",
	"/api/v2/workspace/:project/identity-memberships",
	"/api/v1/organization/audit-logs",
	"/api/v1/workspace/:project/audit-logs",
	"/api/v1/authz/decisions",
	"/api/v1/projects/:project/roles",
	"/api/v2/identity-project-additional-privilege?identityId=:identity&projectId=:project",
	"/api/v1/folders?workspaceId=:project&environment=dev",
	"/api/v3/secrets/raw?workspaceId=:project&environment=dev&recursive=true",
	"/api/v4/secrets?projectId=:project&environment=dev",
}

// listsForPeople are not for machines.
var listsForPeople = []string{
	"/api/v1/organization/:org/roles",
	"/api/v1/organization/:org/users",
	"/api/v2/organizations/:org/memberships",
	"/api/v2/users/me/organizations",
}
