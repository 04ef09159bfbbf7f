package truth

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"warder/tests/testserver"
)

// move is one request that every caller of the scenario makes.
type move struct {
	method, path string
	body         any
}

// play has callers of every kind do what tenants do, permitted or not, so that the
// decision log holds questions of many kinds. Nothing is said about the answers.
func play(t *testing.T, s *testserver.Server) {
	t.Helper()
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	stock(t, admin, p)
	weak := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, p, weak.IdentityID, "no-access")
	everybody := append(members(t, s, p), people(t, s, p)...)
	everybody = append(everybody, s.Anonymous(), s.As("garbage"), admin.From("192.0.2.7"))
	for _, one := range questions(s, p, weak) {
		for _, caller := range everybody {
			caller.Do(t, one.method, one.path, one.body)
		}
	}
	grants(t, s, p, weak)
	logins(t, s, weak)
	endings(t, s, p, everybody)
}

func in(p testserver.Project, path string, more testserver.Object) testserver.Object {
	body := testserver.Object{"workspaceId": p.ID, "projectId": p.ID, "environment": "dev", "secretPath": path, "path": path}
	for name, value := range more {
		body[name] = value
	}
	return body
}

// stock gives the project folders, secrets, an import, a reference, a tag and roles.
func stock(t *testing.T, admin testserver.Client, p testserver.Project) {
	t.Helper()
	for _, name := range []string{"db", "web"} {
		admin.Post(t, "/api/v1/folders", in(p, "/", testserver.Object{"name": name})).Want(t, 200)
	}
	admin.SetSecret(t, p, "KEY", "value")
	tag := admin.Post(t, "/api/v1/workspace/"+p.ID+"/tags", testserver.Object{"name": "Core", "slug": "core", "color": "#fff"}).Want(t, 200).Text("workspaceTag.id")
	admin.Post(t, "/api/v3/secrets/raw/URL", in(p, "/db", testserver.Object{"secretValue": "u", "tagIds": testserver.List{tag}})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/REF", in(p, "/web", testserver.Object{"secretValue": "${dev.db.URL}"})).Want(t, 200)
	admin.Post(t, "/api/v1/secret-imports", in(p, "/web", testserver.Object{"import": testserver.Object{"environment": "dev", "path": "/db"}})).Want(t, 200)
	for slug, rules := range map[string]testserver.List{
		"db-reader": {rule("readValue", testserver.Object{"secretPath": testserver.Object{"$glob": "/db/**"}}), rule("describeSecret", nil)},
		"not-named": {rule("readValue", nil), rule("describeSecret", nil), inverted(rule("readValue", testserver.Object{"secretName": testserver.Object{"$in": testserver.List{"URL", "NEW"}}}))},
		"tagged":    {rule("readValue", testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"core"}}}), rule("edit", testserver.Object{"secretName": testserver.Object{"$ne": "URL"}})},
	} {
		admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
	}
}

func rule(action string, conditions testserver.Object) testserver.Object {
	return testserver.Object{"subject": "secrets", "action": testserver.List{action}, "conditions": conditions}
}

func inverted(rule testserver.Object) testserver.Object {
	rule["inverted"] = true
	return rule
}

// members are machines of the project by role, and one of another organization.
func members(t *testing.T, s *testserver.Server, p testserver.Project) []testserver.Client {
	t.Helper()
	clients := []testserver.Client{s.AsAdmin()}
	for _, role := range []string{"admin", "member", "viewer", "no-access", "db-reader", "not-named", "tagged"} {
		clients = append(clients, s.AsMember(t, p, role))
	}
	_, stranger := s.SecondOrganization(t)
	nobody := s.As(s.Token(t, s.NewMachine(t, "member", nil)))
	walled := s.NewMachine(t, "member", testserver.Object{
		"accessTokenTrustedIps": testserver.List{testserver.Object{"ipAddress": "10.0.0.0/8"}}, "accessTokenNumUsesLimit": 20, "accessTokenTTL": 600,
	})
	s.AsAdmin().AddMember(t, p, walled.IdentityID, "member")
	token := s.As(s.Token(t, walled))
	return append(clients, stranger, nobody, token, token.From("10.1.2.3"))
}

