package truth

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
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
		config.Policy, config.Examiner = dir, []string{os.Args[0], examineHere}
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
	project         api.Project
	card, version   string
	inside, outside api.Client
	identity        string
}

func newVault(t *testing.T, s *api.Server) *vault {
	t.Helper()
	admin := s.AsAdmin().From("10.1.2.3")
	v := &vault{project: admin.NewProject(t)}
	at := func(path string, more api.Object) api.Object {
		body := api.Object{"workspaceId": v.project.ID, "environment": "prod", "secretPath": path, "path": path}
		for name, value := range more {
			body[name] = value
		}
		return body
	}
	for _, name := range []string{"payments", "shop"} {
		admin.Post(t, "/api/v1/folders", at("/", api.Object{"name": name})).Want(t, 200)
	}
	v.card = admin.Post(t, "/api/v3/secrets/raw/CARD", at("/payments", api.Object{"secretValue": cardNumber})).Want(t, 200).Text("secret.id")
	admin.Post(t, "/api/v3/secrets/raw/OPEN", at("/shop", api.Object{"secretValue": "open"})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/REF", at("/shop", api.Object{"secretValue": "${prod.payments.CARD}"})).Want(t, 200)
	admin.Post(t, "/api/v1/secret-imports", at("/shop", api.Object{"import": api.Object{"environment": "prod", "path": "/payments"}})).Want(t, 200)
	m := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, v.project, m.IdentityID, "admin")
	token := s.As(s.Token(t, m))
	v.identity = m.IdentityID
	v.inside, v.outside = token.From("10.9.9.9"), token.From("192.0.2.7")
	return v
}

// ways are all that lead to CARD. The body shows it from inside; from outside the
// answer has the status, and holds what still is to be seen.
func (v *vault) ways(now string) map[string]way {
	at := func(path string) string {
		return "workspaceId=" + v.project.ID + "&projectId=" + v.project.ID + "&environment=prod&secretPath=" + path
	}
	return map[string]way{
		"single":                   {"/api/v3/secrets/raw/CARD?" + at("/payments"), 403, "outside_network"},
		"single, v4":               {"/api/v4/secrets/CARD?" + at("/payments"), 403, "outside_network"},
		"list":                     {"/api/v3/secrets/raw?" + at("/payments"), 403, "outside_network"},
		"list, v4":                 {"/api/v4/secrets?" + at("/payments"), 403, "outside_network"},
		"recursive":                {"/api/v3/secrets/raw?recursive=true&" + at("/"), 200, "OPEN"},
		"recursive, v4":            {"/api/v4/secrets?recursive=true&includeImports=false&expandSecretReferences=false&" + at("/"), 200, "OPEN"},
		"import, in a list":        {"/api/v3/secrets/raw?include_imports=true&" + at("/shop"), 200, "OPEN"},
		"import, by name":          {"/api/v3/secrets/raw/CARD?include_imports=true&" + at("/shop"), 404, "Secret not found"},
		"import, recursive":        {"/api/v3/secrets/raw?recursive=true&include_imports=true&" + at("/"), 200, "OPEN"},
		"reference":                {"/api/v3/secrets/raw/REF?expandSecretReferences=true&" + at("/shop"), 403, "outside_network"},
		"reference, in a list":     {"/api/v4/secrets?" + at("/shop"), 403, "outside_network"},
		"reference tree":           {"/api/v4/secrets/REF/secret-reference-tree?" + at("/shop"), 403, "outside_network"},
		"version":                  {"/api/v3/secrets/raw/CARD?version=1&" + at("/payments"), 403, "outside_network"},
		"as of":                    {"/api/v3/secrets/raw?asOf=" + now + "&" + at("/payments"), 403, "outside_network"},
		"as of, recursive":         {"/api/v3/secrets/raw?recursive=true&asOf=" + now + "&" + at("/"), 200, "OPEN"},
		"by id":                    {"/api/v3/secrets/raw/id/" + v.card, 403, "outside_network"},
		"by id, without its value": {"/api/v3/secrets/raw/id/" + v.card + "?viewSecretValue=false", 403, "outside_network"},
	}
}

