package requests

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// Canary is in every field of a case's body that holds the value of a secret, a
// comment, a credential or a ciphertext. It is base64, too.
const Canary = "c4n4ryc4"

// Fixture is a project with one of everything, and who asks about it.
type Fixture struct {
	Server  *testserver.Server
	Values  map[string]string            // of $NAME in patterns and bodies
	Callers map[string]testserver.Client // by the names that cases use
	// Credentials are in no record: what came out of the server, or is known to
	// one person.
	Credentials []string
}

// NewFixture makes one on a server that was set up.
func NewFixture(t *testing.T, s *testserver.Server) *Fixture {
	t.Helper()
	f := &Fixture{Server: s, Values: map[string]string{"org": s.Admin.ID, "canary": Canary, "secretName": "S"}}
	f.Callers = map[string]testserver.Client{"admin": s.AsAdmin(), "anonymous": s.Anonymous(), "person": s.AsPerson(t)}
	f.Credentials = []string{s.Admin.Token, s.Admin.Password, f.Callers["person"].Token()}
	f.addProject(t)
	f.addMachine(t)
	f.addMethods(t)
	f.addPerson(t)
	f.addPlaces(t)
	f.addRoles(t)
	f.addCredentials(t)
	f.addInvitation(t)
	return f
}

// put keeps what a request of the administrator answers.
func (f *Fixture) put(t *testing.T, name, path, body, answer string) {
	t.Helper()
	f.putBy(t, "admin", name, path, body, answer)
}

func (f *Fixture) putBy(t *testing.T, who, name, path, body, answer string) {
	t.Helper()
	f.Values[name] = f.Callers[who].Post(t, f.Fill(path, nil), testserver.Raw(f.Fill(body, nil))).Want(t, 200).Text(answer)
	if f.Values[name] == "" {
		t.Fatalf("POST %s gives no %s", path, answer)
	}
}

func (f *Fixture) addProject(t *testing.T) {
	t.Helper()
	made := f.Callers["person"].Post(t, "/api/v2/workspace", testserver.Object{"projectName": "Vault"}).Want(t, 200)
	p := testserver.Project{ID: made.Text("project.id"), Slug: made.Text("project.slug")}
	f.Values["project"], f.Values["slug"] = p.ID, p.Slug
	f.Values["orgSlug"] = f.Callers["person"].Get(t, "/api/v1/organization/"+f.Server.Admin.ID).Want(t, 200).Text("organization.slug")
	f.Callers["person"].AddMember(t, p, f.Server.Admin.IdentityID, "admin")
	f.Values["bot"] = f.Callers["admin"].Get(t, "/api/v1/bot/"+p.ID).Want(t, 200).Text("bot.id")
	f.Values["environmentId"] = f.Callers["admin"].Get(t, "/api/v1/workspace/"+p.ID+"/environments/slug/staging").Want(t, 200).Text("environment.id")
}

func (f *Fixture) addMachine(t *testing.T) {
	t.Helper()
	m := f.Server.NewMachine(t, "no-access", nil)
	f.Values["identityId"], f.Values["clientId"], f.Values["clientSecret"], f.Values["clientSecretId"] = m.IdentityID, m.ClientID, m.ClientSecret, m.ClientSecretID
	f.Values["token"] = f.Server.Token(t, m)
	f.put(t, "methodId", testserver.TokenAuth(m.IdentityID), `{"accessTokenTTL":500,"accessTokenMaxTTL":600}`, "identityTokenAuth.id")
	f.put(t, "tokenId", testserver.TokenAuth(m.IdentityID)+"/tokens", `{"name":"of the machine"}`, "tokenData.id")
	f.put(t, "newIdentityId", "/api/v1/identities", `{"name":"newcomer","organizationId":"$org"}`, "identity.id")
	f.put(t, "memberOfProject", "/api/v2/workspace/$project/identity-memberships/$identityId", `{"role":"viewer"}`, "identityMembership.id")
	f.put(t, "projectIdentityId", "/api/v1/projects/$project/identities", `{"name":"of the project"}`, "identity.id")
	f.Credentials = append(f.Credentials, m.ClientSecret, f.Values["token"])
}

// addMethods attaches the methods whose proofs others vouch for. Nothing asks those.
func (f *Fixture) addMethods(t *testing.T) {
	t.Helper()
	for method, settings := range map[string]string{
		"oidc-auth":       `{"oidcDiscoveryUrl":"https://ci.example.com","boundIssuer":"https://ci.example.com","boundSubject":"x"}`,
		"jwt-auth":        `{"configurationType":"jwks","jwksUrl":"https://ci.example.com/keys"}`,
		"kubernetes-auth": `{"kubernetesHost":"https://cluster.example.com","tokenReviewerJwt":"$canary"}`,
		"aws-auth":        `{"allowedAccountIds":"123456789012"}`,
		"gcp-auth":        `{"type":"gce","allowedProjects":"p"}`,
		"azure-auth":      `{"tenantId":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","resource":"https://management.azure.com"}`,
	} {
		path := f.Fill("/api/v1/auth/"+method+"/identities/$identityId", nil)
		f.Callers["admin"].Post(t, path, testserver.Raw(f.Fill(settings, nil))).Want(t, 200)
	}
}