// people are a founder with a service token, and a member without any right.
func people(t *testing.T, s *testserver.Server, p testserver.Project) []testserver.Client {
	t.Helper()
	founder := s.AsPerson(t)
	plain := s.NewPerson(t, "no-access")
	token := founder.Post(t, "/api/v2/service-token", testserver.Object{
		"name": "ci", "workspaceId": p.ID, "scopes": testserver.List{testserver.Object{"environment": "dev", "secretPath": "/db"}}, "encryptedKey": "", "iv": "", "tag": "",
		"expiresIn": nil, "permissions": testserver.List{"read"},
	})
	return []testserver.Client{founder, plain.Client, s.As(token.Text("serviceToken"))}
}

// aboutSecrets is how many of the questions are about secrets and their places.
const aboutSecrets = 24

// questions are about secrets and the places of them, memberships, roles,
// credentials, organizations, and the policy itself.
func questions(s *testserver.Server, p testserver.Project, weak testserver.Machine) []move {
	const raw = "/api/v3/secrets/raw"
	at := "?workspaceId=" + p.ID + "&projectId=" + p.ID + "&environment=dev"
	workspace, workspace2 := "/api/v1/workspace/"+p.ID, "/api/v2/workspace/"+p.ID
	organization := "/api/v2/organizations/" + s.Admin.ID
	get := func(path string) move { return move{http.MethodGet, path, nil} }
	post := func(path string, body any) move { return move{http.MethodPost, path, body} }
	patch := func(path string, body any) move { return move{http.MethodPatch, path, body} }
	return []move{
		get(raw + "/KEY" + at), get(raw + "/URL" + at + "&secretPath=/db"), get(raw + "/NONE" + at), get(raw + at + "&secretPath=/db"),
		get(raw + at + "&recursive=true&include_imports=true"), get("/api/v4/secrets" + at + "&secretPath=/web&expandSecretReferences=true"),
		get(raw + at + "&environment=none"), get("/api/v3/secrets" + at),
		post(raw+"/NEW", in(p, "/", testserver.Object{"secretValue": "v"})), patch(raw+"/KEY", in(p, "/", testserver.Object{"secretValue": "w"})),
		patch(raw+"/URL", in(p, "/db", testserver.Object{"newSecretName": "URI", "type": "shared"})), patch(raw+"/URI", in(p, "/db", testserver.Object{"newSecretName": "URL", "type": "shared"})),
		post(raw+"/KEY", in(p, "/", testserver.Object{"secretValue": "mine", "type": "personal"})),
		post("/api/v3/secrets/batch/raw", in(p, "/db", testserver.Object{"secrets": testserver.List{testserver.Object{"secretKey": "A", "secretValue": "1"}, testserver.Object{"secretKey": "B", "secretValue": "2"}}})),
		get("/api/v1/folders" + at), post("/api/v1/folders", in(p, "/", testserver.Object{"name": "db"})), get("/api/v1/secret-imports" + at + "&path=/web"),
		get(workspace), get("/api/v1/workspace"), patch(workspace, testserver.Object{"name": "renamed"}), get(workspace + "/tags"),
		post(workspace+"/environments", testserver.Object{"name": "Dev", "slug": "dev"}), get(workspace + "/trusted-ips"), get(workspace + "/audit-logs"),
		get(workspace2 + "/roles"), post(workspace2+"/roles", testserver.Object{"slug": "viewer", "name": "x", "permissions": testserver.List{rule("delete", nil)}}),
		get(workspace2 + "/identity-memberships"), get(workspace2 + "/memberships"),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, testserver.Object{"roles": testserver.List{testserver.Object{"role": "member"}}}),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, testserver.Object{"roles": testserver.List{testserver.Object{"role": "no-access"}}}),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, testserver.Object{"roles": testserver.List{testserver.Object{
			"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z",
		}}}),
		post("/api/v2/identity-project-additional-privilege", testserver.Object{
			"identityId": weak.IdentityID, "projectId": p.ID, "type": testserver.Object{"isTemporary": false}, "slug": "extra",
			"permissions": testserver.List{rule("edit", testserver.Object{"secretPath": testserver.Object{"$glob": "/db/*"}})},
		}),
		get("/api/v1/identities/" + weak.IdentityID), get("/api/v1/identities/" + s.Admin.IdentityID), get("/api/v1/identities?orgId=" + s.Admin.ID),
		post("/api/v1/identities", testserver.Object{"name": "new", "organizationId": s.Admin.ID, "role": "member"}),
		patch("/api/v1/identities/"+weak.IdentityID, testserver.Object{"role": "member"}), patch("/api/v1/identities/"+weak.IdentityID, testserver.Object{"role": "no-access"}),
		get(testserver.UniversalAuth(weak.IdentityID)), patch(testserver.UniversalAuth(weak.IdentityID), testserver.Object{"accessTokenTTL": 60}),
		post(testserver.UniversalAuth(weak.IdentityID)+"/client-secrets", testserver.Object{"ttl": 60}), get(testserver.UniversalAuth(weak.IdentityID) + "/client-secrets"),
		post(testserver.TokenAuth(weak.IdentityID)+"/tokens", testserver.Object{}),
		get(organization + "/memberships"), get("/api/v1/organization/" + s.Admin.ID + "/roles"), get("/api/v1/organization/" + s.Admin.ID),
		get(organization + "/workspaces"), get("/api/v1/organization/audit-logs"),
		post("/api/v1/organization/roles", testserver.Object{"slug": "admin", "name": "x", "permissions": testserver.List{}}),
		post("/api/v1/invite-org/signup", testserver.Object{"inviteeEmail": "admin@example.com", "organizationId": s.Admin.ID}),
		get("/api/v1/user"), get("/api/v2/service-token"), patch("/api/v1/admin/config", testserver.Object{"allowSignUp": false}),
		get("/api/v1/authz/policy"), get("/api/v1/authz/policy/rules"), get("/api/v1/authz/policy/files"), get("/api/v1/authz/policy/source?file=authz/main/main.rego"), get("/api/v1/authz/decisions"), get("/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=" + p.ID + "&environment=dev&secretPath=/"),
	}
}

