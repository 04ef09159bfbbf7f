package attacks

import (
	"errors"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/testserver"
)

// tenant is an organization with one of everything that has an id.
type tenant struct {
	admin testserver.Client
	// ids are by the names that routes give their parameters.
	ids map[string]string
	// mark is in every name and value that only this tenant should see.
	mark string
}

// furnished fills an organization with one of everything, over the API.
func furnished(t *testing.T, admin testserver.Client, organizationID, mark string) *tenant {
	t.Helper()
	x := &tenant{admin: admin, mark: mark, ids: map[string]string{"org": organizationID}}
	x.addIdentity(t)
	x.addProject(t)
	x.addRoles(t)
	return x
}

func (x *tenant) post(t *testing.T, path string, body testserver.Object, answer string) string {
	t.Helper()
	id := x.admin.Post(t, path, body).Want(t, 200).Text(answer)
	if id == "" {
		t.Fatalf("POST %s gives no %s", path, answer)
	}
	return id
}

// loginMethods are the methods that are proved elsewhere, with settings of each.
var loginMethods = map[string]testserver.Object{
	"oidc-auth":       {"oidcDiscoveryUrl": "https://ci.example.com", "boundIssuer": "https://ci.example.com", "boundSubject": "x"},
	"jwt-auth":        {"configurationType": "jwks", "jwksUrl": "https://ci.example.com/keys"},
	"kubernetes-auth": {"kubernetesHost": "https://cluster.example.com"},
	"aws-auth":        {"allowedAccountIds": "123456789012"},
	"gcp-auth":        {"type": "gce", "allowedProjects": "p"},
	"azure-auth":      {"tenantId": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "resource": "https://management.azure.com"},
}

func (x *tenant) addIdentity(t *testing.T) {
	t.Helper()
	id := x.post(t, "/api/v1/identities", testserver.Object{"name": x.mark, "organizationId": x.ids["org"], "role": "member"}, "identity.id")
	x.ids["identityId"] = id
	x.post(t, testserver.UniversalAuth(id), testserver.Object{}, "identityUniversalAuth.clientId")
	_, x.ids["clientSecretId"] = x.admin.NewClientSecret(t, id, testserver.Object{"description": x.mark})
	x.post(t, testserver.TokenAuth(id), testserver.Object{}, "identityTokenAuth.id")
	for kind, settings := range loginMethods {
		x.admin.Post(t, "/api/v1/auth/"+kind+"/identities/"+id, settings).Want(t, 200)
	}
	x.ids["tokenId"] = x.post(t, testserver.TokenAuth(id)+"/tokens", testserver.Object{"name": x.mark}, "tokenData.id")
}

func (x *tenant) addProject(t *testing.T) {
	t.Helper()
	body := testserver.Object{"projectName": x.mark, "slug": strings.ToLower(x.mark) + "-project"}
	answer := x.admin.Post(t, "/api/v2/workspace", body).Want(t, 200)
	project := answer.Text("project.id")
	x.ids["project"], x.ids["projectSlug"] = project, answer.Text("project.slug")
	x.ids["decisionId"] = answer.Header.Get("X-Decision-Id")
	x.ids["slug"] = "env-" + strings.ToLower(x.mark)
	x.ids["environmentId"] = x.post(t, "/api/v1/workspace/"+project+"/environments", testserver.Object{"name": x.mark, "slug": x.ids["slug"]}, "environment.id")
	place := testserver.Object{"workspaceId": project, "environment": x.ids["slug"], "secretPath": "/", "path": "/", "secretValue": x.mark, "name": x.mark}
	x.ids["folder"] = x.post(t, "/api/v1/folders", place, "folder.id")
	x.ids["secretName"] = "NAME_" + x.mark
	x.ids["secretId"] = x.post(t, "/api/v3/secrets/raw/"+x.ids["secretName"], place, "secret.id")
	source := testserver.Object{"workspaceId": project, "environment": x.ids["slug"], "path": "/", "import": testserver.Object{"environment": x.ids["slug"], "path": "/" + x.mark}}
	x.ids["secretImportId"] = x.post(t, "/api/v1/secret-imports", source, "secretImport.id")
	x.ids["membershipId"] = x.post(t, "/api/v2/workspace/"+project+"/identity-memberships/"+x.ids["identityId"], testserver.Object{"role": "viewer"}, "identityMembership.id")
	tag := testserver.Object{"name": x.mark, "slug": "tag-" + strings.ToLower(x.mark), "color": "#000000"}
	x.ids["tagId"], x.ids["tagSlug"] = x.post(t, "/api/v1/workspace/"+project+"/tags", tag, "workspaceTag.id"), tag["slug"].(string)
	ip := testserver.Object{"ipAddress": "10.0.0.0/8", "comment": x.mark, "isActive": false}
	x.ids["trustedIpId"] = x.post(t, "/api/v1/workspace/"+project+"/trusted-ips", ip, "trustedIp.id")
	x.ids["projectIdentityId"] = x.post(t, "/api/v1/projects/"+project+"/identities", testserver.Object{"name": x.mark}, "identity.id")
	bot := x.admin.Get(t, "/api/v1/bot/"+project).Want(t, 200)
	x.ids["bot"] = bot.Text("bot.id")
}

