package matrix

import (
	_ "embed"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

//go:embed testdata/project.txt
var table string

// columns are the roles, in the order of the table.
var columns = []string{"admin", "member", "viewer", "no-access", "outsider"}

// place is what the operations of one cell work on; every cell has its own.
type place struct {
	server  *testserver.Server
	project testserver.Project
	weak    string // an identity that is no member
	member  string // a member with no rights
	strong  string // a member with the role admin
}

func (p *place) in(more testserver.Object) testserver.Object {
	body := testserver.Object{"workspaceId": p.project.ID, "environment": "dev", "secretPath": "/", "path": "/"}
	for name, value := range more {
		body[name] = value
	}
	return body
}

// operations are the rows: one request each.
var operations = map[string]operation[*place]{
	"read-project": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, "/api/v1/workspace/"+p.project.ID)
	},
	"edit-project": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Patch(t, "/api/v1/workspace/"+p.project.ID, testserver.Object{"name": "renamed"})
	},
	"delete-project": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Delete(t, "/api/v1/workspace/"+p.project.ID, nil)
	},
	"read-secret": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, p.project.SecretPath("KEY"))
	},
	"list-secrets": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, "/api/v3/secrets/raw?environment=dev&workspaceId="+p.project.ID)
	},
	"create-secret": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, "/api/v3/secrets/raw/NEW", p.in(testserver.Object{"secretValue": "v"}))
	},
	"edit-secret": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Patch(t, "/api/v3/secrets/raw/KEY", p.in(testserver.Object{"secretValue": "w"}))
	},
	"delete-secret": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Delete(t, "/api/v3/secrets/raw/KEY", p.in(nil))
	},
	"missing-secret": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, p.project.SecretPath("NO_SUCH"))
	},
	"create-folder": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, "/api/v1/folders", p.in(testserver.Object{"name": "team"}))
	},
	"list-folders": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, "/api/v1/folders?environment=dev&workspaceId="+p.project.ID)
	},
	"create-environment": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, "/api/v1/workspace/"+p.project.ID+"/environments", testserver.Object{"name": "QA", "slug": "qa"})
	},
	"delete-environment": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		id := p.server.AsAdmin().Get(t, "/api/v1/workspace/"+p.project.ID).Want(t, 200).Text("workspace.environments.1.id")
		return c.Delete(t, "/api/v1/workspace/"+p.project.ID+"/environments/"+id, nil)
	},
	"list-members": func(t *testing.T, c testserver.Client, p *place) testserver.Answer { return c.Get(t, p.members("")) },
	"add-member": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, p.members(p.weak), testserver.Object{"role": "viewer"})
	},
	"promote-member": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Patch(t, p.members(p.member), testserver.Object{"roles": testserver.List{testserver.Object{"role": "admin"}}})
	},
	"remove-admin": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Delete(t, p.members(p.strong), nil)
	},
	"create-role": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, p.roles(), testserver.Object{"slug": "reader", "name": "Reader", "permissions": testserver.List{}})
	},
	"list-roles": func(t *testing.T, c testserver.Client, p *place) testserver.Answer { return c.Get(t, p.roles()) },
	"create-tag": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, "/api/v1/workspace/"+p.project.ID+"/tags", testserver.Object{"name": "Core", "slug": "core", "color": "#fff"})
	},
	"grant-privilege": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return p.grant(t, c, "read", "secrets")
	},
	"grant-beyond-oneself": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return p.grant(t, c, "delete", "workspace")
	},
	"read-audit-logs": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Get(t, "/api/v1/workspace/"+p.project.ID+"/audit-logs")
	},
	"read-address-list": func(t *testing.T, c testserver.Client, p *place) testserver.Answer { return c.Get(t, p.addresses()) },
	"add-to-address-list": func(t *testing.T, c testserver.Client, p *place) testserver.Answer {
		return c.Post(t, p.addresses(), testserver.Object{"ipAddress": "127.0.0.0/8", "isActive": true})
	},
}

func (p *place) members(id string) string {
	path := "/api/v2/workspace/" + p.project.ID + "/identity-memberships"
	if id == "" {
		return path
	}
	return path + "/" + id
}

func (p *place) roles() string     { return "/api/v2/workspace/" + p.project.ID + "/roles" }
func (p *place) addresses() string { return "/api/v1/workspace/" + p.project.ID + "/trusted-ips" }

func (p *place) grant(t *testing.T, c testserver.Client, action, subject string) testserver.Answer {
	return c.Post(t, "/api/v2/identity-project-additional-privilege", testserver.Object{
		"identityId": p.member, "projectId": p.project.ID, "type": testserver.Object{"isTemporary": false},
		"permissions": testserver.List{testserver.Object{"action": testserver.List{action}, "subject": subject}},
	})
}

// newPlace is a project with a secret, a weak and a strong member.
func newPlace(t *testing.T, s *testserver.Server) *place {
	t.Helper()
	admin := s.AsAdmin()
	p := &place{server: s, project: admin.NewProject(t)}
	admin.SetSecret(t, p.project, "KEY", "value")
	p.weak = admin.NewIdentity(t, s.Admin.ID, "no-access")
	p.member = admin.NewIdentity(t, s.Admin.ID, "no-access")
	p.strong = admin.NewIdentity(t, s.Admin.ID, "no-access")
	admin.AddMember(t, p.project, p.member, "no-access")
	admin.AddMember(t, p.project, p.strong, "admin")
	return p
}

func (p *place) caller(t *testing.T, role string) testserver.Client {
	t.Helper()
	if role == "outsider" {
		return p.server.As(p.server.Token(t, p.server.NewMachine(t, "no-access", nil)))
	}
	return p.server.AsMember(t, p.project, role)
}

func Test_every_role_in_a_project_may_do_what_the_table_says(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	hold(t, table, columns, operations, func(t *testing.T, run operation[*place], role string) testserver.Answer {
		p := newPlace(t, server)
		return run(t, p.caller(t, role), p)
	})
}