// logins are good and bad ones, renewals, and what comes without a credential.
func logins(t *testing.T, s *testserver.Server, m testserver.Machine) {
	t.Helper()
	wrong, limited, renewed := m, s.NewMachine(t, "no-access", nil), s.NewMachine(t, "no-access", testserver.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 90})
	limited.ClientSecret, limited.ClientSecretID = s.AsAdmin().NewClientSecret(t, limited.IdentityID, testserver.Object{"numUsesLimit": 1, "ttl": 600})
	nobody := s.Anonymous()
	nobody.Login(t, limited)
	nobody.Login(t, limited)
	token := s.Token(t, renewed)
	wrong.ClientSecret = "wrong"
	for range 4 {
		nobody.Login(t, wrong)
	}
	nobody.Login(t, m) // locked out
	nobody.From("10.1.2.3").Login(t, m)
	for range 3 {
		nobody.Post(t, "/api/v1/auth/token/renew", testserver.Object{"accessToken": token})
		s.Clock.Advance(40)
	}
	s.AsAdmin().Post(t, testserver.UniversalAuth(limited.IdentityID)+"/client-secrets/"+limited.ClientSecretID+"/revoke", testserver.Object{})
	nobody.Login(t, limited)
	nobody.Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": "wrong password"})
	nobody.Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "b@example.com", "password": "correct horse", "organization": "B"})
	nobody.Post(t, "/api/v3/signup/email/signup", testserver.Object{"email": "new@example.com"})
	nobody.With("Cookie", "jid=garbage").Post(t, "/api/v1/auth/token", nil)
	nobody.Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": token})
	s.As(token).Get(t, "/api/v1/workspace")
}

