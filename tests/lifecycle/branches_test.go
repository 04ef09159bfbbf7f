package lifecycle

import (
	"net/netip"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
	"warder/tests/vouch"
)

func TestBranches_the_example_passes_ci(t *testing.T) {
	for _, finding := range proved(t, example(t, "branches"), 0) {
		t.Error(finding)
	}
}

func TestBranches_a_job_logs_in_from_a_protected_branch_alone(t *testing.T) {
	dir := example(t, "branches")
	testserver.WithoutTests(t, dir)
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) {
		config.Policy, config.OutboundAllow = dir, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	key := vouch.NewSigner(t, "k")
	provider := vouch.NewProvider(t, key)
	const github = "https://token.actions.githubusercontent.com"
	id := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	s.AsAdmin().Post(t, "/api/v1/auth/oidc-auth/identities/"+id, testserver.Object{
		"oidcDiscoveryUrl": provider.URL, "caCert": provider.CA(), "boundIssuer": github, "boundAudiences": "https://github.com/octo",
	}).Want(t, 200)
	login := func(repository, protected string) testserver.Answer {
		return s.Anonymous().Post(t, "/api/v1/auth/oidc-auth/login", testserver.Object{"identityId": id, "jwt": key.Token(t, vouch.Object{
			"iss": github, "aud": "https://github.com/octo", "exp": s.Clock.Now().Unix() + 300, "repository": repository, "ref_protected": protected,
		})})
	}
	login("octo/app", "true").Want(t, 200)
	for repository, protected := range map[string]string{"octo/app": "false", "cat/app": "true"} {
		refused := login(repository, protected).WantRefusal(t, 401, "credentials_invalid")
		testserver.Eventually(t, "the log has the reason of the rule", func() bool {
			found := s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+refused.Text("details.decisionId"))
			return found.Status == 200 && found.Text("decision.reasons.0.code") == "branch_not_protected"
		})
	}
}
