package truth

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"warder/tests/api"
)

// move is one request that every caller of the scenario makes.
type move struct {
	method, path string
	body         any
}

// play has callers of every kind do what tenants do, permitted or not, so that the
// decision log holds questions of many kinds. Nothing is said about the answers.
func play(t *testing.T, s *api.Server) {
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

func in(p api.Project, path string, more api.Object) api.Object {
	body := api.Object{"workspaceId": p.ID, "projectId": p.ID, "environment": "dev", "secretPath": path, "path": path}
	for name, value := range more {
		body[name] = value
	}
	return body
}

// stock gives the project folders, secrets, an import, a reference, a tag and roles.
func stock(t *testing.T, admin api.Client, p api.Project) {
	t.Helper()
	for _, name := range []string{"db", "web"} {
		admin.Post(t, "/api/v1/folders", in(p, "/", api.Object{"name": name})).Want(t, 200)
	}
	admin.SetSecret(t, p, "KEY", "value")
	tag := admin.Post(t, "/api/v1/workspace/"+p.ID+"/tags", api.Object{"name": "Core", "slug": "core", "color": "#fff"}).Want(t, 200).Text("workspaceTag.id")
	admin.Post(t, "/api/v3/secrets/raw/URL", in(p, "/db", api.Object{"secretValue": "u", "tagIds": api.List{tag}})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/REF", in(p, "/web", api.Object{"secretValue": "${dev.db.URL}"})).Want(t, 200)
	admin.Post(t, "/api/v1/secret-imports", in(p, "/web", api.Object{"import": api.Object{"environment": "dev", "path": "/db"}})).Want(t, 200)
	for slug, rules := range map[string]api.List{
		"db-reader": {rule("readValue", api.Object{"secretPath": api.Object{"$glob": "/db/**"}}), rule("describeSecret", nil)},
		"not-named": {rule("readValue", nil), rule("describeSecret", nil), inverted(rule("readValue", api.Object{"secretName": api.Object{"$in": api.List{"URL", "NEW"}}}))},
		"tagged":    {rule("readValue", api.Object{"secretTags": api.Object{"$in": api.List{"core"}}}), rule("edit", api.Object{"secretName": api.Object{"$ne": "URL"}})},
	} {
		admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", api.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
	}
}

func rule(action string, conditions api.Object) api.Object {
	return api.Object{"subject": "secrets", "action": api.List{action}, "conditions": conditions}
}

func inverted(rule api.Object) api.Object {
	rule["inverted"] = true
	return rule
}

// members are machines of the project by role, and one of another organization.
func members(t *testing.T, s *api.Server, p api.Project) []api.Client {
	t.Helper()
	clients := []api.Client{s.AsAdmin()}
	for _, role := range []string{"admin", "member", "viewer", "no-access", "db-reader", "not-named", "tagged"} {
		clients = append(clients, s.AsMember(t, p, role))
	}
	_, stranger := s.SecondOrganization(t)
	nobody := s.As(s.Token(t, s.NewMachine(t, "member", nil)))
	walled := s.NewMachine(t, "member", api.Object{
		"accessTokenTrustedIps": api.List{api.Object{"ipAddress": "10.0.0.0/8"}}, "accessTokenNumUsesLimit": 20, "accessTokenTTL": 600,
	})
	s.AsAdmin().AddMember(t, p, walled.IdentityID, "member")
	token := s.As(s.Token(t, walled))
	return append(clients, stranger, nobody, token, token.From("10.1.2.3"))
}

// people are a founder with a service token, and a member without any right.
func people(t *testing.T, s *api.Server, p api.Project) []api.Client {
	t.Helper()
	founder := s.AsPerson(t)
	plain := s.NewPerson(t, "no-access")
	token := founder.Post(t, "/api/v2/service-token", api.Object{
		"name": "ci", "workspaceId": p.ID, "scopes": api.List{api.Object{"environment": "dev", "secretPath": "/db"}}, "encryptedKey": "", "iv": "", "tag": "",
		"expiresIn": nil, "permissions": api.List{"read"},
	})
	return []api.Client{founder, plain.Client, s.As(token.Text("serviceToken"))}
}

// aboutSecrets is how many of the questions are about secrets and their places.
const aboutSecrets = 24

// questions are about secrets and the places of them, memberships, roles,
// credentials, organizations, and the policy itself.
func questions(s *api.Server, p api.Project, weak api.Machine) []move {
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
		post(raw+"/NEW", in(p, "/", api.Object{"secretValue": "v"})), patch(raw+"/KEY", in(p, "/", api.Object{"secretValue": "w"})),
		patch(raw+"/URL", in(p, "/db", api.Object{"newSecretName": "URI", "type": "shared"})), patch(raw+"/URI", in(p, "/db", api.Object{"newSecretName": "URL", "type": "shared"})),
		post(raw+"/KEY", in(p, "/", api.Object{"secretValue": "mine", "type": "personal"})),
		post("/api/v3/secrets/batch/raw", in(p, "/db", api.Object{"secrets": api.List{api.Object{"secretKey": "A", "secretValue": "1"}, api.Object{"secretKey": "B", "secretValue": "2"}}})),
		get("/api/v1/folders" + at), post("/api/v1/folders", in(p, "/", api.Object{"name": "db"})), get("/api/v1/secret-imports" + at + "&path=/web"),
		get(workspace), get("/api/v1/workspace"), patch(workspace, api.Object{"name": "renamed"}), get(workspace + "/tags"),
		post(workspace+"/environments", api.Object{"name": "Dev", "slug": "dev"}), get(workspace + "/trusted-ips"), get(workspace + "/audit-logs"),
		get(workspace2 + "/roles"), post(workspace2+"/roles", api.Object{"slug": "viewer", "name": "x", "permissions": api.List{rule("delete", nil)}}),
		get(workspace2 + "/identity-memberships"), get(workspace2 + "/memberships"),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, api.Object{"roles": api.List{api.Object{"role": "member"}}}),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, api.Object{"roles": api.List{api.Object{"role": "no-access"}}}),
		patch(workspace2+"/identity-memberships/"+weak.IdentityID, api.Object{"roles": api.List{api.Object{
			"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z",
		}}}),
		post("/api/v2/identity-project-additional-privilege", api.Object{
			"identityId": weak.IdentityID, "projectId": p.ID, "type": api.Object{"isTemporary": false}, "slug": "extra",
			"permissions": api.List{rule("edit", api.Object{"secretPath": api.Object{"$glob": "/db/*"}})},
		}),
		get("/api/v1/identities/" + weak.IdentityID), get("/api/v1/identities/" + s.Admin.IdentityID), get("/api/v1/identities?orgId=" + s.Admin.ID),
		post("/api/v1/identities", api.Object{"name": "new", "organizationId": s.Admin.ID, "role": "member"}),
		patch("/api/v1/identities/"+weak.IdentityID, api.Object{"role": "member"}), patch("/api/v1/identities/"+weak.IdentityID, api.Object{"role": "no-access"}),
		get(api.UniversalAuth(weak.IdentityID)), patch(api.UniversalAuth(weak.IdentityID), api.Object{"accessTokenTTL": 60}),
		post(api.UniversalAuth(weak.IdentityID)+"/client-secrets", api.Object{"ttl": 60}), get(api.UniversalAuth(weak.IdentityID) + "/client-secrets"),
		post(api.TokenAuth(weak.IdentityID)+"/tokens", api.Object{}),
		get(organization + "/memberships"), get("/api/v1/organization/" + s.Admin.ID + "/roles"), get("/api/v1/organization/" + s.Admin.ID),
		get(organization + "/workspaces"), get("/api/v1/organization/audit-logs"),
		post("/api/v1/organization/roles", api.Object{"slug": "admin", "name": "x", "permissions": api.List{}}),
		post("/api/v1/invite-org/signup", api.Object{"inviteeEmail": "admin@example.com", "organizationId": s.Admin.ID}),
		get("/api/v1/user"), get("/api/v2/service-token"), patch("/api/v1/admin/config", api.Object{"allowSignUp": false}),
		get("/api/v1/authz/policy"), get("/api/v1/authz/decisions"), get("/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=" + p.ID + "&environment=dev&secretPath=/"),
	}
}

