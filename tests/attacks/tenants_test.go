package attacks

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// own are routes that name no tenant: they are about the caller, or make
// something in the caller's own organization.
var own = []string{
	"/api/status", "/api/openapi.json", "/api/docs", "/api/v1/admin/", "/api/v1/auth/token/", "/api/v1/auth/universal-auth/login", "/api/v1/auth/token", "/api/v1/auth/console-link", "/api/v1/auth/checkAuth",
	"/api/v1/auth/logout", "/api/v1/user", "/api/v2/users/me", "/api/v3/users/me", "/api/v3/auth/", "/api/v3/signup/", "/api/v1/invite-org/verify", "/api/v1/invite-org/accept",
	"/access/v1/", "/.well-known/", "/api/v2/password/", "/api/v1/password/", "/api/v1/account-recovery/",
	"/api/v1/auth/oidc-auth/login", "/api/v1/auth/jwt-auth/login", "/api/v1/auth/kubernetes-auth/login", "/api/v1/auth/aws-auth/login",
	"/api/v1/auth/gcp-auth/login", "/api/v1/auth/azure-auth/login",
}

// ownRows are single routes of that kind.
var ownRows = []string{
	"POST /api/v2/workspace", "POST /api/v1/projects", "GET /api/v1/workspace", "GET /api/v1/projects", "POST /api/v1/organization/roles", "GET /api/v1/organization",
	"GET /api/v1/organization/accessible-with-sub-orgs",
	"GET /api/v1/identities/details", "POST /api/v1/identities/search", "GET /api/v1/organization/audit-logs", "GET /api/v2/service-token",
	"POST /api/v2/organizations", "GET /api/v2/organizations", "GET /api/v1/organization/admin/projects",
	"GET /api/v1/authz/decisions", "GET /api/v1/authz/decisions/summary", "GET /api/v1/authz/decisions/stream", "GET /api/v1/authz/log/checkpoint",
	"GET /api/v1/authz/decisions/:decisionId/proof",                                                                                                                                                                                           // of one's own only once the log was signed; tests/audit asks for another's
	"GET /api/v1/authz/reasons", "POST /api/v1/authz/replay", "POST /api/v1/authz/check", "POST /api/v1/authz/format", "POST /api/v1/authz/candidates", "POST /api/v1/authz/ask", "POST /api/v1/authz/compare", "POST /api/v1/authz/simulate", // see tests/review for what is another organization's
	"GET /api/v1/authz/policy", "GET /api/v1/authz/policy/rules", "GET /api/v1/authz/policy/files", "GET /api/v1/authz/policy/source", "GET /api/v1/authz/policy/diff", "GET /api/v1/authz/policy/differences", "POST /api/v1/authz/bundles", "POST /api/v1/authz/promote", "POST /api/v1/authz/rollback",
	"GET /api/v1/authz/who-can", "GET /api/v1/authz/what-can", "GET /api/v1/authz/unused-grants", "GET /api/v1/authz/suggested-role",
	"POST /api/v1/authz/matrix", "POST /api/v1/authz/review-reports",
}

func foreignRows(t *testing.T) []row {
	t.Helper()
	var rows []row
	for _, r := range table(t) {
		starts := func(prefix string) bool { return strings.HasPrefix(r.path, prefix) }
		if !slices.ContainsFunc(own, starts) && !slices.Contains(ownRows, r.method+" "+r.path) {
			rows = append(rows, r)
		}
	}
	return rows
}

// names are parameters that are no ids: the same may exist in two tenants.
var names = []string{"secretName", "tagSlug", "roleSlug", "slug", "privilegeSlug"}

// request fills a route: parameters of the path from path, query and body from
// the tenant in.
func (r row) request(t *testing.T, path map[string]string, in *tenant) (address string, body any) {
	t.Helper()
	address = r.path
	for _, name := range r.params() {
		id, known := path[name]
		if !known {
			t.Errorf("%s %s: no tenant has a %s; add one to tenant_test.go", r.method, r.path, name)
		}
		if name == "project" && r.bySlug() || name == "slug" && !strings.Contains(r.path, "environments") {
			id = path["projectSlug"]
		}
		if name == "identityId" && strings.HasPrefix(r.path, "/api/v1/projects/:project/identities") {
			id = path["projectIdentityId"]
		}
		if name == "project" && strings.HasSuffix(r.path, "/active") {
			id = path["bot"]
		}
		if name == "roleId" && strings.HasPrefix(r.path, "/api/v1/organization/") {
			id = path["orgRoleId"]
		}
		if name == "membershipId" && strings.Contains(r.path, "/:project/memberships/:membershipId") {
			id = path["userMembershipId"]
		}
		address = strings.Replace(address, ":"+name, id, 1)
	}
	ids := in.ids
	address += "?" + url.Values{
		"workspaceId": {ids["project"]}, "projectId": {ids["project"]}, "projectSlug": {ids["projectSlug"]}, "environment": {ids["slug"]},
		"orgId": {ids["org"]}, "organizationId": {ids["org"]}, "identityId": {ids["identityId"]},
		"offset": {"0"}, "limit": {"1"},
	}.Encode()
	if r.method == "GET" {
		return address, nil
	}
	return address, r.body(ids)
}

