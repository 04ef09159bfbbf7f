package lifecycle

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/engine"
	"warder/policies"
	"warder/tests/api"
	"warder/tests/database"
)

var limitsFile = regexp.MustCompile("(?m)^`limits/([a-z_/.]+)`\n\n```rego\n([^`]+)```")

// limits is the worked example of docs/policies.md, over the shipped policy.
func limits(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	files := limitsFile.FindAllStringSubmatch(string(text), -1)
	if len(files) != 2 {
		t.Fatalf("found %d files", len(files))
	}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file[1]))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLifetimes_the_worked_example_passes_ci(t *testing.T) {
	tree, err := proof.Open(limits(t))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Guardrails: engine.Owned(embedded.Modules), Required: []string{"tokens", "network"}}
	for _, finding := range tree.Prove(t.Context(), proof.Options{Engine: options, Threshold: 100}).Findings() {
		if finding.Step != proof.StepCoverage || strings.Contains(finding.File, "lifetimes") { // that of what ships: make policy
			t.Error(finding)
		}
	}
}

func TestLifetimes_a_server_refuses_and_permits_as_the_worked_example_says(t *testing.T) {
	dir := limits(t)
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