func (f *Fixture) addPerson(t *testing.T) {
	t.Helper()
	bob, carol := f.Server.NewPerson(t, "member"), f.Server.NewPerson(t, "member")
	f.Values["bob"], f.Values["bobEmail"], f.Values["orgMembershipId"], f.Values["password"] = bob.ID, bob.Email, bob.MembershipID, bob.Password
	f.Values["carol"], f.Values["carolEmail"], f.Values["carolMembership"] = carol.ID, carol.Email, carol.MembershipID
	f.put(t, "membershipId", "/api/v1/projects/$project/memberships", `{"emails":["$bobEmail"],"roleSlugs":["viewer"]}`, "memberships.0.id")
	login := f.Server.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": bob.Email, "password": bob.Password}).Want(t, 200)
	cookie, _, _ := strings.Cut(login.Header.Get("Set-Cookie"), ";")
	f.Callers["bob"], f.Callers["refreshing"] = bob.Client, f.Server.Anonymous().With("Cookie", cookie)
	f.Credentials = append(f.Credentials, bob.Password, strings.TrimPrefix(cookie, "jid="))
}

func (f *Fixture) addPlaces(t *testing.T) {
	t.Helper()
	const at = `"workspaceId":"$project","environment":"dev"`
	f.put(t, "folder", "/api/v1/folders", `{`+at+`,"path":"/","name":"app"}`, "folder.id")
	f.put(t, "secretId", "/api/v3/secrets/raw/S", `{`+at+`,"secretValue":"plain"}`, "secret.id")
	f.put(t, "secretImportId", "/api/v1/secret-imports", `{`+at+`,"path":"/","import":{"environment":"staging","path":"/"}}`, "secretImport.id")
	f.put(t, "tagId", "/api/v1/workspace/$project/tags", `{"name":"Blue","slug":"blue","color":""}`, "workspaceTag.id")
	f.put(t, "trustedIpId", "/api/v1/workspace/$project/trusted-ips", `{"ipAddress":"10.0.0.0/8","isActive":false}`, "trustedIp.id")
}

func (f *Fixture) addRoles(t *testing.T) {
	t.Helper()
	const rules = `"permissions":[{"action":["read"],"subject":"secret-folders"}]`
	f.put(t, "roleId", "/api/v2/workspace/$project/roles", `{"slug":"reader","name":"Reader",`+rules+`}`, "role.id")
	f.put(t, "orgRoleId", "/api/v1/organization/roles", `{"slug":"clerk","name":"Clerk","permissions":[]}`, "role.id")
	f.put(t, "privilegeId", "/api/v2/identity-project-additional-privilege",
		`{"identityId":"$identityId","projectId":"$project","slug":"more","type":{"isTemporary":false},`+rules+`}`, "privilege.id")
}

func (f *Fixture) addCredentials(t *testing.T) {
	t.Helper()
	f.putBy(t, "person", "serviceTokenId", "/api/v2/service-token", `{"name":"st","workspaceId":"$project","scopes":[{"environment":"dev","secretPath":"/"}],
		"encryptedKey":"a2V5","iv":"aXY=","tag":"dGFn","expiresIn":null,"permissions":["read"]}`, "serviceTokenData.id")
	f.putBy(t, "bob", "apiKeyId", "/api/v2/users/me/api-keys", `{"name":"of bob","expiresIn":600}`, "apiKeyData.id")
}

func (f *Fixture) addInvitation(t *testing.T) {
	t.Helper()
	for _, email := range []string{"dora@example.com", "erin@example.com"} {
		f.Values["inviteeEmail"] = email
		f.putBy(t, "person", "link", "/api/v1/invite-org/signup", `{"inviteeEmail":"$inviteeEmail","organizationId":"$org"}`, "completeInviteLink")
		link, err := url.Parse(f.Values["link"])
		if err != nil {
			t.Fatal(err)
		}
		f.Values["code"] = link.Query().Get("token")
		f.Credentials = append(f.Credentials, f.Values["code"])
		if email == "dora@example.com" {
			f.putBy(t, "anonymous", "signup", "/api/v1/invite-org/verify", `{"email":"$inviteeEmail","organizationId":"$org","code":"$code"}`, "token")
		}
	}
	f.Callers["invited"] = f.Server.As(f.Values["signup"])
	f.Credentials = append(f.Credentials, f.Values["signup"])
}

// Fill puts values in the place of their names, the longest name first.
func (f *Fixture) Fill(text string, with map[string]string) string {
	names := []string{}
	for name := range f.Values {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		text = strings.ReplaceAll(text, "$"+name, f.Values[name])
	}
	for name, value := range with {
		text = strings.ReplaceAll(text, "$"+name, value)
	}
	return text
}

var parameters = regexp.MustCompile(`:(\w+)`)

// Path is the pattern of a route with the fixture's values, or other ones; it
// keeps a $ where neither has one.
func (f *Fixture) Path(pattern string, with map[string]string) string {
	return parameters.ReplaceAllStringFunc(pattern, func(parameter string) string {
		if value, said := with[parameter[1:]]; said {
			return f.Fill(value, nil)
		}
		return f.Fill("$"+parameter[1:], nil)
	})
}
