package attacks

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const absent = "00000000-0000-4000-8000-000000000000"

// Nothing that is permitted without a credential, or without the thing that it is
// about, ends in a failure of the server: no handler counts on what a policy
// happens to refuse.
func TestLacking_what_is_permitted_and_not_there_is_no_failure(t *testing.T) {
	s, policy := testserver.Permissive(t, database.SQLite(t))
	p := s.AsAdmin().NewProject(t)
	m := s.NewMachine(t, "no-access", nil)
	callers := map[string]testserver.Client{
		"nobody": s.Anonymous(), "garbage": s.As("garbage"), "an identity": s.As(s.Token(t, m)), "a person": s.AsPerson(t),
	}
	policy.PermitEverything()
	for _, row := range table(t) {
		for _, project := range []string{p.ID, absent} {
			path := row.path
			for _, name := range row.params() {
				id := absent
				if strings.Contains(strings.ToLower(name), "project") || strings.Contains(name, "orkspace") {
					id = project
				}
				path = strings.Replace(path, ":"+name, id, 1)
			}
			path += "?environment=dev&secretPath=/&path=/&workspaceId=" + project + "&projectId=" + project + "&organizationId=" + absent + "&orgId=" + absent
			for who, caller := range callers {
				if row.method == "DELETE" && project == p.ID && strings.HasSuffix(row.path, "/:project") {
					continue // others need it
				}
				answer := caller.Do(t, row.method, path, lackingBody(row.method, project))
				if answer.Status == 0 || answer.Status >= 500 && answer.Status != 501 {
					t.Errorf("%s: %s %s answered %d: %s", who, row.method, row.path, answer.Status, answer.Body)
				}
			}
		}
	}
}

// A policy that permits everything opens the caller's own organization, and no other one.
func TestLacking_another_organization_is_not_there(t *testing.T) {
	s, policy := testserver.Permissive(t, database.SQLite(t))
	other := s.AsPerson(t).Post(t, "/api/v2/organizations", testserver.Object{"name": "The Others"}).Want(t, 200).Text("organization.id")
	callers := []testserver.Client{s.NewPerson(t, "admin").Client}
	policy.PermitEverything()
	asked := 0
	for _, row := range table(t) {
		params := row.params()
		if row.method != "GET" || len(params) != 1 || !strings.Contains(strings.ToLower(params[0]), "org") {
			continue
		}
		asked++
		path := strings.Replace(row.path, ":"+params[0], other, 1)
		asking := callers
		if row.identity {
			asking = append(asking, s.AsAdmin())
		}
		for _, caller := range asking {
			if answer := caller.Get(t, path); answer.Status != 404 || strings.Contains(answer.Body, "The Others") {
				t.Errorf("GET %s answered %d: %s", row.path, answer.Status, answer.Body)
			}
		}
	}
	if asked < 3 {
		t.Errorf("only %d routes were asked", asked)
	}
}

// lackingBody has what most routes ask for, about things that are not there.
func lackingBody(method, project string) any {
	if method == "GET" {
		return nil
	}
	return testserver.Object{
		"workspaceId": project, "projectId": project, "environment": "dev", "secretPath": "/", "path": "/", "name": "new", "slug": "new",
		"organizationId": absent, "identityId": absent, "secretValue": "v", "accessToken": "a.b.c", "clientId": absent, "clientSecret": absent,
		"email": "new@example.com", "password": "a long enough password", "role": "member", "permissions": testserver.List{}, "isActive": true,
		"inviteeEmail": "new@example.com", "code": "x", "type": "shared", "emails": testserver.List{"new@example.com"}, "secretName": "A", "newSecretName": "B",
	}
}
