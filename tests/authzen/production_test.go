package authzen

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// plant is an organization as it ships: no fixture, facts from the database.
type plant struct {
	*testserver.Server
	project       testserver.Project
	reader, other string // identities
	asReader      testserver.Client
	secretID      string
}

func TestProduction(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		p := &plant{Server: testserver.Start(t, url)}
		admin := p.AsAdmin()
		p.project = admin.NewProject(t)
		p.secretID = admin.SetSecret(t, p.project, "FOO", "BAR")
		admin.SetSecret(t, p.project, "QUX", "BAR")
		m := p.NewMachine(t, "no-access", nil)
		p.reader, p.other = m.IdentityID, admin.NewIdentity(t, p.Admin.ID, "no-access")
		admin.AddMember(t, p.project, p.reader, "viewer")
		p.asReader = p.As(p.Token(t, m))
		for name, test := range map[string]func(*testing.T, *plant){
			"claims_are_never_facts": claims, "who_may_ask_is_decided": mayAsk, "resources_are_named_by_place_or_id": named,
			"searches_agree_with_evaluations": searches, "pages": pages, "addresses_count_when_they_are_named": addresses,
		} {
			t.Run(name, func(t *testing.T) { test(t, p) })
		}
	})
}

func identity(id string, properties object) object { return entity("identity", id, properties) }

func (p *plant) secret(name string) object {
	return entity("secrets", name, object{"projectId": p.project.ID, "environment": "dev", "secretPath": "/"})
}

// claims of every kind change nothing about a refusal.
func claims(t *testing.T, p *plant) {
	lies := object{
		"role": "admin", "grants": list{object{"source": "role", "role": "admin"}}, "org_id": p.Admin.ID, "membership": object{"project": true},
		"super_admin": true, "secretTags": list{"public"}, "identityId": p.reader, "known": true,
	}
	resource := p.secret("FOO")
	for name, value := range lies {
		resource["properties"].(object)[name] = value
	}
	body := ask(identity(p.other, lies), action("readValue", lies), resource)
	body["context"], body["facts"], body["claims"] = lies, lies, lies
	if answer := p.AsAdmin().Post(t, evaluation, body).Want(t, 200); answer.Value("decision") != false {
		t.Errorf("lies were believed: %s", answer.Body)
	}
}

func mayAsk(t *testing.T, p *plant) {
	own := ask(identity(p.reader, nil), action("readValue", nil), p.secret("FOO"))
	if answer := p.asReader.Post(t, evaluation, own).Want(t, 200); answer.Value("decision") != true {
		t.Error(answer.Body)
	}
	others := ask(identity(p.Admin.IdentityID, nil), action("readValue", nil), p.secret("FOO"))
	p.asReader.Post(t, evaluation, others).WantRefusal(t, 403, "permission_missing")
	p.asReader.Post(t, evaluations, object{"evaluations": list{own, others}}).WantRefusal(t, 403, "permission_missing")
	p.asReader.Post(t, evaluations, object{"evaluations": list{own, own}}).Want(t, 200)
	p.asReader.Post(t, "/access/v1/search/subject", ask(object{"type": "identity"}, action("readValue", nil), p.secret("FOO"))).
		WantRefusal(t, 403, "permission_missing")
	disguised := ask(entity("user", p.reader, nil), action("readValue", nil), p.secret("FOO"))
	p.asReader.Post(t, evaluation, disguised).WantRefusal(t, 403, "permission_missing")
	_, outsider := p.SecondOrganization(t)
	if answer := outsider.Post(t, evaluation, own).Want(t, 200); answer.Value("decision") != false {
		t.Errorf("another organization learnt about ours: %s", answer.Body)
	}
}

func named(t *testing.T, p *plant) {
	prod := entity("secrets", "FOO", object{"projectId": p.project.ID, "environment": "prod", "secretPath": "/"})
	for _, c := range []struct {
		name     string
		action   string
		resource object
		want     bool
	}{
		{"by id", "readValue", entity("secrets", p.secretID, nil), true},
		{"by place", "readValue", p.secret("FOO"), true},
		{"that does not exist", "readValue", p.secret("NOPE"), false},
		{"in an environment where it does not exist", "readValue", prod, false},
		{"to be changed", "edit", p.secret("FOO"), false},
		{"the project", "read", entity("workspace", p.project.ID, nil), true},
		{"the project, to be deleted", "delete", entity("workspace", p.project.ID, nil), false},
		{"another project", "read", entity("workspace", "x", nil), false},
		{"an action that does not exist", "fly", p.secret("FOO"), false},
	} {
		answer := p.AsAdmin().Post(t, evaluation, ask(identity(p.reader, nil), action(c.action, nil), c.resource)).Want(t, 200)
		if answer.Value("decision") != c.want {
			t.Errorf("a secret %s: %s", c.name, answer.Body)
		}
	}
	p.AsAdmin().Post(t, evaluation, ask(identity(p.reader, nil), action("read", nil),
		entity("secrets", "x", object{"projectId": p.project.ID, "environment": "dev", "secretPath": "/a/../b"}))).Want(t, 400)
}

