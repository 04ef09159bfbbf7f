package truth

import (
	"net/url"
	"strings"
	"testing"

	"warder/models"
	"warder/tests/api"
)

// asking is a project with one of everything, and who asks about it.
type asking struct {
	server  *api.Server
	store   *models.Store
	values  map[string]string
	callers map[string]api.Client
	// credentials are in no record: what came out of the server, or is known to
	// one person.
	credentials []string
}

func newAsking(t *testing.T, s *api.Server) *asking {
	t.Helper()
	f := &asking{server: s, values: map[string]string{"org": s.Admin.ID, "canary": canary, "secretName": "S"}}
	f.callers = map[string]api.Client{"admin": s.AsAdmin(), "anonymous": s.Anonymous(), "person": s.AsPerson(t)}
	f.credentials = []string{s.Admin.Token, s.Admin.Password, f.callers["person"].Token()}
	f.addProject(t)
	f.addMachine(t)
	f.addPerson(t)
	f.addPlaces(t)
	f.addRoles(t)
	f.addCredentials(t)
	f.addInvitation(t)
	return f
}

// put keeps what a request of the administrator answers.
func (f *asking) put(t *testing.T, name, path, body, answer string) {
	t.Helper()
	f.putBy(t, "admin", name, path, body, answer)
}

func (f *asking) putBy(t *testing.T, who, name, path, body, answer string) {
	t.Helper()
	f.values[name] = f.callers[who].Post(t, f.fill(path, nil), api.Raw(f.fill(body, nil))).Want(t, 200).Text(answer)
	if f.values[name] == "" {
		t.Fatalf("POST %s gives no %s", path, answer)
	}
}

func (f *asking) addProject(t *testing.T) {
	t.Helper()
	made := f.callers["person"].Post(t, "/api/v2/workspace", api.Object{"projectName": "Vault"}).Want(t, 200)
	p := api.Project{ID: made.Text("project.id"), Slug: made.Text("project.slug")}
	f.values["project"], f.values["slug"] = p.ID, p.Slug
	f.values["orgSlug"] = f.callers["person"].Get(t, "/api/v1/organization/"+f.server.Admin.ID).Want(t, 200).Text("organization.slug")
	f.callers["person"].AddMember(t, p, f.server.Admin.IdentityID, "admin")
	f.values["bot"] = f.callers["admin"].Get(t, "/api/v1/bot/"+p.ID).Want(t, 200).Text("bot.id")
	f.values["environmentId"] = f.callers["admin"].Get(t, "/api/v1/workspace/"+p.ID+"/environments/slug/staging").Want(t, 200).Text("environment.id")
}

func (f *asking) addMachine(t *testing.T) {
	t.Helper()
	m := f.server.NewMachine(t, "no-access", nil)
	f.values["identityId"], f.values["clientId"], f.values["clientSecret"], f.values["clientSecretId"] = m.IdentityID, m.ClientID, m.ClientSecret, m.ClientSecretID
	f.values["token"] = f.server.Token(t, m)
	f.put(t, "methodId", api.TokenAuth(m.IdentityID), `{"accessTokenTTL":500,"accessTokenMaxTTL":600}`, "identityTokenAuth.id")
	f.put(t, "tokenId", api.TokenAuth(m.IdentityID)+"/tokens", `{"name":"of the machine"}`, "tokenData.id")
	f.put(t, "newIdentityId", "/api/v1/identities", `{"name":"newcomer","organizationId":"$org"}`, "identity.id")
	f.put(t, "memberOfProject", "/api/v2/workspace/$project/identity-memberships/$identityId", `{"role":"viewer"}`, "identityMembership.id")
	f.put(t, "projectIdentityId", "/api/v1/projects/$project/identities", `{"name":"of the project"}`, "identity.id")
	f.credentials = append(f.credentials, m.ClientSecret, f.values["token"])
}

