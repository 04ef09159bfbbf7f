package truth

import (
	"os"
	"path/filepath"
	"testing"

	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
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
	s := api.Start(t, database.SQLite(t), withRule(t, "own", ownRules))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	place := func(more api.Object) api.Object {
		body := api.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "secretPath": "/"}
		for name, value := range more {
			body[name] = value
		}
		return body
	}
	for _, name := range []string{"quuxvault", "other"} {
		admin.Post(t, "/api/v1/folders", place(api.Object{"name": name})).Want(t, 200)
	}
	admin.Delete(t, "/api/v1/folders/quuxvault", place(nil)).WantRefusal(t, 403, "folder_stays")
	admin.Delete(t, "/api/v1/folders/other", place(nil)).Want(t, 200)

	m := s.NewMachine(t, "no-access", nil)
	secrets := api.UniversalAuth(m.IdentityID) + "/client-secrets"
	admin.Post(t, secrets, api.Object{"ttl": 7654321}).WantRefusal(t, 403, "too_much")
	admin.Post(t, secrets, api.Object{"numUsesLimit": 7654321}).WantRefusal(t, 403, "too_much")
	admin.Patch(t, api.UniversalAuth(m.IdentityID), api.Object{"accessTokenTTL": 7654321, "accessTokenMaxTTL": 7654321}).WantRefusal(t, 403, "too_much")
	admin.Post(t, secrets, api.Object{"ttl": 60}).Want(t, 200)

	admin.SetSecret(t, p, "FOO", "BAR")
	admin.AddMember(t, p, m.IdentityID, "viewer")
	for address, want := range map[string]bool{"": true, "127.0.0.1": false, "10.1.2.3": true} {
		question := api.Object{
			"subject": api.Object{"type": "identity", "id": m.IdentityID}, "action": api.Object{"name": "readValue"},
			"resource": api.Object{"type": "secrets", "id": "FOO", "properties": api.Object{"projectId": p.ID, "environment": "dev", "secretPath": "/"}},
		}
		if address != "" {
			question["context"] = api.Object{"ip": address}
		}
		if answer := admin.Post(t, "/access/v1/evaluation", question).Want(t, 200); answer.Value("decision") != want {
			t.Errorf("from %q: %s, want %t", address, answer.Body, want)
		}
	}

	login := s.Anonymous().Login(t, m).Want(t, 200)
	if id := login.Header.Get("X-Decision-Id"); admin.Get(t, "/api/v1/authz/decisions/"+id).Want(t, 200).Value("decision.permitted") != true {
		t.Errorf("the login %s is not explained as permitted", id)
	}
}

// The numbers by which failed logins of people lock are data of the policy.
func TestOwn_numbers_lock_the_logins_of_people(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "policy")
	shippedIn(t, dir)
	numbers := `{"lockout": {"enabled": true, "threshold": 2, "duration_seconds": 60, "counter_reset_seconds": 20}}`
	if err := os.WriteFile(filepath.Join(dir, "authz", "rules", "login", "data.json"), []byte(numbers), 0o600); err != nil {
		t.Fatal(err)
	}
	s := api.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	login := func(password string) api.Answer {
		return s.Anonymous().Post(t, "/api/v3/auth/login", api.Object{"email": s.Admin.Email, "password": password})
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
