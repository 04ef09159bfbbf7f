package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// nobodyReads is a promise that the shipped policy does not make.
const nobodyReads = `# METADATA
# title: Nobody reads production
# description: For the test.
package authz.assert.nobody_reads_production

# METADATA
# title: A secret of production is read
violation contains "a secret of production was read" if {
	data.authz.main.decision.permitted
	input.action.name == "readValue"
	input.resource.properties.environment == "production"
}
`

func TestPolicy_verify_says_how_far_its_answer_goes(t *testing.T) {
	dir := newFolder(t, nil)
	code, out, problems := try(t, "policy", "verify", dir, "--quiet", "--limit=300", "--samples=50", "--only=deny_wins,organizations_apart")
	if code != exitOK || !strings.Contains(out, "holds    deny_wins: Deny wins") {
		t.Errorf("exit code %d: %s%s", code, out, problems)
	}
	for _, says := range []string{
		"tried 300 of the ", " and 50 by chance in ", "\n  question (", "\n    secrets: create delete ", "\n  who asks (",
		"\n    a login that is locked out\n", "\n    role viewer\n", "\n  place (", "\n    prod:/app\n",
		"not varied, so nothing is known about other values of:\n  ", " resource.properties.secretTags ", " context.requestId ",
	} {
		if !strings.Contains(out, says) {
			t.Errorf("it does not say %q: %s", says, out)
		}
	}
	for _, says := range []string{"exhaustive", " facts.token.revoked ", " resource.properties.environment "} {
		if strings.Contains(out, says) {
			t.Errorf("it says %q: %s", says, out)
		}
	}
	if code, _, problems := try(t, "policy", "verify", dir, "--only=no_such"); code != exitUsage || !strings.Contains(problems, `no assertion "no_such"`) {
		t.Errorf("an unknown assertion: exit code %d: %s", code, problems)
	}
}

// The environment is in no rule but in the assertion itself, and in a role that
// was exported from a server.
func TestPolicy_verify_writes_what_it_found_as_a_test(t *testing.T) {
	const path = "authz/assert/nobody_reads_production/nobody_reads_production.rego"
	roles := filepath.Join(t.TempDir(), "roles.json")
	exported := `{"role": {"slug": "reader", "permissions": [{"subject": "secrets", "action": ["readValue"], "conditions": {"environment": {"$eq": "production"}}}]}}`
	if err := os.WriteFile(roles, []byte(exported), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := newFolder(t, map[string]string{path: nobodyReads})
	code, out, problems := try(t, "policy", "verify", dir, "--quiet", "--roles", roles, "--only=nobody_reads_production")
	if code != exitError || !strings.Contains(out, "REFUTED  nobody_reads_production: identity readValue on secrets in the project at production:/, holding role:") {
		t.Fatalf("exit code %d: %s%s", code, out, problems)
	}
	if !strings.Contains(out, "nobody_reads_production.rego:4: assertions: it is not true that nobody reads production") {
		t.Errorf("it does not say where: %s", out)
	}
	code, out, _ = try(t, "policy", "test", dir, "--run", "counterexample")
	if code != exitError || !strings.Contains(out, "nobody_reads_production_counterexample_test.rego:") {
		t.Errorf("the written test: exit code %d: %s", code, out)
	}
	if code, out, problems := try(t, "policy", "fmt", "--check", dir); code != exitOK {
		t.Errorf("it is not formatted: %s%s", out, problems)
	}
	for name, text := range map[string]string{"no list": `7`, "an unknown action": `[{"slug": "x", "permissions": [{"subject": "secrets", "action": ["fly"]}]}]`} {
		if err := os.WriteFile(roles, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, problems := try(t, "policy", "verify", dir, "--roles", roles); code != exitError || !strings.Contains(problems, "roles.json: ") {
			t.Errorf("%s: exit code %d: %s", name, code, problems)
		}
	}
}

// The role that breaks the promise is held by a running server alone.
func TestPolicy_verify_searches_the_roles_of_a_running_server(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	admin := server.AsAdmin()
	project := admin.NewProject(t)
	admin.Post(t, "/api/v2/workspace/"+project.ID+"/roles", testserver.Object{"slug": "reader", "name": "Reader", "permissions": testserver.List{
		testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}, "conditions": testserver.Object{"environment": testserver.Object{"$eq": "production"}}},
	}}).Want(t, 200)
	dir := newFolder(t, map[string]string{"authz/assert/nobody_reads_production/nobody_reads_production.rego": nobodyReads})
	t.Setenv(service.TokenVariable, server.Admin.Token)
	search := []string{"policy", "verify", dir, "--quiet", "--write=false", "--samples=0", "--only=nobody_reads_production", "--server", server.URL, "--project"}
	code, out, problems := try(t, append(search, project.ID)...)
	if code != exitError || !strings.Contains(out, "at production:/, holding role:") || !strings.Contains(out, "reader") {
		t.Errorf("exit code %d: %s%s", code, out, problems)
	}
	if code, _, problems := try(t, append(search, "elsewhere")...); code != exitError || !strings.Contains(problems, "404") {
		t.Errorf("a project that is not there: exit code %d: %s", code, problems)
	}
	if code, _, problems := try(t, "policy", "verify", dir, "--server", server.URL); code != exitUsage || !strings.Contains(problems, "--project") {
		t.Errorf("no project: exit code %d: %s", code, problems)
	}
}

// noCustomRoleHires is a promise that a custom role of an organization breaks.
const noCustomRoleHires = `# METADATA
# title: Custom roles make no identities
# description: For the test.
package authz.assert.custom_roles_hire_nobody

# METADATA
# title: An identity is made by who holds a custom role
violation contains "an identity was made" if {
	data.authz.main.decision.permitted
	input.action.name == "create"
	input.resource.type == "identity"
	input.facts.grants.organization[_].id == "hirer"
}
`

// Roles of organizations are listed for users alone, with their rules packed.
func TestPolicy_verify_searches_the_roles_of_an_organization(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	server.AsAdmin().Post(t, "/api/v1/organization/roles", testserver.Object{"slug": "hirer", "name": "Hirer", "permissions": testserver.List{
		testserver.Object{"subject": "identity", "action": testserver.List{"create"}},
	}}).Want(t, 200)
	dir := newFolder(t, map[string]string{"authz/assert/custom_roles_hire_nobody/custom_roles_hire_nobody.rego": noCustomRoleHires})
	t.Setenv(service.TokenVariable, server.AsPerson(t).Token())
	search := []string{"policy", "verify", dir, "--quiet", "--write=false", "--samples=0", "--limit=2000", "--only=custom_roles_hire_nobody"}
	if code, out, problems := try(t, search...); code != exitOK {
		t.Errorf("without the server's roles: exit code %d: %s%s", code, out, problems)
	}
	code, out, problems := try(t, append(search, "--server", server.URL, "--organization", server.Admin.ID)...)
	if code != exitError || !strings.Contains(out, "REFUTED  custom_roles_hire_nobody: identity create on identity in the organization") {
		t.Errorf("exit code %d: %s%s", code, out, problems)
	}
}
