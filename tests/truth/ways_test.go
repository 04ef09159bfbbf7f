package truth

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/handlers"
	"warder/tests/database"
	"warder/tests/requests"
	"warder/tests/testserver"
)

// withRule is a folder with the shipped policy and one rule more.
func withRule(t *testing.T, name, source string) func(*service.Config) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "policy")
	shippedIn(t, dir)
	rule := filepath.Join(dir, "authz", "rules", name, name+".rego")
	if err := os.MkdirAll(filepath.Dir(rule), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rule, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(config *service.Config) {
		config.Policy, config.Sandbox = dir, []string{os.Args[0], examineHere}
	}
}

// paymentsRule is written by the five steps of policies/README.md, by somebody who
// thought of single reads alone.
const paymentsRule = `# METADATA
# title: Payments
# description: What is in prod below /payments is read from the own network.
package authz.rules.payments

# METADATA
# title: Read from elsewhere
# description: Secrets of payments are read from 10.0.0.0/8 and from nowhere else.
# custom:
#   code: outside_network
#   status: 403
#   remediation: Read it from the own network.
deny contains {"code": "outside_network", "message": "Payments are read from the own network"} if {
	_applies
	not _inside
}

_applies if {
	input.resource.type == "secrets"
	input.action.name in {"readValue", "describeSecret"}
	input.resource.properties.environment == "prod"
	_path in {"/payments", "/payments/eu"}
}

_path := input.resource.properties.secretPath

_inside if net.cidr_contains("10.0.0.0/8", input.context.ip)
`

const cardNumber = "4111-1111-1111-1111"

// vault is a project whose prod:/payments has CARD, which prod:/shop imports and
// refers to.
type vault struct {
	server          *testserver.Server
	project, sealed testserver.Project // sealed is end-to-end encrypted
	card, blue      string
	inside, outside map[string]testserver.Client // a machine and a person
	identity        string
	made            int
}

func newVault(t *testing.T, s *testserver.Server) *vault {
	t.Helper()
	admin := s.AsPerson(t).From("10.1.2.3")
	v := &vault{server: s, project: admin.NewProject(t)}
	at := func(path string, more testserver.Object) testserver.Object {
		body := testserver.Object{"workspaceId": v.project.ID, "environment": "prod", "secretPath": path, "path": path}
		for name, value := range more {
			body[name] = value
		}
		return body
	}
	for _, name := range []string{"payments", "shop"} {
		admin.Post(t, "/api/v1/folders", at("/", testserver.Object{"name": name})).Want(t, 200)
	}
	v.card = admin.Post(t, "/api/v3/secrets/raw/CARD", at("/payments", testserver.Object{"secretValue": cardNumber})).Want(t, 200).Text("secret.id")
	v.blue = admin.Post(t, "/api/v1/workspace/"+v.project.ID+"/tags", testserver.Object{"name": "Blue", "slug": "blue", "color": ""}).Want(t, 200).Text("workspaceTag.id")
	admin.Post(t, "/api/v3/secrets/raw/OPEN", at("/shop", testserver.Object{"secretValue": "open"})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/REF", at("/shop", testserver.Object{"secretValue": "${prod.payments.CARD}"})).Want(t, 200)
	admin.Post(t, "/api/v1/secret-imports", at("/shop", testserver.Object{"import": testserver.Object{"environment": "prod", "path": "/payments"}})).Want(t, 200)
	sealed := admin.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200)
	v.sealed = testserver.Project{ID: sealed.Text("project.id"), Slug: sealed.Text("project.slug")}
	admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": v.sealed.ID, "environment": "prod", "path": "/", "name": "payments"}).Want(t, 200)
	m := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, v.project, m.IdentityID, "admin")
	admin.AddMember(t, v.sealed, m.IdentityID, "admin")
	token := s.As(s.Token(t, m))
	v.identity = m.IdentityID
	v.inside = map[string]testserver.Client{"machine": token.From("10.9.9.9"), "person": admin}
	v.outside = map[string]testserver.Client{"machine": token.From("192.0.2.7"), "person": s.AsPerson(t).From("192.0.2.7")}
	return v
}

