package truth

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// ownRules look at all of the input, as an author would who is told that it holds
// what is asked for.
const ownRules = `# METADATA
# title: Own
# description: Rules that look for a word anywhere in the input.
package authz.rules.own

# METADATA
# title: A marked folder stays
# description: Nobody deletes what is called quuxvault.
# custom:
#   code: folder_stays
#   status: 403
#   remediation: None.
deny contains {"code": "folder_stays", "message": "It stays"} if {
	input.action.name == "delete"
	contains(json.marshal(input), "quuxvault")
}

# METADATA
# title: A marked number is too much
# description: Nobody asks for 7654321 of anything.
# custom:
#   code: too_much
#   status: 403
#   remediation: Ask for less.
deny contains {"code": "too_much", "message": "Too much"} if contains(json.marshal(input), "7654321")

# METADATA
# title: Not from here
# description: Values are read from elsewhere.
# custom:
#   code: from_here
#   status: 403
#   remediation: Go elsewhere.
deny contains {"code": "from_here", "message": "Not from here"} if {
	input.action.name == "readValue"
	input.context.ip == "127.0.0.1"
}
`

func TestOwn_rules_see_what_is_asked_for(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "own", ownRules))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	place := func(more testserver.Object) testserver.Object {
		body := testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "secretPath": "/"}
		for name, value := range more {
			body[name] = value
		}
		return body
	}
	t.Run("policy-sees-folder-name", func(t *testing.T) {
		for _, name := range []string{"quuxvault", "other"} {
			admin.Post(t, "/api/v1/folders", place(testserver.Object{"name": name})).Want(t, 200)
		}
		admin.Delete(t, "/api/v1/folders/quuxvault", place(nil)).WantRefusal(t, 403, "folder_stays")
		admin.Delete(t, "/api/v1/folders/other", place(nil)).Want(t, 200)
	})

	m := s.NewMachine(t, "no-access", nil)
	secrets := testserver.UniversalAuth(m.IdentityID) + "/client-secrets"
	t.Run("policy-sees-lifetime", func(t *testing.T) {
		admin.Post(t, secrets, testserver.Object{"ttl": 7654321}).WantRefusal(t, 403, "too_much")
		admin.Post(t, secrets, testserver.Object{"numUsesLimit": 7654321}).WantRefusal(t, 403, "too_much")
		admin.Patch(t, testserver.UniversalAuth(m.IdentityID), testserver.Object{"accessTokenTTL": 7654321, "accessTokenMaxTTL": 7654321}).WantRefusal(t, 403, "too_much")
		admin.Post(t, secrets, testserver.Object{"ttl": 60}).Want(t, 200)
	})

	admin.SetSecret(t, p, "FOO", "BAR")
	admin.AddMember(t, p, m.IdentityID, "viewer")
	t.Run("policy-authzen-no-address", func(t *testing.T) { ownAddresses(t, admin, p, m) })

	t.Run("policy-login-explained", func(t *testing.T) {
		login := s.Anonymous().Login(t, m).Want(t, 200)
		if id := login.Header.Get("X-Decision-Id"); admin.Get(t, "/api/v1/authz/decisions/"+id).Want(t, 200).Value("decision.permitted") != true {
			t.Errorf("the login %s is not explained as permitted", id)
		}
	})
}

func ownAddresses(t *testing.T, admin testserver.Client, p testserver.Project, m testserver.Machine) {
	t.Helper()
	for address, want := range map[string]bool{"": true, "127.0.0.1": false, "10.1.2.3": true} {
		question := testserver.Object{
			"subject": testserver.Object{"type": "identity", "id": m.IdentityID}, "action": testserver.Object{"name": "readValue"},
			"resource": testserver.Object{"type": "secrets", "id": "FOO", "properties": testserver.Object{"projectId": p.ID, "environment": "dev", "secretPath": "/"}},
		}
		if address != "" {
			question["context"] = testserver.Object{"ip": address}
		}
		if answer := admin.Post(t, "/access/v1/evaluation", question).Want(t, 200); answer.Value("decision") != want {
			t.Errorf("from %q: %s, want %t", address, answer.Body, want)
		}
	}
}

