package truth

import (
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// brokenRule breaks in reviews alone: it ends in an error for all whose name is not a
// number, and takes too long for one.
const brokenRule = `# METADATA
# title: Broken
# description: A rule that breaks.
package authz.rules.broken

# METADATA
# title: Broken
# description: Whose number is odd does not read the secret.
# custom:
#   code: odd
#   status: 403
#   remediation: Have another number.
deny contains {"code": "odd", "message": "Odd"} if {
	_review
	input.resource.properties.secretName == "BREAKS"
	to_number(input.subject.name) % 2 == 1
}

# METADATA
# title: Slow
# description: The rule goes on for longer than a decision may take.
# custom:
#   code: slow
#   status: 403
#   remediation: None.
deny contains {"code": "slow", "message": "Slow"} if {
	_review
	input.resource.properties.secretName == "TAKES_LONG"
	input.subject.name == "3"
	count([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0
}

_review if endswith(input.context.route, "/who-can")

_review if endswith(input.context.route, "/search/subject")
`

// A review to which a rule gives no answer for some subject is not complete, and says
// so; others it lists as ever.
func TestReview_with_a_rule_that_breaks_is_not_complete(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "broken", brokenRule), func(config *service.Config) { config.PolicyTimeout = 2 * time.Second })
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	for _, name := range []string{"FINE", "BREAKS", "TAKES_LONG"} {
		admin.SetSecret(t, p, name, "value")
	}
	numbered := map[string]string{}
	for _, number := range []string{"2", "3"} {
		made := admin.Post(t, "/api/v1/identities", testserver.Object{"name": number, "organizationId": s.Admin.ID, "role": "no-access"}).Want(t, 200)
		numbered[number] = made.Text("identity.id")
		admin.AddMember(t, p, numbered[number], "viewer")
	}
	for name, want := range map[string]struct {
		complete bool
		listed   string // of the numbers
	}{
		"FINE":       {true, "2 3"},
		"BREAKS":     {false, "2"},
		"TAKES_LONG": {false, "2"},
	} {
		ask := "/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=" + p.ID + "&environment=dev&secretPath=/&secretName=" + name
		answer := admin.Get(t, ask).Want(t, 200)
		if answer.Value("complete") != want.complete {
			t.Errorf("%s: complete is %v, want %t: %s", name, answer.Value("complete"), want.complete, answer.Body)
		}
		for number, id := range numbered {
			if listed := strings.Contains(answer.Body, id); listed != strings.Contains(want.listed, number) {
				t.Errorf("%s: %s is listed: %t: %s", name, number, listed, answer.Body)
			}
		}
		if about := answer.Text("assumed.resource.properties.secretName"); about != name || answer.Text("assumed.resource.type") != "secrets" || answer.Text("assumed.action") != "readValue" {
			t.Errorf("%s: the answer does not say what it is about: %s", name, answer.Body)
		}
		search := admin.Post(t, "/access/v1/search/subject", testserver.Object{
			"subject": testserver.Object{"type": "identity"}, "action": testserver.Object{"name": "readValue"},
			"resource": testserver.Object{"type": "secrets", "id": "", "properties": testserver.Object{"projectId": p.ID, "environment": "dev", "secretPath": "/", "secretName": name}},
		}).Want(t, 200)
		if told := search.Value("context.complete") == false; told == want.complete {
			t.Errorf("%s: a search does not say whether it is complete: %s", name, search.Body)
		}
		if table := admin.Get(t, ask+"&format=csv").Want(t, 200).Body; strings.Contains(table, "INCOMPLETE") == want.complete {
			t.Errorf("%s: the table does not say whether it is complete: %s", name, table)
		}
	}
}