// way is one request that leads to a secret; see testdata/ways.txt.
type way struct {
	routes         []string
	by, path, body string
	inside         string // empty for a change
	status         int    // from outside
	holds          string
}

// fill puts the things of the vault in the place of their names. A secret that is
// named as a new one is made first.
func (v *vault) fill(text string) string {
	const place = `"workspaceId":"$project","projectId":"$project","environment":"prod","secretPath":"/payments","type":"shared"`
	const sealed = `"secretKeyCiphertext":"bmFtZQ==","secretKeyIV":"bmFtZQ==","secretKeyTag":"bmFtZQ==","secretValueCiphertext":"$seal","secretValueIV":"$seal","secretValueTag":"$seal"`
	name := fmt.Sprintf("NEW_%d", v.made)
	return strings.NewReplacer("$new", name, "$fresh", name).Replace(strings.NewReplacer(
		"$inSealed", v.sealed.ID, "$project", v.project.ID, "$slug", v.project.Slug, "$card", v.card, "$value", cardNumber, "$seal", requests.Canary, "$now", v.now(),
		"$at", "workspaceId="+v.project.ID+"&projectId="+v.project.ID+"&environment=prod&secretPath=",
	).Replace(strings.NewReplacer("$sealedPlace", strings.ReplaceAll(place, "$project", "$inSealed"), "$place", place, "$sealed", sealed).Replace(text)))
}

func (v *vault) now() string { return v.server.Clock.Now().UTC().Format("2006-01-02T15:04:05Z") }

// send makes a request. What it changes is a secret of its own.
func (v *vault) send(t *testing.T, by map[string]testserver.Client, w *way) testserver.Answer {
	t.Helper()
	method, _, _ := strings.Cut(w.routes[0], " ")
	v.made++
	switch {
	case !strings.Contains(w.path+w.body, "$new"):
	case strings.Contains(w.body, "$sealedPlace"):
		v.inside["person"].Post(t, v.fill("/api/v3/secrets/$new"), testserver.Raw(v.fill("{$sealedPlace,$sealed}"))).Want(t, 200)
	default:
		v.inside["person"].Post(t, v.fill("/api/v3/secrets/raw/$new"), testserver.Raw(v.fill(`{$place,"secretValue":"$value","tagIds":["`+v.blue+`"]}`))).Want(t, 200)
	}
	var body any
	if w.body != "" {
		body = testserver.Raw(v.fill(w.body))
	}
	return by[w.by].Do(t, method, v.fill(w.path), body)
}

func readWays(t *testing.T) (ways []way) {
	t.Helper()
	text, err := os.ReadFile("testdata/ways.txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(string(text), "\n\n") {
		w := way{by: "machine"}
		for line := range strings.Lines(block) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "GET", "POST", "PUT", "PATCH", "DELETE":
				w.routes = append(w.routes, word+" "+rest)
			case "by":
				w.by = rest
			case "path":
				w.path = rest
			case "body":
				w.body = rest
			case "inside":
				w.inside = rest
			case "outside":
				if _, err := fmt.Sscan(rest, &w.status); err != nil {
					t.Fatal(err)
				}
				_, w.holds, _ = strings.Cut(rest, " ")
			case "":
			default:
				if word[0] != '#' {
					t.Fatalf("no line of a way: %s", line)
				}
			}
		}
		if len(w.routes) > 0 {
			ways = append(ways, w)
		}
	}
	return ways
}

