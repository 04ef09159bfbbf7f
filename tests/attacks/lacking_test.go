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
