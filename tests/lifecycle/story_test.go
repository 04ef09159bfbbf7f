package lifecycle

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/handlers/replay"
	"warder/tests/api"
)

// night is the rule that comes of the story: nobody reads dev, where FOO is.
const (
	nightPath = "authz/rules/night/night.rego"
	night     = `# METADATA
# title: Closed at night
# description: The environment dev is not read.
package authz.rules.night

# METADATA
# title: dev is closed
# description: Nobody reads a secret of dev.
# custom:
#   code: closed_at_night
#   status: 403
#   remediation: Read another environment.
deny contains {"code": "closed_at_night", "message": "Nobody reads dev at night"} if {
	_applies
	not _another_environment
}

_applies if {
	input.resource.type == "secrets"
	input.action.name == "readValue"
}

_another_environment if input.resource.properties.environment != "dev"
`
	nightTestPath = "authz/rules/night/night_test.rego"
	nightTest     = `package authz.rules.night_test

import data.authz.rules.night

_reading(environment) := {
	"action": {"name": "readValue"},
	"resource": {"type": "secrets", "properties": {"environment": environment}},
}

test_dev_is_closed if count(night.deny) == 1 with input as _reading("dev")

test_others_are_open if count(night.deny) == 0 with input as _reading("prod")
`
)

// loosened lets every member of a project read every secret.
const (
	loosenedPath = "authz/rules/secrets/loosened.rego"
	loosened     = `package authz.rules.secrets

ok if _open

grant contains "open" if _open

_allowed if _open

_permitted if _open

_open if {
	_applies
	input.action.name == "readValue"
}
`
)

