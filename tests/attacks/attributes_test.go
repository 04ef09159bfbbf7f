package attacks

import (
	"net/http"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// naming is a project with a secret of two teams, and identities whose rules name their attributes.
type naming struct {
	*testserver.Server
	project testserver.Project
}

func newNaming(t *testing.T, url string) *naming {
	t.Helper()
	g := &naming{Server: testserver.Start(t, url)}
	g.project = g.AsAdmin().NewProject(t)
	for _, team := range []string{"core", "pay"} {
		g.AsAdmin().Post(t, "/api/v1/folders", testserver.Object{"workspaceId": g.project.ID, "environment": "dev", "name": team, "path": "/teams"}).Want(t, 200)
		g.AsAdmin().Post(t, "/api/v3/secrets/raw/K", testserver.Object{
			"workspaceId": g.project.ID, "environment": "dev", "secretPath": "/teams/" + team, "secretValue": "of " + team,
		}).Want(t, 200)
	}
	return g
}

// reads is a rule about reading secrets under the condition on their path; nil for none.
func reads(inverted bool, path testserver.Object) testserver.Object {
	rule := testserver.Object{"subject": "secrets", "action": testserver.List{"readValue", "describeSecret"}, "inverted": inverted}
	if path != nil {
		rule["conditions"] = testserver.Object{"secretPath": path}
	}
	return rule
}

// holder is an identity with the metadata team, a role in the organization and rules in the project.
func (g *naming) holder(t *testing.T, organizationRole, name, team string, rules ...testserver.Object) (testserver.Client, string) {
	t.Helper()
	m := g.NewMachine(t, organizationRole, nil)
	g.AsAdmin().Patch(t, "/api/v1/identities/"+m.IdentityID, testserver.Object{
		"name": name, "metadata": testserver.List{testserver.Object{"key": "team", "value": team}},
	}).Want(t, 200)
	g.AsAdmin().AddMember(t, g.project, m.IdentityID, g.role(t, rules))
	return g.As(g.Token(t, m)), m.IdentityID
}

func (g *naming) role(t *testing.T, rules []testserver.Object) string {
	t.Helper()
	slug, permissions := testserver.Unique("named"), testserver.List{}
	for _, rule := range rules {
		permissions = append(permissions, rule)
	}
	g.AsAdmin().Post(t, "/api/v1/projects/"+g.project.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": permissions}).Want(t, 200)
	return slug
}

func (g *naming) status(t *testing.T, reader testserver.Client, team string) int {
	t.Helper()
	return reader.Get(t, g.project.SecretPath("K")+"&secretPath=/teams/"+team).Status
}

func team(value string) testserver.Object {
	return testserver.Object{"metadata": testserver.List{testserver.Object{"key": "team", "value": value}}}
}

func TestAttributes_no_subject_changes_what_its_own_rules_name(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		ofTeam := reads(false, testserver.Object{"$glob": "/teams/{{identity.metadata.team}}/**"})
		ofName := reads(false, testserver.Object{"$glob": "/teams/{{identity.name}}/**"})
		lifted := reads(true, testserver.Object{"$eq": "/teams/{{identity.metadata.team}}"})
		for _, c := range []struct {
			name, attribute string
			rules           []testserver.Object
			body            testserver.Object
		}{
			{"metadata", "identity.metadata.team", []testserver.Object{ofTeam}, team("pay")},
			{"name", "identity.name", []testserver.Object{ofName}, testserver.Object{"name": "pay"}},
			{"lifted denial", "identity.metadata.team", []testserver.Object{reads(false, nil), lifted}, team("none")},
		} {
			t.Run(c.name, func(t *testing.T) {
				before := "core"
				if c.name == "lifted denial" {
					before = "pay"
				}
				self, id := g.holder(t, "member", before, before, c.rules...)
				if got := g.status(t, self, "pay"); got != 403 {
					t.Fatalf("reads what it may not before: %d", got)
				}
				refused := self.Patch(t, "/api/v1/identities/"+id, c.body).WantRefusal(t, 403, "privilege_boundary")
				if !strings.Contains(refused.Text("message"), c.attribute) || len(refused.Value("details.missingPermissions").([]any)) == 0 {
					t.Errorf("does not name %s and what is missing: %s", c.attribute, refused.Body)
				}
				if got := g.status(t, self, "pay"); got != 403 {
					t.Errorf("reads it after a refusal: %d", got)
				}
				// What no rule names, it may change, and what it sends as it is.
				self.Patch(t, "/api/v1/identities/"+id, testserver.Object{"name": before, "metadata": testserver.List{
					testserver.Object{"key": "team", "value": before}, testserver.Object{"key": "contact", "value": "me"},
				}}).Want(t, 200)
				// One who holds it without the condition may.
				g.AsAdmin().Patch(t, "/api/v1/identities/"+id, c.body).Want(t, 200)
				if got := g.status(t, self, "pay"); got != 200 {
					t.Errorf("the change of an administrator gives no read: %d", got)
				}
			})
		}
	})
}