func TestWays_a_rule_about_single_reads_holds_on_every_way_to_a_secret(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "payments", paymentsRule), testserver.BehindProxy)
	v := newVault(t, s)
	for _, w := range readWays(t) {
		name := w.routes[0] + " " + w.path
		if w.inside != "" {
			if inside := v.send(t, v.inside, &w); inside.Status != 200 || !strings.Contains(inside.Body, v.fill(w.inside)) {
				t.Errorf("%s: from inside %d, want %s: %s", name, inside.Status, w.inside, inside.Body)
			}
		}
		outside := v.send(t, v.outside, &w)
		if outside.Status != w.status || !strings.Contains(outside.Body, w.holds) {
			t.Errorf("%s: from outside %d, want %d with %s: %s", name, outside.Status, w.status, w.holds, outside.Body)
		}
		for _, kept := range []string{cardNumber, requests.Canary} {
			if strings.Contains(outside.Body, kept) {
				t.Errorf("%s: the value gets out: %s", name, outside.Body)
			}
		}
		if w.inside != "" && (strings.Contains(outside.Body, `"CARD"`) || strings.Contains(outside.Body, v.card)) {
			t.Errorf("%s: the secret gets out: %s", name, outside.Body)
		}
	}
}

// askingRoutes are the routes by which others ask what a subject may do: those of the test
// below. Two reviews and the comparison of privileges answer what is held and was used, and
// take no decisions.
var askingRoutes = []string{
	"POST /access/v1/evaluation", "POST /access/v1/evaluations", "POST /access/v1/search/subject", "POST /access/v1/search/resource",
	"POST /access/v1/search/action", "GET /api/v1/authz/who-can", "GET /api/v1/authz/what-can",
	"GET /api/v1/authz/unused-grants", "GET /api/v1/authz/suggested-role", "POST /api/v1/authz/compare", "POST /api/v1/authz/simulate",
	"POST /api/v1/authz/matrix", "POST /api/v1/authz/review-reports",
}

// A route that answers secrets or decisions is one of the ways.
func TestWays_hold_every_route_that_answers_secrets(t *testing.T) {
	listed := map[string]bool{}
	for _, route := range askingRoutes {
		listed[route] = true
	}
	for _, w := range readWays(t) {
		for _, route := range w.routes {
			listed[route] = true
		}
	}
	for _, row := range handlers.Routes() {
		answers := row.Resource == "secrets" || row.Resource == "secret-rollback" || row.Event == "get-secret" || row.Event == "get-secrets" ||
			row.Resource == "access" || row.Resource == "decisions" && row.Action == "evaluate"
		if answers != listed[row.Name()] {
			t.Errorf("%s: answers secrets: %t, is one of the ways: %t", row.Name(), answers, listed[row.Name()])
		}
		delete(listed, row.Name())
	}
	for route := range listed {
		t.Errorf("%s is no route", route)
	}
}

var pathParameters = regexp.MustCompile(`:\w+`)

// Other routes answer no value, of anything.
func TestWays_no_other_route_answers_a_value(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	v := newVault(t, s)
	ways := map[string]bool{}
	for _, w := range readWays(t) {
		for _, route := range w.routes {
			ways[route] = true
		}
	}
	describes := map[string]bool{"GET /api/openapi.json": true, "GET /api/docs": true} // the names of fields
	answered := 0
	for _, row := range handlers.Routes() {
		// A stream never ends; its rows are those of the list.
		if row.Method != "GET" || ways[row.Name()] || row.Name() == "GET /api/v1/authz/decisions/stream" {
			continue
		}
		path := pathParameters.ReplaceAllStringFunc(row.Path, func(parameter string) string {
			return map[string]string{":secretId": v.card, ":folder": "payments", ":identityId": v.identity, ":organizationId": s.Admin.ID}[parameter]
		})
		path = strings.NewReplacer("//", "/"+v.project.ID+"/").Replace(path)
		if strings.HasSuffix(path, "/") {
			path += v.project.ID
		}
		path += "?offset=0&limit=20&path=/payments&" + v.fill("$at/payments")
		for _, caller := range v.inside {
			answer := caller.Get(t, path)
			if answer.Status == 200 {
				answered++
			}
			ciphertext := !describes[row.Name()] && strings.Contains(answer.Body, "secretValueCiphertext")
			if strings.Contains(answer.Body, cardNumber) || ciphertext {
				t.Errorf("%s answers a value, and is none of the ways: %s", row.Name(), answer.Body)
			}
		}
	}
	if answered < 50 {
		t.Errorf("only %d of the other routes answered", answered)
	}
}