// logins are good and bad ones, renewals, and what comes without a credential.
func logins(t *testing.T, s *api.Server, m api.Machine) {
	t.Helper()
	wrong, limited, renewed := m, s.NewMachine(t, "no-access", nil), s.NewMachine(t, "no-access", api.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 90})
	limited.ClientSecret, limited.ClientSecretID = s.AsAdmin().NewClientSecret(t, limited.IdentityID, api.Object{"numUsesLimit": 1, "ttl": 600})
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
		nobody.Post(t, "/api/v1/auth/token/renew", api.Object{"accessToken": token})
		s.Clock.Advance(40)
	}
	s.AsAdmin().Post(t, api.UniversalAuth(limited.IdentityID)+"/client-secrets/"+limited.ClientSecretID+"/revoke", api.Object{})
	nobody.Login(t, limited)
	nobody.Post(t, "/api/v3/auth/login", api.Object{"email": s.Admin.Email, "password": "wrong password"})
	nobody.Post(t, "/api/v1/admin/bootstrap", api.Object{"email": "b@example.com", "password": "correct horse", "organization": "B"})
	nobody.Post(t, "/api/v3/signup/email/signup", api.Object{"email": "new@example.com"})
	nobody.With("Cookie", "jid=garbage").Post(t, "/api/v1/auth/token", nil)
	nobody.Post(t, "/api/v1/auth/token/revoke", api.Object{"accessToken": token})
	s.As(token).Get(t, "/api/v1/workspace")
}