// bySlug is whether the route names its project by slug.
func (r row) bySlug() bool {
	return r.path == "/api/v2/workspace/:project" || strings.HasPrefix(r.path, "/api/v1/workspace/:project/roles") ||
		strings.HasSuffix(r.path, "/version-limit") || strings.HasSuffix(r.path, "/audit-logs-retention")
}

// body has every field that some route requires; others are ignored.
func (r row) body(ids map[string]string) testserver.Object {
	body := testserver.Object{
		"name": "taken", "slug": "taken-over", "organizationId": ids["org"], "role": "member", "workspaceId": ids["project"], "projectId": ids["project"],
		"projectSlug": ids["projectSlug"], "environment": ids["slug"], "path": "/", "secretPath": "/", "secretValue": "taken", "identityId": ids["identityId"],
		"roles": testserver.List{testserver.Object{"role": "viewer"}}, "ipAddress": "10.0.0.1", "isActive": true, "privilegeSlug": ids["privilegeSlug"],
		"folders":     testserver.List{testserver.Object{"id": ids["folder"], "environment": ids["slug"], "name": "taken", "path": "/"}},
		"secrets":     testserver.List{testserver.Object{"secretKey": ids["secretName"], "secretValue": "taken"}},
		"permissions": testserver.List{testserver.Object{"action": "read", "subject": "secret-folders"}}, "inviteeEmail": "taken@example.com",
		"privilegeDetails": testserver.Object{}, "pitVersionLimit": 5, "autoCapitalization": true, "auditLogsRetentionDays": 1, "username": "admin@example.com",
		"members": testserver.List{testserver.Object{"orgMembershipId": ids["orgMembershipId"]}},
		"emails":  testserver.List{"admin@example.com"}, "scopes": testserver.List{testserver.Object{"environment": ids["slug"], "secretPath": "/"}},
		"encryptedKey": "", "iv": "", "tag": "", "expiresIn": 60,
		"import": testserver.Object{"environment": ids["slug"], "path": "/"}, "position": 1,
	}
	maps.Copy(body, encrypted())
	maps.Copy(body, testserver.Object{
		"key": testserver.Object{"encryptedKey": "a2V5", "nonce": "bm9uY2U=", "userId": ids["identityId"]}, "tagSlugs": testserver.List{ids["tagSlug"]},
		"sourceEnvironment": ids["slug"], "sourceSecretPath": "/", "destinationEnvironment": ids["slug"], "destinationSecretPath": "/elsewhere",
		"secretIds": testserver.List{ids["secretId"]}, "secretsToUpdate": testserver.List{testserver.Object{"secretName": "taken", "secretId": ids["secretId"]}},
	})
	for kind, settings := range loginMethods {
		if strings.HasPrefix(r.path, "/api/v1/auth/"+kind+"/identities/") {
			maps.Copy(body, settings)
		}
	}
	switch {
	case strings.Contains(r.path, "/secrets/batch"):
		item := encrypted()
		item["secretName"], item["secretKey"], item["secretValue"] = ids["secretName"], ids["secretName"], "taken"
		body["secrets"] = testserver.List{item}
	case strings.Contains(r.path, "identity-project-additional-privilege"):
		body["type"] = testserver.Object{"isTemporary": false}
	case strings.HasSuffix(r.path, "/identity/temporary"):
		maps.Copy(body, testserver.Object{"temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2026-12-01T09:00:00.000Z"})
	case strings.Contains(r.path, "service-token"):
		body["permissions"] = testserver.List{"read"}
	case strings.HasPrefix(r.path, "/api/v1/organization/:org/roles"):
		body["permissions"] = testserver.List{testserver.List{"read", "role"}}
	case strings.HasPrefix(r.path, "/api/v1/organization/roles"):
		body["permissions"] = testserver.List{testserver.Object{"action": "read", "subject": "role"}}
	}
	return body
}