type way struct {
	path    string
	outside int
	holds   string
}

func TestWays_a_rule_about_single_reads_holds_on_every_way_to_a_secret(t *testing.T) {
	s := api.Start(t, database.SQLite(t), withRule(t, "payments", paymentsRule), api.BehindProxy)
	v := newVault(t, s)
	now := s.Clock.Now().UTC().Format("2006-01-02T15:04:05Z")
	for name, way := range v.ways(now) {
		inside, outside := v.inside.Get(t, way.path), v.outside.Get(t, way.path)
		if shows := strings.Contains(inside.Body, cardNumber); inside.Status != 200 || !shows && !strings.Contains(way.path, "viewSecretValue=false") {
			t.Errorf("%s: from inside %d: %s", name, inside.Status, inside.Body)
		}
		if outside.Status != way.outside || !strings.Contains(outside.Body, way.holds) {
			t.Errorf("%s: from outside %d, want %d with %s: %s", name, outside.Status, way.outside, way.holds, outside.Body)
		}
		if strings.Contains(outside.Body, cardNumber) || strings.Contains(outside.Body, `"CARD"`) {
			t.Errorf("%s: the secret gets out: %s", name, outside.Body)
		}
	}
}

// Others who ask hear the same.
func TestWays_a_rule_about_single_reads_holds_in_searches_and_reviews(t *testing.T) {
	s := api.Start(t, database.SQLite(t), withRule(t, "payments", paymentsRule), api.BehindProxy)
	v := newVault(t, s)
	resource := api.Object{"type": "secrets", "id": "CARD", "properties": api.Object{"projectId": v.project.ID, "environment": "prod", "secretPath": "/payments"}}
	for address, permitted := range map[string]bool{"10.7.7.7": true, "192.0.2.7": false} {
		asker := s.AsAdmin().From(address)
		question := api.Object{
			"subject": api.Object{"type": "identity", "id": v.identity}, "action": api.Object{"name": "readValue"}, "resource": resource,
			"context": api.Object{"ip": address},
		}
		if answer := asker.Post(t, "/access/v1/evaluation", question).Want(t, 200); answer.Value("decision") != permitted {
			t.Errorf("evaluation from %s: %s", address, answer.Body)
		}
		several := api.Object{"evaluations": api.List{question}}
		if answer := asker.Post(t, "/access/v1/evaluations", several).Want(t, 200); answer.Value("evaluations.0.decision") != permitted {
			t.Errorf("evaluations from %s: %s", address, answer.Body)
		}
		search := api.Object{"subject": question["subject"], "resource": resource, "context": question["context"]}
		if answer := asker.Post(t, "/access/v1/search/action", search).Want(t, 200); strings.Contains(answer.Body, `"readValue"`) != permitted {
			t.Errorf("search for actions from %s: %s", address, answer.Body)
		}
		who := fmt.Sprintf("/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=%s&environment=prod&secretPath=/payments&secretName=CARD&ip=%s", v.project.ID, address)
		if answer := asker.Get(t, who).Want(t, 200); strings.Contains(answer.Body, v.identity) != permitted {
			t.Errorf("who-can from %s: %s", address, answer.Body)
		}
		what := fmt.Sprintf("/api/v1/authz/what-can?subjectType=identity&subjectId=%s&projectId=%s&ip=%s", v.identity, v.project.ID, address)
		if answer := asker.Get(t, what).Want(t, 200); payments(answer) != permitted {
			t.Errorf("what-can from %s: %s", address, answer.Body)
		}
	}
}

// payments is whether a review says that values below /payments are read.
func payments(answer api.Answer) bool {
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
	s := api.Start(t, database.SQLite(t), withRule(t, "vault", `# METADATA
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
		person.Post(t, "/api/v1/folders", api.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": folder}).Want(t, 200)
	}
	for name, secret := range map[string][2]string{"K": {"/vault", "kept"}, "OPEN": {"/open", "open"}, "REF": {"/open", "${dev.vault.K}"}} {
		body := api.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": secret[0], "secretValue": secret[1]}
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