// endings take away what the scenario had, those who may least first.
func endings(t *testing.T, s *api.Server, p api.Project, everybody []api.Client) {
	t.Helper()
	guarded := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	s.AsAdmin().Patch(t, "/api/v1/identities/"+guarded, api.Object{"hasDeleteProtection": true}).Want(t, 200)
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
var conditions = []api.Object{
	{},
	{"environment": "dev"},
	{"environment": api.Object{"$in": api.List{"dev", "prod"}}, "secretPath": api.Object{"$glob": "/db/**"}},
	{"environment": api.Object{"$ne": "prod"}},
	{"secretPath": api.Object{"$glob": "/db/*"}},
	{"secretPath": api.Object{"$glob": "/*/x/**"}},
	{"secretPath": "/db/x"},
	{"secretPath": api.Object{"$glob": "/.x/**"}},
	{"secretName": api.Object{"$glob": "DB_*"}},
	{"secretName": api.Object{"$in": api.List{"DB_A", "DB_B"}}},
	{"secretName": api.Object{"$ne": "DB_A"}, "secretPath": api.Object{"$glob": "/{db,web}/**"}},
	{"secretTags": api.Object{"$in": api.List{"core"}}},
	{"secretPath": api.Object{"$glob": "/{{identity.name}}/**"}},
	{"secretName": "{{identity.metadata.team}}"},
	{"secretName": api.Object{"$glob": "DB_A*"}, "environment": "prod"},
	{"secretPath": api.Object{"$glob": "/**/x"}},
	{"secretPath": api.Object{"$glob": "/db/**/x/*"}},
	{"secretName": api.Object{"$ne": "{{identity.id}}"}, "secretTags": api.Object{"$in": api.List{"core", "x"}}},
}

// grants has holders of each condition hand out each other one, and read by it.
func grants(t *testing.T, s *api.Server, p api.Project, weak api.Machine) {
	t.Helper()
	admin := s.AsAdmin()
	held := append(slices.Clone(conditions), nil)
	for i, has := range held {
		slug := fmt.Sprintf("granter-%d", i)
		may := rule("readValue", has)
		rules := api.List{api.Object{"subject": "identity", "action": api.List{"read", "edit", "grant-privileges"}}, may}
		if has == nil { // everything but some of it
			rules = append(rules, inverted(rule("readValue", conditions[4])), inverted(rule("readValue", conditions[12])))
		}
		admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", api.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
		m := s.NewMachine(t, "no-access", nil)
		if i%2 == 0 {
			admin.Patch(t, "/api/v1/identities/"+m.IdentityID, api.Object{"metadata": api.List{api.Object{"key": "team", "value": "DB_A"}}}).Want(t, 200)
		}
		admin.AddMember(t, p, m.IdentityID, slug)
		granter := s.As(s.Token(t, m))
		for _, wanted := range conditions {
			granter.Post(t, "/api/v2/identity-project-additional-privilege", api.Object{
				"identityId": weak.IdentityID, "projectId": p.ID, "type": api.Object{"isTemporary": false}, "permissions": api.List{rule("readValue", wanted)},
			})
		}
		granter.Post(t, "/api/v2/identity-project-additional-privilege", api.Object{
			"identityId": weak.IdentityID, "projectId": p.ID, "permissions": api.List{rule("readValue", nil), inverted(rule("readValue", conditions[4]))},
			"type": api.Object{"isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"},
		})
		for _, at := range []string{"&secretPath=/db", "&secretPath=/web", ""} {
			granter.Get(t, "/api/v3/secrets/raw/DB_A?workspaceId="+p.ID+"&environment=dev"+at)
		}
	}
}