func (x *tenant) addRoles(t *testing.T) {
	t.Helper()
	slug := "role-" + strings.ToLower(x.mark)
	rules := testserver.List{testserver.Object{"action": testserver.List{"read"}, "subject": "secret-folders"}}
	role := testserver.Object{"slug": slug, "name": x.mark, "permissions": rules}
	x.ids["roleSlug"] = slug
	x.ids["orgRoleId"] = x.post(t, "/api/v1/organization/roles", testserver.Object{
		"slug": slug, "name": x.mark, "permissions": testserver.List{testserver.Object{"action": "read", "subject": "role"}},
	}, "role.id")
	x.ids["roleId"] = x.post(t, "/api/v2/workspace/"+x.ids["project"]+"/roles", role, "role.id")
	privilege := testserver.Object{
		"identityId": x.ids["identityId"], "projectId": x.ids["project"], "slug": slug, "permissions": rules, "type": testserver.Object{"isTemporary": false},
	}
	x.ids["privilegeSlug"] = slug
	x.ids["privilegeId"] = x.post(t, "/api/v2/identity-project-additional-privilege", privilege, "privilege.id")
}

// addServiceToken puts a service token into the database, since only people
// make one.
func (x *tenant) addServiceToken(t *testing.T, s *testserver.Server) {
	t.Helper()
	now := store.At(s.Clock.Now())
	row := &models.ServiceToken{
		ID: store.NewID(), OrgID: x.ids["org"], ProjectID: x.ids["project"], Name: x.mark, Hash: "x", CreatedAt: now, UpdatedAt: now,
		Scopes: []models.ServiceTokenScope{{Environment: x.ids["slug"], SecretPath: "/"}}, Permissions: []string{"read"},
	}
	err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
		return store.Create(tx, store.Scope{OrgID: row.OrgID, ProjectID: row.ProjectID}, row)
	})
	if err != nil {
		t.Fatal(err)
	}
	x.ids["serviceTokenId"] = row.ID
}

// addPerson puts a member of the organization and its project into the database,
// since only people invite.
func (x *tenant) addPerson(t *testing.T, s *testserver.Server) {
	t.Helper()
	now := store.At(s.Clock.Now())
	email := strings.ToLower(x.mark) + "@example.com"
	user := &models.User{ID: store.NewID(), Email: email, Username: email, IsAccepted: true, KeyMaterial: "{}", CreatedAt: now, UpdatedAt: now}
	row := &models.OrgMembership{
		ID: store.NewID(), OrgID: x.ids["org"], SubjectType: models.SubjectUser, SubjectID: user.ID, Role: "member",
		Status: models.StatusAccepted, IsActive: true, CreatedAt: now, UpdatedAt: now,
	}
	member := &models.ProjectMembership{
		ID: store.NewID(), OrgID: row.OrgID, ProjectID: x.ids["project"], SubjectType: models.SubjectUser, SubjectID: user.ID, CreatedAt: now, UpdatedAt: now,
	}
	role := &models.MembershipRole{
		ID: store.NewID(), OrgID: row.OrgID, ProjectID: member.ProjectID, MembershipID: member.ID, Role: "viewer", CreatedAt: now, UpdatedAt: now,
	}
	err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
		project := store.Scope{OrgID: row.OrgID, ProjectID: member.ProjectID}
		return errors.Join(store.Create(tx, store.Installation, user), store.Create(tx, store.Scope{OrgID: row.OrgID}, row),
			store.Create(tx, project, member), store.Create(tx, project, role))
	})
	if err != nil {
		t.Fatal(err)
	}
	x.ids["orgMembershipId"], x.ids["userId"], x.ids["userMembershipId"] = row.ID, user.ID, member.ID
}

// nowhere is a tenant that does not exist: ids of the same form.
func nowhere(like *tenant) *tenant {
	x := &tenant{mark: "Nowhere", ids: map[string]string{}}
	for name, id := range like.ids {
		x.ids[name] = strings.ReplaceAll(strings.ReplaceAll(id, like.mark, "Nowhere"), strings.ToLower(like.mark), "nowhere")
		if x.ids[name] == id {
			x.ids[name] = store.NewID()
		}
	}
	return x
}