func (f *asking) addPerson(t *testing.T) {
	t.Helper()
	bob, carol := f.server.NewPerson(t, "member"), f.server.NewPerson(t, "member")
	f.values["bob"], f.values["bobEmail"], f.values["orgMembershipId"], f.values["password"] = bob.ID, bob.Email, bob.MembershipID, bob.Password
	f.values["carol"], f.values["carolEmail"], f.values["carolMembership"] = carol.ID, carol.Email, carol.MembershipID
	f.put(t, "membershipId", "/api/v1/projects/$project/memberships", `{"emails":["$bobEmail"],"roleSlugs":["viewer"]}`, "memberships.0.id")
	login := f.server.Anonymous().Post(t, "/api/v3/auth/login", api.Object{"email": bob.Email, "password": bob.Password}).Want(t, 200)
	cookie, _, _ := strings.Cut(login.Header.Get("Set-Cookie"), ";")
	f.callers["bob"], f.callers["refreshing"] = bob.Client, f.server.Anonymous().With("Cookie", cookie)
	f.credentials = append(f.credentials, bob.Password, strings.TrimPrefix(cookie, "jid="))
}

func (f *asking) addPlaces(t *testing.T) {
	t.Helper()
	const at = `"workspaceId":"$project","environment":"dev"`
	f.put(t, "folder", "/api/v1/folders", `{`+at+`,"path":"/","name":"app"}`, "folder.id")
	f.put(t, "secretId", "/api/v3/secrets/raw/S", `{`+at+`,"secretValue":"plain"}`, "secret.id")
	f.put(t, "secretImportId", "/api/v1/secret-imports", `{`+at+`,"path":"/","import":{"environment":"staging","path":"/"}}`, "secretImport.id")
	f.put(t, "tagId", "/api/v1/workspace/$project/tags", `{"name":"Blue","slug":"blue","color":""}`, "workspaceTag.id")
	f.put(t, "trustedIpId", "/api/v1/workspace/$project/trusted-ips", `{"ipAddress":"10.0.0.0/8","isActive":false}`, "trustedIp.id")
}

func (f *asking) addRoles(t *testing.T) {
	t.Helper()
	const rules = `"permissions":[{"action":["read"],"subject":"secret-folders"}]`
	f.put(t, "roleId", "/api/v2/workspace/$project/roles", `{"slug":"reader","name":"Reader",`+rules+`}`, "role.id")
	f.put(t, "orgRoleId", "/api/v1/organization/roles", `{"slug":"clerk","name":"Clerk","permissions":[]}`, "role.id")
	f.put(t, "privilegeId", "/api/v2/identity-project-additional-privilege",
		`{"identityId":"$identityId","projectId":"$project","slug":"more","type":{"isTemporary":false},`+rules+`}`, "privilege.id")
}

func (f *asking) addCredentials(t *testing.T) {
	t.Helper()
	f.putBy(t, "person", "serviceTokenId", "/api/v2/service-token", `{"name":"st","workspaceId":"$project","scopes":[{"environment":"dev","secretPath":"/"}],
		"encryptedKey":"a2V5","iv":"aXY=","tag":"dGFn","expiresIn":null,"permissions":["read"]}`, "serviceTokenData.id")
	f.putBy(t, "bob", "apiKeyId", "/api/v2/users/me/api-keys", `{"name":"of bob","expiresIn":600}`, "apiKeyData.id")
}

func (f *asking) addInvitation(t *testing.T) {
	t.Helper()
	for _, email := range []string{"dora@example.com", "erin@example.com"} {
		f.values["inviteeEmail"] = email
		f.putBy(t, "person", "link", "/api/v1/invite-org/signup", `{"inviteeEmail":"$inviteeEmail","organizationId":"$org"}`, "completeInviteLink")
		link, err := url.Parse(f.values["link"])
		if err != nil {
			t.Fatal(err)
		}
		f.values["code"] = link.Query().Get("token")
		f.credentials = append(f.credentials, f.values["code"])
		if email == "dora@example.com" {
			f.putBy(t, "anonymous", "signup", "/api/v1/invite-org/verify", `{"email":"$inviteeEmail","organizationId":"$org","code":"$code"}`, "token")
		}
	}
	f.callers["invited"] = f.server.As(f.values["signup"])
	f.credentials = append(f.credentials, f.values["signup"])
}