// Others who ask hear the same.
func TestWays_a_rule_about_single_reads_holds_in_searches_and_reviews(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "payments", paymentsRule), testserver.BehindProxy)
	v := newVault(t, s)
	resource := testserver.Object{"type": "secrets", "id": "CARD", "properties": testserver.Object{"projectId": v.project.ID, "environment": "prod", "secretPath": "/payments"}}
	for address, permitted := range map[string]bool{"10.7.7.7": true, "192.0.2.7": false} {
		asker := s.AsAdmin().From(address)
		question := testserver.Object{
			"subject": testserver.Object{"type": "identity", "id": v.identity}, "action": testserver.Object{"name": "readValue"}, "resource": resource,
			"context": testserver.Object{"ip": address},
		}
		if answer := asker.Post(t, "/access/v1/evaluation", question).Want(t, 200); answer.Value("decision") != permitted {
			t.Errorf("evaluation from %s: %s", address, answer.Body)
		}
		simulated := testserver.Object{
			"subject": question["subject"], "action": "readValue", "context": question["context"],
			"resource": testserver.Object{"type": "secrets", "projectId": v.project.ID, "environment": "prod", "secretPath": "/payments", "secretName": "CARD"},
		}
		if answer := asker.Post(t, "/api/v1/authz/simulate", simulated).Want(t, 200); answer.Value("results.0.permitted") != permitted {
			t.Errorf("simulation from %s: %s", address, answer.Body)
		}
		several := testserver.Object{"evaluations": testserver.List{question}}
		if answer := asker.Post(t, "/access/v1/evaluations", several).Want(t, 200); answer.Value("evaluations.0.decision") != permitted {
			t.Errorf("evaluations from %s: %s", address, answer.Body)
		}
		for what, found := range map[string]string{"action": `"readValue"`, "subject": v.identity, "resource": v.card} {
			if answer := asker.Post(t, "/access/v1/search/"+what, searchFor(question, what)).Want(t, 200); strings.Contains(answer.Body, found) != permitted {
				t.Errorf("search for the %s from %s: %s", what, address, answer.Body)
			}
		}
		who := fmt.Sprintf("/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=%s&environment=prod&secretPath=/payments&secretName=CARD&ip=%s", v.project.ID, address)
		if answer := asker.Get(t, who).Want(t, 200); strings.Contains(answer.Body, v.identity) != permitted {
			t.Errorf("who-can from %s: %s", address, answer.Body)
		}
		what := fmt.Sprintf("/api/v1/authz/what-can?subjectType=identity&subjectId=%s&projectId=%s&ip=%s", v.identity, v.project.ID, address)
		if answer := asker.Get(t, what).Want(t, 200); payments(answer) != permitted {
			t.Errorf("what-can from %s: %s", address, answer.Body)
		}
		matrix := testserver.Object{"projectId": v.project.ID, "environments": testserver.List{"prod"}, "secretPath": "/payments", "actions": testserver.List{"readValue"}, "ip": address}
		whole := asker.Post(t, "/api/v1/authz/matrix", matrix).Want(t, 200)
		report := asker.Post(t, "/api/v1/authz/review-reports", matrix).Want(t, 200)
		if mayInMatrix(whole, "", v.identity) != permitted || mayInMatrix(report, "report.", v.identity) != permitted {
			t.Errorf("matrix from %s: %s", address, whole.Body)
		}
	}
}

