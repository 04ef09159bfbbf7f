package lifecycle

import (
	"strings"
	"testing"

	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
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
	api.WithoutTests(t, dir)
	s := api.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	admin := s.AsAdmin()
	id := admin.NewIdentity(t, s.Admin.ID, "no-access")
	day := api.Object{"accessTokenTTL": 86400, "accessTokenMaxTTL": 86400}

	admin.Post(t, api.UniversalAuth(id), api.Object{}).WantRefusal(t, 403, "access_token_too_long") // 30 days by default
	admin.Post(t, api.UniversalAuth(id), day).Want(t, 200)
	admin.Patch(t, api.UniversalAuth(id), api.Object{"accessTokenMaxTTL": 86401}).WantRefusal(t, 403, "access_token_too_long")
	admin.Patch(t, api.UniversalAuth(id), api.Object{"accessTokenPeriod": 60}).WantRefusal(t, 403, "access_token_too_long")
	admin.Patch(t, api.UniversalAuth(id), api.Object{"accessTokenNumUsesLimit": 9}).Want(t, 200)

	secrets := api.UniversalAuth(id) + "/client-secrets"
	admin.Post(t, secrets, api.Object{}).WantRefusal(t, 403, "client_secret_too_long")
	admin.Post(t, secrets, api.Object{"ttl": 7776001}).WantRefusal(t, 403, "client_secret_too_long")
	made := admin.Post(t, secrets, api.Object{"ttl": 7776000}).Want(t, 200).Text("clientSecretData.id")
	admin.Post(t, secrets+"/"+made+"/revoke", api.Object{}).Want(t, 200)

	admin.Post(t, api.TokenAuth(id), api.Object{"accessTokenTTL": 0, "accessTokenMaxTTL": 0}).WantRefusal(t, 403, "access_token_too_long")
	admin.Post(t, api.TokenAuth(id), day).Want(t, 200)
	token := admin.Post(t, api.TokenAuth(id)+"/tokens", api.Object{"name": "ci"}).Want(t, 200).Text("tokenData.id")
	admin.Patch(t, "/api/v1/auth/token-auth/tokens/"+token, api.Object{"name": "cd"}).Want(t, 200)
	admin.Delete(t, api.TokenAuth(id), nil).Want(t, 200)
}