func TestAttributes_of_another_subject_take_what_its_rules_could_give(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		ofTeam := reads(false, testserver.Object{"$glob": "/teams/{{identity.metadata.team}}/**"})
		denied := reads(true, testserver.Object{"$eq": "/teams/{{identity.metadata.team}}"})
		_, holder := g.holder(t, "no-access", testserver.Unique("i"), "core", ofTeam)
		_, barred := g.holder(t, "no-access", testserver.Unique("i"), "core", denied)
		alike, _ := g.holder(t, "member", testserver.Unique("i"), "core", ofTeam)
		whole, _ := g.holder(t, "member", testserver.Unique("i"), "core", reads(false, nil))
		for _, id := range []string{holder, barred} {
			alike.Patch(t, "/api/v1/identities/"+id, team("pay")).WantRefusal(t, 403, "privilege_boundary")
			whole.Patch(t, "/api/v1/identities/"+id, team("pay")).Want(t, 200)
		}
	})
}

func TestAttributes_of_an_identity_of_a_project(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		role := g.role(t, []testserver.Object{
			reads(false, testserver.Object{"$glob": "/teams/{{identity.metadata.team}}/**"}),
			{"subject": "identity", "action": testserver.List{"read", "edit"}},
		})
		identities := "/api/v1/projects/" + g.project.ID + "/identities"
		id := g.AsAdmin().Post(t, identities, testserver.Object{
			"name": "own", "roles": testserver.List{testserver.Object{"role": role}}, "metadata": team("core")["metadata"],
		}).Want(t, 200).Text("identity.id")
		client := g.AsAdmin().Post(t, testserver.UniversalAuth(id), testserver.Object{}).Want(t, 200).Text("identityUniversalAuth.clientId")
		secret, _ := g.AsAdmin().NewClientSecret(t, id, testserver.Object{})
		self := g.As(g.Token(t, testserver.Machine{ClientID: client, ClientSecret: secret}))
		self.Patch(t, identities+"/"+id, team("pay")).WantRefusal(t, 403, "privilege_boundary")
		if got := g.status(t, self, "pay"); got != 403 {
			t.Errorf("reads what it may not: %d", got)
		}
		self.Patch(t, identities+"/"+id, testserver.Object{"name": "else"}).Want(t, 200)
	})
}

// The claims of a login are attributes as well, and the auth method says which those are.
func TestAttributes_that_an_auth_method_gives(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		self, id := g.holder(t, "member", testserver.Unique("i"), "core",
			reads(false, testserver.Object{"$glob": "/teams/{{identity.auth.oidc.claims.team}}/**"}))
		oidc := testserver.Object{
			"oidcDiscoveryUrl": "https://issuer.example", "boundIssuer": "https://issuer.example", "boundSubject": "robot",
			"boundAudiences": "", "boundClaims": testserver.Object{}, "claimMetadataMapping": testserver.Object{"team": "mine"}, "caCert": "",
		}
		path := "/api/v1/auth/oidc-auth/identities/" + id
		self.Post(t, path, oidc).WantRefusal(t, 403, "privilege_boundary")
		if got := g.AsAdmin().Post(t, path, oidc).Status; got != http.StatusOK {
			t.Fatalf("an administrator attaches it: %d", got)
		}
		self.Patch(t, path, testserver.Object{"claimMetadataMapping": testserver.Object{"team": "other"}}).WantRefusal(t, 403, "privilege_boundary")
		self.Post(t, testserver.TokenAuth(id), testserver.Object{}).Want(t, 200)
	})
}

// Of two entries with one key, people read the first and rules the last.
func TestAttributes_have_one_value_each(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		admin, identities := g.AsAdmin(), "/api/v1/projects/"+g.project.ID+"/identities"
		twice := testserver.List{testserver.Object{"key": "team", "value": "core"}, testserver.Object{"key": "team", "value": "pay"}}
		body := testserver.Object{"name": "twice", "organizationId": g.Admin.ID, "metadata": twice}
		id := admin.NewIdentity(t, g.Admin.ID, "no-access")
		own := admin.Post(t, identities, testserver.Object{"name": "own"}).Want(t, 200).Text("identity.id")
		for _, answer := range []testserver.Answer{
			admin.Post(t, "/api/v1/identities", body),
			admin.Patch(t, "/api/v1/identities/"+id, testserver.Object{"metadata": twice}),
			admin.Post(t, identities, testserver.Object{"name": "twice", "metadata": twice}),
			admin.Patch(t, identities+"/"+own, testserver.Object{"metadata": twice}),
		} {
			if refused := answer.Want(t, 422); refused.Text("message.0.path.0") != "metadata" || !strings.Contains(refused.Body, "same key") {
				t.Errorf("does not name the field: %s", refused.Body)
			}
		}
	})
}

// A denial whose attribute has a value that no path has forbids everything: it never bit before.
func TestAttributes_that_no_path_has_lift_no_denial(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		g := newNaming(t, url)
		denied := reads(true, testserver.Object{"$eq": "{{identity.metadata.team}}"})
		but := reads(false, testserver.Object{"$ne": "{{identity.metadata.team}}"})
		for value, want := range map[string][2]int{
			"/teams/pay": {403, 200}, "/teams/pay/": {403, 403}, "teams/pay": {403, 403}, "//teams/pay": {403, 403}, "/teams/./pay": {403, 403},
		} {
			for _, rules := range [][]testserver.Object{{reads(false, nil), denied}, {but}} {
				reader, _ := g.holder(t, "no-access", testserver.Unique("i"), value, rules...)
				if got := [2]int{g.status(t, reader, "pay"), g.status(t, reader, "core")}; got != want {
					t.Errorf("%q: reads pay %d and core %d, want %v", value, got[0], got[1], want)
				}
			}
		}
	})
}