func results(t *testing.T, answer testserver.Answer) []map[string]any {
	t.Helper()
	var body struct{ Results []map[string]any }
	if err := json.Unmarshal([]byte(answer.Want(t, 200).Body), &body); err != nil || body.Results == nil {
		t.Fatalf("%s (%v)", answer.Body, err)
	}
	return body.Results
}

func searches(t *testing.T, p *plant) {
	admin := p.AsAdmin()
	subjects := results(t, admin.Post(t, "/access/v1/search/subject", ask(object{"type": "identity", "id": "ignored"}, action("readValue", nil), p.secret("FOO"))))
	found := []string{}
	for _, subject := range subjects {
		found = append(found, subject["id"].(string))
	}
	if len(found) != 2 || !slices.Contains(found, p.reader) || !slices.Contains(found, p.Admin.IdentityID) {
		t.Errorf("may read FOO: %v", found)
	}
	within := object{"type": "secrets", "properties": object{"projectId": p.project.ID}}
	resources := results(t, admin.Post(t, "/access/v1/search/resource", ask(identity(p.reader, nil), action("readValue", nil), within)))
	if len(resources) != 2 {
		t.Errorf("readable: %v", resources)
	}
	for _, resource := range resources {
		if answer := admin.Post(t, evaluation, ask(identity(p.reader, nil), action("readValue", nil), resource)).Want(t, 200); answer.Value("decision") != true {
			t.Errorf("found %v, and yet %s", resource, answer.Body)
		}
	}
	if none := results(t, admin.Post(t, "/access/v1/search/resource", ask(identity(p.other, nil), action("readValue", nil), within))); len(none) != 0 {
		t.Errorf("readable by nobody's member: %v", none)
	}
	actions := results(t, p.asReader.Post(t, "/access/v1/search/action", object{"subject": identity(p.reader, nil), "resource": p.secret("FOO")}))
	names := []string{}
	for _, one := range actions {
		names = append(names, one["name"].(string))
	}
	if strings.Join(names, " ") != "describeSecret list readValue" {
		t.Errorf("permitted actions: %v", names)
	}
	for _, unknown := range []object{
		ask(object{"type": "robot"}, action("readValue", nil), p.secret("FOO")), ask(object{"type": "identity"}, action("fly", nil), p.secret("FOO")),
	} {
		if found := results(t, admin.Post(t, "/access/v1/search/subject", unknown)); len(found) != 0 {
			t.Errorf("found %v", found)
		}
	}
	for path, body := range map[string]object{
		"/access/v1/search/subject": {"action": action("read", nil), "resource": p.secret("FOO")}, "/access/v1/search/resource": {"subject": identity(p.reader, nil)},
		"/access/v1/search/action": {"subject": identity(p.reader, nil)},
	} {
		admin.Post(t, path, body).Want(t, 400)
	}
}

func pages(t *testing.T, p *plant) {
	body := ask(identity(p.reader, nil), action("readValue", nil), object{"type": "secrets", "properties": object{"projectId": p.project.ID}})
	body["page"] = object{"limit": 1}
	first := p.AsAdmin().Post(t, "/access/v1/search/resource", body)
	body["page"] = object{"limit": 1, "token": first.Text("page.next_token")}
	second := p.AsAdmin().Post(t, "/access/v1/search/resource", body)
	a, b := results(t, first), results(t, second)
	if len(a) != 1 || len(b) != 1 || a[0]["id"] == b[0]["id"] || second.Text("page.next_token") != "" {
		t.Errorf("%s\n%s", first.Body, second.Body)
	}
	for _, wrong := range []object{{"token": "x"}, {"token": "-1"}, {"limit": 0}, {"token": 1}} {
		body["page"] = wrong
		p.AsAdmin().Post(t, "/access/v1/search/resource", body).Want(t, 400)
	}
}

// addresses: an identity whose methods trust one network may from there.
func addresses(t *testing.T, p *plant) {
	m := p.NewMachine(t, "no-access", object{"accessTokenTrustedIps": list{object{"ipAddress": "10.0.0.0/8"}}})
	p.AsAdmin().AddMember(t, p.project, m.IdentityID, "viewer")
	defer func() { p.AsAdmin().Delete(t, "/api/v1/identities/"+m.IdentityID, nil).Want(t, 200) }() // others count the readers
	body := ask(identity(m.IdentityID, nil), action("readValue", nil), p.secret("FOO"))
	for ip, want := range map[string]bool{"": false, "10.1.2.3": true, "::ffff:10.1.2.3": true, "192.0.2.1": false} {
		if ip != "" {
			body["context"] = object{"ip": ip}
		}
		if answer := p.AsAdmin().Post(t, evaluation, body).Want(t, 200); answer.Value("decision") != want {
			t.Errorf("from %q: %s", ip, answer.Body)
		}
		delete(body, "context")
	}
}
