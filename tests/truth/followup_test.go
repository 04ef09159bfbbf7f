package truth

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// brokenElsewhere gives no answer about what is in staging.
const brokenElsewhere = `# METADATA
# title: Broken in staging
# description: A rule that ends in an error for each secret of staging that a list comes to.
package authz.rules.broken

# METADATA
# title: Broken in staging
# description: Names there are no numbers.
# custom:
#   code: odd
#   status: 403
#   remediation: Have another number.
deny contains {"code": "odd", "message": "Odd"} if {
	input.context.route == "GET /api/v3/secrets/raw"
	input.resource.properties.environment == "staging"
	to_number(input.resource.properties.secretName) % 2 == 1
}
`

// What a list leads to is decided by questions of their own. Where one of them has
// no answer the list fails, and is not shortened.
func TestBroken_rule_about_what_a_list_leads_to_fails_the_list(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "broken", brokenElsewhere))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	admin.SetSecret(t, p, "NEAR", "value")
	for environment, name := range map[string]string{"prod": "FAR", "staging": "ODD"} {
		admin.Post(t, "/api/v3/secrets/raw/"+name, testserver.Object{"workspaceId": p.ID, "environment": environment, "secretPath": "/", "secretValue": "value"}).Want(t, 200)
	}
	imports := func(environment string) {
		admin.Post(t, "/api/v1/secret-imports", testserver.Object{
			"workspaceId": p.ID, "environment": "dev", "path": "/", "import": testserver.Object{"environment": environment, "path": "/"},
		}).Want(t, 200)
	}
	list := "/api/v3/secrets/raw?workspaceId=" + p.ID + "&environment=dev&secretPath=/&include_imports=true"
	imports("prod")
	admin.Get(t, list).Want(t, 200)
	imports("staging")
	admin.Get(t, list).WantRefusal(t, 500, "policy_error")
	admin.Get(t, "/api/v3/secrets/raw?workspaceId="+p.ID+"&environment=dev&secretPath=/").Want(t, 200)
}
