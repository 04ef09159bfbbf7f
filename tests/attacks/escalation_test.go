package attacks

import (
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// stage is a server with a weak and a strong identity of one organization.
type stage struct {
	*testserver.Server
	weak, strong testserver.Machine
	attacker     testserver.Client
	project      testserver.Project
}

func newStage(t *testing.T) *stage {
	t.Helper()
	g := &stage{Server: testserver.Start(t, database.SQLite(t))}
	g.weak, g.strong = g.NewMachine(t, "member", nil), g.NewMachine(t, "admin", nil)
	g.attacker = g.As(g.Token(t, g.weak))
	g.project = g.AsAdmin().NewProject(t)
	g.AsAdmin().SetSecret(t, g.project, "FOO", "BAR")
	return g
}

func TestEscalation_a_member_gets_nowhere_near_an_admin(t *testing.T) {
	g := newStage(t)
	strong, admin := g.strong.IdentityID, g.AsAdmin()
	g.AsAdmin().Post(t, testserver.TokenAuth(strong), testserver.Object{}).Want(t, 200)
	token := admin.Post(t, testserver.TokenAuth(strong)+"/tokens", testserver.Object{}).Want(t, 200).Text("tokenData.id")
	bare := admin.NewIdentity(t, g.Admin.ID, "admin")
	secret := testserver.UniversalAuth(strong) + "/client-secrets"
	for _, c := range []struct {
		name, method, path string
		body               any
	}{
		{"read", "GET", "/api/v1/identities/" + strong, nil},
		{"rename", "PATCH", "/api/v1/identities/" + strong, testserver.Object{"name": "mine"}},
		{"demote", "PATCH", "/api/v1/identities/" + strong, testserver.Object{"role": "no-access"}},
		{"delete", "DELETE", "/api/v1/identities/" + strong, nil},
		{"memberships", "GET", "/api/v1/identities/" + strong + "/identity-memberships", nil},
		{"attach_universal_auth", "POST", testserver.UniversalAuth(bare), testserver.Object{}},
		{"attach_token_auth", "POST", testserver.TokenAuth(bare), testserver.Object{}},
		{"edit_universal_auth", "PATCH", testserver.UniversalAuth(strong), testserver.Object{"clientSecretTrustedIps": testserver.List{testserver.Object{"ipAddress": "0.0.0.0/0"}}}},
		{"read_universal_auth", "GET", testserver.UniversalAuth(strong), nil},
		{"detach_universal_auth", "DELETE", testserver.UniversalAuth(strong), nil},
		{"clear_lockouts", "POST", testserver.UniversalAuth(strong) + "/clear-lockouts", nil},
		{"new_client_secret", "POST", secret, testserver.Object{}},
		{"list_client_secrets", "GET", secret, nil},
		{"read_client_secret", "GET", secret + "/" + g.strong.ClientSecretID, nil},
		{"revoke_client_secret", "POST", secret + "/" + g.strong.ClientSecretID + "/revoke", nil},
		{"edit_token_auth", "PATCH", testserver.TokenAuth(strong), testserver.Object{"accessTokenTTL": 10}},
		{"detach_token_auth", "DELETE", testserver.TokenAuth(strong), nil},
		{"new_token", "POST", testserver.TokenAuth(strong) + "/tokens", testserver.Object{}},
		{"list_tokens", "GET", testserver.TokenAuth(strong) + "/tokens", nil},
		{"read_token", "GET", "/api/v1/auth/token-auth/tokens/" + token, nil},
		{"rename_token", "PATCH", "/api/v1/auth/token-auth/tokens/" + token, testserver.Object{"name": "mine"}},
		{"revoke_token", "POST", "/api/v1/auth/token-auth/tokens/" + token + "/revoke", nil},
		{"create_an_admin", "POST", "/api/v1/identities", testserver.Object{"name": "mine", "organizationId": g.Admin.ID, "role": "admin"}},
		{"promote_oneself", "PATCH", "/api/v1/identities/" + g.weak.IdentityID, testserver.Object{"role": "admin"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := g.attacker.Do(t, c.method, c.path, c.body)
			answer.WantRefusal(t, 403, "privilege_boundary")
			missing, _ := answer.Value("details.missingPermissions").([]any)
			if answer.Text("error") != "PermissionBoundaryError" || len(missing) == 0 {
				t.Errorf("does not say what is missing: %s", answer.Body)
			}
		})
	}
	if listed := g.attacker.Get(t, "/api/v1/identities?orgId="+g.Admin.ID).Want(t, 200); strings.Contains(listed.Body, strong) {
		t.Error("the list shows an identity that a single read refuses")
	}
	searched := g.attacker.Post(t, "/api/v1/identities/search", testserver.Object{"search": testserver.Object{}}).Want(t, 200)
	if strings.Contains(searched.Body, strong) {
		t.Error("the search shows an identity that a single read refuses")
	}
	g.Anonymous().Login(t, g.strong).Want(t, 200)
}

// What an identity can do in a project counts as much as its organization role.
func TestEscalation_project_rights_count_wherever_the_identity_is_touched(t *testing.T) {
	g := newStage(t)
	holder := g.NewMachine(t, "no-access", nil)
	g.AsAdmin().AddMember(t, g.project, holder.IdentityID, "admin")
	g.attacker.Post(t, testserver.UniversalAuth(holder.IdentityID)+"/client-secrets", testserver.Object{}).WantRefusal(t, 403, "privilege_boundary")
	g.attacker.Get(t, "/api/v1/identities/"+holder.IdentityID).WantRefusal(t, 403, "privilege_boundary")
	// One that holds no more than the attacker is in reach.
	equal := g.NewMachine(t, "no-access", nil)
	g.attacker.Post(t, testserver.UniversalAuth(equal.IdentityID)+"/client-secrets", testserver.Object{}).Want(t, 200)
}

func TestEscalation_no_project_member_hands_out_more_than_it_holds(t *testing.T) {
	g := newStage(t)
	victim := g.NewMachine(t, "no-access", nil).IdentityID
	members := "/api/v2/workspace/" + g.project.ID + "/identity-memberships/"
	role := testserver.Object{"slug": "stronger", "name": "stronger", "permissions": testserver.List{
		testserver.Object{"action": testserver.List{"delete"}, "subject": "workspace"},
		testserver.Object{"action": testserver.List{"read"}, "subject": "secrets"},
	}}
	privilege := testserver.Object{
		"identityId": victim, "projectId": g.project.ID, "permissions": role["permissions"], "type": testserver.Object{"isTemporary": false},
	}
	g.AsAdmin().AddMember(t, g.project, victim, "no-access")
	keeper := g.NewMachine(t, "no-access", nil).IdentityID
	for _, slug := range []string{"viewer", "member", "keeper"} {
		t.Run(slug, func(t *testing.T) {
			attacker, self := g.memberWith(t, slug)
			for _, c := range []struct {
				name, method, path string
				body               any
			}{
				{"make_oneself_admin", "PATCH", members + self, testserver.Object{"roles": testserver.List{testserver.Object{"role": "admin"}}}},
				{"make_another_admin", "PATCH", members + victim, testserver.Object{"roles": testserver.List{testserver.Object{"role": "admin"}}}},
				{"make_another_admin_later", "PATCH", members + victim, testserver.Object{"roles": testserver.List{
					testserver.Object{"role": "no-access"},
					testserver.Object{"role": "admin", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2027-01-01T00:00:00.000Z"},
				}}},
				{"add_an_admin", "POST", members + keeper, testserver.Object{"role": "admin"}},
				{"create_a_stronger_role", "POST", "/api/v2/workspace/" + g.project.ID + "/roles", role},
				{"give_a_privilege", "POST", "/api/v2/identity-project-additional-privilege", privilege},
				{"delete_the_project", "DELETE", "/api/v1/workspace/" + g.project.ID, nil},
			} {
				answer := attacker.Do(t, c.method, c.path, c.body).Want(t, 403)
				if codes := answer.Codes(); !slices.Contains(codes, "privilege_boundary") && !slices.Contains(codes, "permission_missing") {
					t.Errorf("%s: refused for %v: %s", c.name, codes, answer.Body)
				}
			}
		})
	}
}

// memberWith is a member of the project with a built-in role, or with the
// custom role keeper, which manages identities and roles and nothing else.
func (g *stage) memberWith(t *testing.T, slug string) (member testserver.Client, identityID string) {
	t.Helper()
	if slug == "keeper" {
		all := testserver.List{"read", "create", "edit", "delete", "grant-privileges", "assign-role", "assign-additional-privileges"}
		g.AsAdmin().Post(t, "/api/v2/workspace/"+g.project.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": testserver.List{
			testserver.Object{"action": all, "subject": "identity"},
			testserver.Object{"action": testserver.List{"read", "create", "edit", "delete"}, "subject": "role"},
		}}).Want(t, 200)
	}
	m := g.NewMachine(t, "no-access", nil)
	g.AsAdmin().AddMember(t, g.project, m.IdentityID, slug)
	return g.As(g.Token(t, m)), m.IdentityID
}