// vaultRule is an author's own denial of one folder.
const vaultRule = `# METADATA
# title: Vault
# description: Machines read nothing in /vault.
package authz.rules.own

# METADATA
# title: The vault is closed
# description: Machines read nothing in /vault.
# custom:
#   code: vault_closed
#   status: 403
#   remediation: None.
deny contains {"code": "vault_closed", "message": "The vault is closed"} if {
	input.subject.type == "identity"
	input.resource.type == "secrets"
	startswith(input.resource.properties.secretPath, "/vault")
}
`

func TestOwn_denial_of_a_folder_holds_on_every_way_there(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "own", vaultRule))
	person := s.AsPerson(t)
	p := person.NewProject(t)
	for _, name := range []string{"vault", "open"} {
		person.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": name, "path": "/"}).Want(t, 200)
	}
	for path, secret := range map[string][2]string{"/vault": {"K", "the-value"}, "/open": {"OPEN", "seen"}} {
		person.Post(t, "/api/v3/secrets/raw/"+secret[0], testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": path, "secretValue": secret[1]}).Want(t, 200)
	}
	person.Post(t, "/api/v3/secrets/raw/REF", testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/open", "secretValue": "${dev.vault.K}"}).Want(t, 200)
	m := s.NewMachine(t, "no-access", nil)
	person.AddMember(t, p, m.IdentityID, "admin")
	machine := s.As(s.Token(t, m))
	at := "?workspaceId=" + p.ID + "&environment=dev&secretPath="
	t.Run("policy-recursive", func(t *testing.T) {
		machine.Get(t, "/api/v3/secrets/raw/K"+at+"/vault").WantRefusal(t, 403, "vault_closed")
		list := machine.Get(t, "/api/v3/secrets/raw"+at+"/&recursive=true").Want(t, 200)
		if !strings.Contains(list.Body, "OPEN") || strings.Contains(list.Body, "the-value") {
			t.Errorf("listed %s", list.Body)
		}
	})
	t.Run("policy-reference", func(t *testing.T) {
		for _, path := range []string{
			"/api/v3/secrets/raw/REF" + at + "/open&expandSecretReferences=true",
			"/api/v4/secrets?projectId=" + p.ID + "&environment=dev&secretPath=/open",
		} {
			if answer := machine.Get(t, path); strings.Contains(answer.Body, "the-value") || answer.Status != 200 && answer.Status != 403 {
				t.Errorf("%s answered %d: %s", path, answer.Status, answer.Body)
			}
		}
	})
}

// The numbers by which failed logins of people lock are data of the policy.
func TestOwn_numbers_lock_the_logins_of_people(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "policy")
	shippedIn(t, dir)
	numbers := `{"lockout": {"enabled": true, "threshold": 2, "duration_seconds": 60, "counter_reset_seconds": 20},
		"guessing": {"threshold": 20, "waits": [1], "counter_reset_seconds": 60}}`
	if err := os.WriteFile(filepath.Join(dir, "authz", "rules", "login", "data.json"), []byte(numbers), 0o600); err != nil {
		t.Fatal(err)
	}
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	login := func(password string) testserver.Answer {
		return s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": password})
	}
	login("wrong").Want(t, 401)
	s.Clock.Advance(21) // the first one is forgotten
	login("wrong").Want(t, 401)
	login(s.Admin.Password).Want(t, 200)
	login("wrong").Want(t, 401)
	s.Clock.Advance(20)
	login("wrong").Want(t, 401)
	login(s.Admin.Password).Want(t, 401)
	s.Clock.Advance(59)
	login(s.Admin.Password).Want(t, 401)
	s.Clock.Advance(1)
	login(s.Admin.Password).Want(t, 200)
}
