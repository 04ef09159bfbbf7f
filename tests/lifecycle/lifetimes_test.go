package lifecycle

import (
	"strings"
	"testing"

	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestLifetimes_the_worked_example_passes_ci(t *testing.T) {
	for _, finding := range proved(t, example(t, "limits"), 100) {
		if finding.Step != proof.StepCoverage || strings.Contains(finding.File, "lifetimes") { // that of what ships: make policy
			t.Error(finding)
		}
	}
}

func TestLifetimes_a_server_refuses_and_permits_as_the_worked_example_says(t *testing.T) {
	dir := example(t, "limits")
	testserver.WithoutTests(t, dir)
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	admin := s.AsAdmin()
	id := admin.NewIdentity(t, s.Admin.ID, "no-access")
	day := testserver.Object{"accessTokenTTL": 86400, "accessTokenMaxTTL": 86400}

	admin.Post(t, testserver.UniversalAuth(id), testserver.Object{}).WantRefusal(t, 403, "access_token_too_long") // 30 days by default
	admin.Post(t, testserver.UniversalAuth(id), day).Want(t, 200)
	admin.Patch(t, testserver.UniversalAuth(id), testserver.Object{"accessTokenMaxTTL": 86401}).WantRefusal(t, 403, "access_token_too_long")
	admin.Patch(t, testserver.UniversalAuth(id), testserver.Object{"accessTokenPeriod": 60}).WantRefusal(t, 403, "access_token_too_long")
	admin.Patch(t, testserver.UniversalAuth(id), testserver.Object{"accessTokenNumUsesLimit": 9}).Want(t, 200)

	secrets := testserver.UniversalAuth(id) + "/client-secrets"
	admin.Post(t, secrets, testserver.Object{}).WantRefusal(t, 403, "client_secret_too_long")
	admin.Post(t, secrets, testserver.Object{"ttl": 7776001}).WantRefusal(t, 403, "client_secret_too_long")
	made := admin.Post(t, secrets, testserver.Object{"ttl": 7776000}).Want(t, 200).Text("clientSecretData.id")
	admin.Post(t, secrets+"/"+made+"/revoke", testserver.Object{}).Want(t, 200)

	admin.Post(t, testserver.TokenAuth(id), testserver.Object{"accessTokenTTL": 0, "accessTokenMaxTTL": 0}).WantRefusal(t, 403, "access_token_too_long")
	admin.Post(t, testserver.TokenAuth(id), day).Want(t, 200)
	token := admin.Post(t, testserver.TokenAuth(id)+"/tokens", testserver.Object{"name": "ci"}).Want(t, 200).Text("tokenData.id")
	admin.Patch(t, "/api/v1/auth/token-auth/tokens/"+token, testserver.Object{"name": "cd"}).Want(t, 200)
	admin.Delete(t, testserver.TokenAuth(id), nil).Want(t, 200)
}