// endings take away what the scenario had, those who may least first.
func endings(t *testing.T, s *testserver.Server, p testserver.Project, everybody []testserver.Client) {
	t.Helper()
	guarded := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	s.AsAdmin().Patch(t, "/api/v1/identities/"+guarded, testserver.Object{"hasDeleteProtection": true}).Want(t, 200)
	for i := range everybody {
		caller := everybody[len(everybody)-1-i]
		caller.Delete(t, "/api/v1/identities/"+guarded, nil)
		caller.Delete(t, "/api/v3/secrets/raw/KEY", in(p, "/", nil))
		caller.Delete(t, "/api/v2/workspace/"+p.ID+"/roles/none", nil)
		caller.Delete(t, "/api/v1/identities/"+s.Admin.IdentityID, nil)
		caller.Delete(t, "/api/v1/workspace/"+p.ID, nil)
	}
}

// conditions are of rules that are held, handed out and compared with each other.
var conditions = []testserver.Object{
	{},
	{"environment": "dev"},
	{"environment": testserver.Object{"$in": testserver.List{"dev", "prod"}}, "secretPath": testserver.Object{"$glob": "/db/**"}},
	{"environment": testserver.Object{"$ne": "prod"}},
	{"secretPath": testserver.Object{"$glob": "/db/*"}},
	{"secretPath": testserver.Object{"$glob": "/*/x/**"}},
	{"secretPath": "/db/x"},
	{"secretPath": testserver.Object{"$glob": "/.x/**"}},
	{"secretName": testserver.Object{"$glob": "DB_*"}},
	{"secretName": testserver.Object{"$in": testserver.List{"DB_A", "DB_B"}}},
	{"secretName": testserver.Object{"$ne": "DB_A"}, "secretPath": testserver.Object{"$glob": "/{db,web}/**"}},
	{"secretTags": testserver.Object{"$in": testserver.List{"core"}}},
	{"secretPath": testserver.Object{"$glob": "/{{identity.name}}/**"}},
	{"secretName": "{{identity.metadata.team}}"},
	{"secretName": testserver.Object{"$glob": "DB_A*"}, "environment": "prod"},
	{"secretPath": testserver.Object{"$glob": "/**/x"}},
	{"secretPath": testserver.Object{"$glob": "/db/**/x/*"}},
	{"secretName": testserver.Object{"$ne": "{{identity.id}}"}, "secretTags": testserver.Object{"$in": testserver.List{"core", "x"}}},
}

// grants has holders of each condition hand out each other one, and read by it.
func grants(t *testing.T, s *testserver.Server, p testserver.Project, weak testserver.Machine) {
	t.Helper()
	admin := s.AsAdmin()
	held := append(slices.Clone(conditions), nil)
	for i, has := range held {
		slug := fmt.Sprintf("granter-%d", i)
		may := rule("readValue", has)
		rules := testserver.List{testserver.Object{"subject": "identity", "action": testserver.List{"read", "edit", "grant-privileges"}}, may}
		if has == nil { // everything but some of it
			rules = append(rules, inverted(rule("readValue", conditions[4])), inverted(rule("readValue", conditions[12])))
		}
		admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
		m := s.NewMachine(t, "no-access", nil)
		if i%2 == 0 {
			admin.Patch(t, "/api/v1/identities/"+m.IdentityID, testserver.Object{"metadata": testserver.List{testserver.Object{"key": "team", "value": "DB_A"}}}).Want(t, 200)
		}
		admin.AddMember(t, p, m.IdentityID, slug)
		granter := s.As(s.Token(t, m))
		for _, wanted := range conditions {
			granter.Post(t, "/api/v2/identity-project-additional-privilege", testserver.Object{
				"identityId": weak.IdentityID, "projectId": p.ID, "type": testserver.Object{"isTemporary": false}, "permissions": testserver.List{rule("readValue", wanted)},
			})
		}
		granter.Post(t, "/api/v2/identity-project-additional-privilege", testserver.Object{
			"identityId": weak.IdentityID, "projectId": p.ID, "permissions": testserver.List{rule("readValue", nil), inverted(rule("readValue", conditions[4]))},
			"type": testserver.Object{"isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"},
		})
		for _, at := range []string{"&secretPath=/db", "&secretPath=/web", ""} {
			granter.Get(t, "/api/v3/secrets/raw/DB_A?workspaceId="+p.ID+"&environment=dev"+at)
		}
	}
}