func TestLifecycle(t *testing.T) {
	e := newEngineer(t)
	admin := e.server.AsAdmin()
	project := admin.NewProject(t)
	admin.SetSecret(t, project, "FOO", "BAR")
	admin.Post(t, "/api/v3/secrets/raw/OTHER", api.Object{"workspaceId": project.ID, "environment": "prod", "secretValue": "VALUE"}).Want(t, 200)
	reader := e.server.AsMember(t, project, "viewer")
	read := func(t *testing.T, name string) api.Answer {
		t.Helper()
		environment := map[string]string{"FOO": "dev", "OTHER": "prod"}[name]
		return reader.Get(t, "/api/v3/secrets/raw/"+name+"?workspaceId="+project.ID+"&environment="+environment)
	}
	bundle := filepath.Join(e.keys, "policy.tar.gz")
	var readFOO string // the decision that the replay will flip

	for _, step := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"a_request_is_denied_and_explained", func(t *testing.T) {
			refused := reader.Post(t, "/api/v3/secrets/raw/NEW", api.Object{"workspaceId": project.ID, "environment": "dev", "secretValue": "x"})
			refused.WantRefusal(t, 403, "permission_missing")
			id := refused.Text("details.decisionId")
			e.recorded(t, id)
			e.asked(t, "policy", "explain", id).want(t, 0, "permission_missing", "authz/rules/secrets/secrets.rego:", "viewer")
		}},
		{"a_rule_is_written_with_its_test", func(t *testing.T) {
			e.warder(t, "policy", "new", e.dir).want(t, 0)
			e.write(t, nightPath, strings.Replace(night, `!= "dev"`, `!= "de"`, 1))
			e.write(t, nightTestPath, nightTest)
			e.warder(t, "policy", "test", e.dir, "--run", "rules.night_test").want(t, 1, "night_test.rego:", "test_dev_is_closed")
			e.write(t, nightPath, night)
			e.warder(t, "policy", "test", e.dir, "--run", "rules.night_test").want(t, 0, "2 tests passed, 0 failed")
			e.warder(t, "policy", "fmt", "--check", e.dir).want(t, 0)
		}},
		{"an_assertion_is_refuted_and_mended", func(t *testing.T) {
			const promise = "no_access_reads_nothing"
			verify := []string{"policy", "verify", e.dir, "--quiet", "--only", promise, "--samples", "0"}
			e.write(t, loosenedPath, loosened)
			e.warder(t, verify...).want(t, 1, "REFUTED  "+promise, "fails until it is mended")
			counterexample := []string{"policy", "test", e.dir, "--run", promise + "_counterexample"}
			e.warder(t, counterexample...).want(t, 1, promise+"_counterexample_test.rego:")
			e.write(t, loosenedPath, "")
			e.warder(t, counterexample...).want(t, 0, "1 test passed, 0 failed")
			e.warder(t, append(verify, "--limit", "2000")...).want(t, 0, "sampled(2000) of ", "holds    "+promise)
		}},
		{"a_replay_shows_exactly_what_flips", func(t *testing.T) {
			readFOO = read(t, "FOO").Want(t, 200).Header.Get("X-Decision-Id")
			e.recorded(t, readFOO)
			e.recorded(t, read(t, "OTHER").Want(t, 200).Header.Get("X-Decision-Id"))
			shown := e.warder(t, "policy", "replay", "--quiet", "--candidate", e.dir, "--since", "all", "--format", "json", "--project", project.ID,
				"--database-url", e.server.Config.DatabaseURL.Reveal())
			var report replay.Report
			if err := json.Unmarshal([]byte(shown.out[:strings.LastIndex(shown.out, "}")+1]), &report); err != nil {
				t.Fatalf("%v in %s", err, shown.out)
			}
			if shown.code != 1 || !report.Complete || len(report.Flips) != 1 || len(report.Drifts) != 0 || len(report.Broken) != 0 {
				t.Fatalf("ended with %d: %s", shown.code, shown.out)
			}
			if flip := report.Flips[0]; flip.DecisionID != readFOO || flip.Kind != replay.Denies || len(flip.After.Reasons) != 1 || flip.After.Reasons[0].Code != "closed_at_night" {
				t.Errorf("it flips %+v", flip)
			}
		}},
		{"a_bundle_is_built_and_signed", func(t *testing.T) {
			e.withoutShippedTests(t)
			e.warder(t, "bundle", "build", e.dir, "-o", bundle, "--revision", "7").want(t, 0)
			e.warder(t, "bundle", "verify", bundle, "--verification-key", "team=team.pub", "--scope", "tests").want(t, 1)
			e.warder(t, "bundle", "sign", bundle, "--key", "team.key", "--key-id", "team", "--scope", "tests").want(t, 0)
			e.warder(t, "bundle", "verify", bundle, "--verification-key", "team=team.pub", "--scope", "tests").want(t, 0)
		}},
		{"a_shadow_is_compared_and_not_obeyed", func(t *testing.T) {
			e.asked(t, "policy", "publish", bundle, "--stage", "shadow").want(t, 0, "shadow     revision 7")
			read(t, "FOO").Want(t, 200)
			read(t, "OTHER").Want(t, 200)
			e.asked(t, "policy", "status").want(t, 0, ": 1 newly refused, 0 newly permitted")
		}},
		{"a_canary_restricts", func(t *testing.T) {
			e.asked(t, "policy", "promote", "--stage", "canary", "--percent", "100").want(t, 0, "canary     revision 7", "100% of the subjects")
			read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
			read(t, "OTHER").Want(t, 200)
		}},
		{"what_is_active_is_obeyed_and_recorded", func(t *testing.T) {
			e.asked(t, "policy", "promote", "--stage", "active").want(t, 0, "active     revision 7")
			refused := read(t, "FOO")
			refused.WantRefusal(t, 403, "closed_at_night")
			id := refused.Text("details.decisionId")
			e.recorded(t, id)
			e.asked(t, "policy", "explain", id).want(t, 0, "closed_at_night", "authz/rules/night/night.rego:", "Read another environment.")
			if got := admin.Get(t, "/api/v1/authz/decisions/"+id).Want(t, 200).Text("decision.policy.revision"); got != "7" {
				t.Errorf("it was decided by revision %q", got)
			}
		}},
		{"a_rollback_takes_it_back", func(t *testing.T) {
			e.asked(t, "policy", "rollback").want(t, 0, "rolled back")
			read(t, "FOO").Want(t, 200)
		}},
	} {
		if !t.Run(step.name, step.do) {
			t.FailNow() // the next step builds on it
		}
	}
	if _, err := os.Stat(bundle); err != nil {
		t.Error(err)
	}
}

// recorded waits until a decision is in the log, which is written behind the
// answers.
func (e *engineer) recorded(t *testing.T, id string) {
	t.Helper()
	api.Eventually(t, "decision "+id+" is recorded", func() bool {
		return e.server.AsAdmin().Get(t, "/api/v1/authz/decisions/"+id).Status == 200
	})
}