// encrypted are the fields of a secret that its client encrypted.
func encrypted() testserver.Object {
	fields := testserver.Object{}
	for _, part := range []string{"secretKey", "secretValue"} {
		fields[part+"Ciphertext"], fields[part+"IV"], fields[part+"Tag"] = "dGV4dA==", "aXYxMjM0NTY3ODkwMTIzNA==", "dGFnMTIzNDU2Nzg5MDEyMw=="
	}
	return fields
}

// neutral is an answer without what it repeats of the question.
func neutral(answer testserver.Answer, asked map[string]string) string {
	text := testserver.Stripped(answer.Body)
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		text = strings.ReplaceAll(text, asked[name], "<"+name+">")
	}
	return text
}

// sameParameter are the ids that some route takes by the name of a parameter; see request.
var sameParameter = map[string][]string{
	"identityId": {"projectIdentityId"}, "project": {"projectSlug", "bot"}, "roleId": {"orgRoleId"}, "membershipId": {"userMembershipId"},
}

func TestTenants_another_organization_is_like_none(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	ours := furnished(t, s.AsAdmin(), s.Admin.ID, "Ours")
	ours.addPerson(t, s)
	otherID, otherAdmin := s.SecondOrganization(t)
	theirs := furnished(t, otherAdmin, otherID, "Theirs")
	theirs.addServiceToken(t, s)
	theirs.addPerson(t, s)
	unknown := nowhere(theirs)
	user := session(t, s)
	before := theirs.everything(t)
	for _, r := range foreignRows(t) {
		t.Run(r.method+" "+r.path, func(t *testing.T) {
			caller := s.AsAdmin()
			if !r.identity {
				caller = user
			}
			r.compare(t, caller, theirs.ids, theirs, unknown.ids, unknown)
			for _, name := range r.params() {
				if slices.Contains(names, name) {
					continue
				}
				there, nowhere := maps.Clone(ours.ids), maps.Clone(ours.ids)
				there[name], nowhere[name] = theirs.ids[name], unknown.ids[name]
				for _, also := range sameParameter[name] {
					there[also], nowhere[also] = theirs.ids[also], unknown.ids[also]
				}
				r.compare(t, caller, there, ours, nowhere, ours)
			}
		})
	}
	if after := theirs.everything(t); !maps.Equal(before, after) {
		t.Error("the attacks changed what the other organization sees of itself")
	}
}

// compare asks about something of another tenant and about something that does
// not exist; nothing tells the two apart.
func (r row) compare(t *testing.T, caller testserver.Client, path map[string]string, in *tenant, unknown map[string]string, nowhere *tenant) {
	t.Helper()
	address, body := r.request(t, path, in)
	answer := caller.Do(t, r.method, address, body)
	address, body = r.request(t, unknown, nowhere)
	control := caller.Do(t, r.method, address, body)
	if answer.Status != 403 && answer.Status != 404 {
		t.Errorf("%s answered %d, want 403 or 404: %s", answer.Request, answer.Status, answer.Body)
	}
	if strings.Contains(answer.Body, "Theirs") && !strings.Contains(answer.Request, "Theirs") {
		t.Errorf("%s shows what is theirs: %s", answer.Request, answer.Body)
	}
	got, want := neutral(answer, merged(in.ids, path)), neutral(control, merged(nowhere.ids, unknown))
	if answer.Status != control.Status || got != want {
		t.Errorf("%s answered %d %s, but what does not exist is answered %d %s", answer.Request, answer.Status, got, control.Status, want)
	}
}

func merged(a, b map[string]string) map[string]string {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// session is the administrator as a person, in the organization.
func session(t *testing.T, s *testserver.Server) testserver.Client {
	t.Helper()
	login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
	selected := s.As(login.Text("accessToken")).Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID}).Want(t, 200)
	return s.As(selected.Text("token"))
}

// everything is what a tenant reads of itself. Every read has to succeed, or
// the attacks on it would prove nothing.
func (x *tenant) everything(t *testing.T) map[string]string {
	t.Helper()
	answers := map[string]string{}
	for _, r := range foreignRows(t) {
		if r.method != "GET" || !r.identity {
			continue
		}
		if strings.Contains(r.path, "audit-logs") {
			continue // it grows
		}
		address, _ := r.request(t, x.ids, x)
		answer := x.admin.Get(t, address)
		if answer.Status != 200 {
			t.Errorf("%s of one's own answered %d: %s", answer.Request, answer.Status, answer.Body)
		}
		answers[address] = answer.Body
	}
	return answers
}