// mayInMatrix is whether the only cell of a subject's row of a matrix is permitted.
func mayInMatrix(answer testserver.Answer, at, id string) bool {
	subjects, _ := answer.Value(at + "subjects").([]any)
	for i := range subjects {
		if answer.Text(fmt.Sprintf("%ssubjects.%d.id", at, i)) == id {
			return answer.Value(fmt.Sprintf("%scells.%d.0.permitted", at, i)) == true
		}
	}
	return false
}

// searchFor is a question without what is searched for.
func searchFor(question testserver.Object, what string) testserver.Object {
	search := maps.Clone(question)
	switch what {
	case "action":
		delete(search, "action")
	case "subject":
		search["subject"] = testserver.Object{"type": "identity"}
	case "resource":
		search["resource"] = testserver.Object{"type": "secrets", "properties": testserver.Object{"projectId": question["resource"].(testserver.Object)["properties"].(testserver.Object)["projectId"]}}
	}
	return search
}

// payments is whether a review says that values below /payments are read.
func payments(answer testserver.Answer) bool {
	rows, _ := answer.Value("permitted").([]any)
	for _, row := range rows {
		text := fmt.Sprint(row)
		if strings.Contains(text, "readValue") && strings.Contains(text, "prod") && strings.Contains(text, "/payments") {
			return true
		}
	}
	return false
}

// The rows policy-recursive and policy-reference of what failed before: a rule for
// identities on a folder, an administrator of the project, and a list or reference
// around it.
func TestWays_a_rule_of_ones_own_filters_lists_and_references(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "vault", `# METADATA
# title: The vault
# description: No identity reaches what is in the vault.
package authz.rules.vault

# METADATA
# title: The vault is closed
# description: Identities do nothing with secrets below /vault.
# custom:
#   code: vault_closed
#   status: 403
#   remediation: Ask a person.
deny contains {"code": "vault_closed", "message": "The vault is closed"} if {
	input.subject.type == "identity"
	input.resource.type == "secrets"
	startswith(input.resource.properties.secretPath, "/vault")
}
`))
	person := s.AsPerson(t)
	p := person.NewProject(t)
	for _, folder := range []string{"vault", "open"} {
		person.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": folder}).Want(t, 200)
	}
	for name, secret := range map[string][2]string{"K": {"/vault", "kept"}, "OPEN": {"/open", "open"}, "REF": {"/open", "${dev.vault.K}"}} {
		body := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": secret[0], "secretValue": secret[1]}
		person.Post(t, "/api/v3/secrets/raw/"+name, body).Want(t, 200)
	}
	m := s.NewMachine(t, "no-access", nil)
	person.AddMember(t, p, m.IdentityID, "admin")
	machine := s.As(s.Token(t, m))
	at := "workspaceId=" + p.ID + "&projectId=" + p.ID + "&environment=dev&secretPath="
	machine.Get(t, "/api/v3/secrets/raw/K?"+at+"/vault").WantRefusal(t, 403, "vault_closed")
	list := machine.Get(t, "/api/v3/secrets/raw?recursive=true&"+at+"/").Want(t, 200)
	if !strings.Contains(list.Body, `"OPEN"`) || strings.Contains(list.Body, `"K"`) || strings.Contains(list.Body, "kept") {
		t.Errorf("recursive: %s", list.Body)
	}
	for _, path := range []string{"/api/v3/secrets/raw/REF?expandSecretReferences=true&" + at + "/open", "/api/v4/secrets?" + at + "/open"} {
		if answer := machine.Get(t, path); answer.Status != 403 || strings.Contains(answer.Body, "kept") || !strings.Contains(answer.Body, "vault_closed") {
			t.Errorf("%s: %d %s", path, answer.Status, answer.Body)
		}
	}
	if answer := person.Get(t, "/api/v3/secrets/raw/REF?expandSecretReferences=true&"+at+"/open").Want(t, 200); answer.Text("secret.secretValue") != "kept" {
		t.Errorf("a person: %s", answer.Body)
	}
}