// Whoever may not read a secret learns nothing about it.
func TestEscalation_a_refusal_does_not_tell_what_exists(t *testing.T) {
	g := newStage(t)
	reader := g.AsMember(t, g.project, "no-access")
	outsider := g.attacker
	for name, client := range map[string]testserver.Client{"member_without_rights": reader, "no_member": outsider} {
		there := client.Get(t, g.project.SecretPath("FOO")).Want(t, 403)
		missing := client.Get(t, g.project.SecretPath("NO_SUCH")).Want(t, 403)
		if testserver.Stripped(there.Body) != testserver.Stripped(missing.Body) {
			t.Errorf("%s: %s, and for a missing one %s", name, there.Body, missing.Body)
		}
	}
}

func TestEscalation_the_last_admin_stays(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin, self := s.AsAdmin(), "/api/v1/identities/"+s.Admin.IdentityID
	demotePeople(t, s)
	admin.Patch(t, self, testserver.Object{"role": "member"}).WantRefusal(t, 400, "last_admin")
	admin.Delete(t, self, nil).WantRefusal(t, 400, "last_admin")
	admin.NewIdentity(t, s.Admin.ID, "admin")
	admin.Patch(t, self, testserver.Object{"role": "member"}).Want(t, 200)
}

// demotePeople leaves the identity as the only admin.
func demotePeople(t *testing.T, s *testserver.Server) {
	t.Helper()
	user := session(t, s).Get(t, "/api/v1/user").Want(t, 200).Text("user.id")
	members := "/api/v2/organizations/" + s.Admin.ID + "/memberships/"
	s.AsAdmin().Patch(t, members+s.MembershipOf(t, user), testserver.Object{"role": "member"}).Want(t, 200)
}
