package lifecycle

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/engine"
	"warder/policies"
	"warder/tests/api"
	"warder/tests/database"
	"warder/tests/vouch"
)

var branchesFile = regexp.MustCompile("(?m)^`branches/([a-z_/.]+)`\n\n```rego\n([^`]+)```")

// branches is the example of docs/policies.md about claims, over the shipped policy.
func branches(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	files := branchesFile.FindAllStringSubmatch(string(text), -1)
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

func TestBranches_the_example_passes_ci(t *testing.T) {
	tree, err := proof.Open(branches(t))
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	options := engine.Options{Guardrails: engine.Owned(embedded.Modules), Required: []string{"tokens", "network"}}
	for _, finding := range tree.Prove(t.Context(), proof.Options{Engine: options}).Findings() {
		t.Error(finding)
	}
}

func TestBranches_a_job_logs_in_from_a_protected_branch_alone(t *testing.T) {
	dir := branches(t)
	api.WithoutTests(t, dir)
	s := api.Start(t, database.SQLite(t), func(config *service.Config) {
		config.Policy, config.OutboundAllow = dir, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	key := vouch.NewSigner(t, "k")
	provider := vouch.NewProvider(t, key)
	const github = "https://token.actions.githubusercontent.com"
	id := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	s.AsAdmin().Post(t, "/api/v1/auth/oidc-auth/identities/"+id, api.Object{
		"oidcDiscoveryUrl": provider.URL, "caCert": provider.CA(), "boundIssuer": github, "boundAudiences": "https://github.com/octo",
	}).Want(t, 200)
	login := func(repository, protected string) api.Answer {
		return s.Anonymous().Post(t, "/api/v1/auth/oidc-auth/login", api.Object{"identityId": id, "jwt": key.Token(t, vouch.Object{
			"iss": github, "aud": "https://github.com/octo", "exp": s.Clock.Now().Unix() + 300, "repository": repository, "ref_protected": protected,
		})})
	}
	login("octo/app", "true").Want(t, 200)
	for repository, protected := range map[string]string{"octo/app": "false", "cat/app": "true"} {
		refused := login(repository, protected).WantRefusal(t, 401, "credentials_invalid")
		api.Eventually(t, "the log has the reason of the rule", func() bool {
			found := s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+refused.Text("details.decisionId"))
			return found.Status == 200 && found.Text("decision.reasons.0.code") == "branch_not_protected"
		})
	}
}
