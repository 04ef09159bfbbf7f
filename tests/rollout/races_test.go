package rollout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// What is promoted and taken back is what the caller looked at, where it says so.
func TestStages_another_candidate_than_the_one_that_is_meant_stays_where_it_is(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	first := i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100}).Want(t, 200).Text("policy.candidate.digest")
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")

	a.write(nightPath, strings.ReplaceAll(noFOO, `"FOO"`, `"OTHER"`))
	published := i.publish(t, a.bundle(8), testserver.Object{"stage": "shadow"}).Want(t, 200)
	second := published.Text("policy.candidate.digest")
	if published.Number("policy.candidate.differences.compared") != 0 {
		t.Errorf("the second candidate begins with the counters of the first: %s", published.Body)
	}
	i.read(t, "FOO").Want(t, 200) // the first candidate decides no request any more

	promote := func(digest string) testserver.Answer {
		return i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active", "digest": digest})
	}
	rollBack := func(digest string) testserver.Answer {
		return i.publisher.Post(t, "/api/v1/authz/rollback?digest="+digest, nil)
	}
	promote(first).Want(t, 400)
	rollBack(first).Want(t, 400)
	promote("short").Want(t, 422)
	rollBack("short").Want(t, 422)
	if still := i.policy(t); still.Text("policy.candidate.digest") != second || still.Text("policy.candidate.stage") != "shadow" {
		t.Errorf("the second candidate was moved: %s", still.Body)
	}
	promote(second[:12]).Want(t, 200)
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night")

	// The candidate that is to be withdrawn is gone by now: going back would be one
	// step too far.
	a.write(nightPath, strings.ReplaceAll(noFOO, `"FOO"`, `"THIRD"`))
	third := i.publish(t, a.bundle(9), testserver.Object{"stage": "shadow"}).Want(t, 200).Text("policy.candidate.digest")
	rollBack(third).Want(t, 200)
	rollBack(third).Want(t, 400)
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night")
	rollBack(second).Want(t, 200)
	i.read(t, "OTHER").Want(t, 200)
}

// A candidate is compared with the policy that decides: when the source brings
// another one, the comparison begins again, and what is promoted decides in its place.
func TestStages_the_source_changes_while_a_canary_runs(t *testing.T) {
	a := newAuthor(t)
	dir := filepath.Join(t.TempDir(), "policy")
	if err := os.CopyFS(dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, dir)
	i := install(t, database.SQLite(t), a.trusted, func(config *service.Config) { config.Policy = dir })
	a.write(nightPath, noFOO)
	digest := i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100}).Want(t, 200).Text("policy.candidate.digest")
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	before := i.policy(t)
	if before.Number("policy.candidate.differences.newlyRefused") < 1 {
		t.Fatalf("nothing was compared: %s", before.Body)
	}

	rule := filepath.Join(dir, filepath.FromSlash(nightPath))
	if err := os.MkdirAll(filepath.Dir(rule), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rule, []byte(strings.ReplaceAll(noFOO, `"FOO"`, `"OTHER"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	testserver.Eventually(t, "the folder is followed", func() bool { return i.policy(t).Text("policy.digest") != before.Text("policy.digest") })
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night") // by the folder: a canary only restricts
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")   // by the canary
	after := i.policy(t)
	if after.Text("policy.candidate.digest") != digest || after.Number("policy.candidate.differences.compared") >= before.Number("policy.candidate.differences.compared")+4 ||
		after.Number("policy.candidate.differences.newlyPermitted") < 1 {
		t.Errorf("compared with what decides no more: %s\nbefore: %s", after.Body, before.Body)
	}
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active", "digest": digest}).Want(t, 200)
	i.read(t, "OTHER").Want(t, 200)
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night") // the folder as it is now
	i.read(t, "FOO").Want(t, 200)
}

// unplannable asks for a base document by a number, which OPA's evaluator takes for
// its name and OPA's planner does not; see engine/plan/README.md.
const unplannable = `# METADATA
# title: The third table
# description: Says what the third row of a table says.
package authz.rules.third

# METADATA
# title: Closed by the table
# description: Secrets that are called L and three digits are read as the table says.
# custom:
#   code: closed_by_table
#   status: 403
#   remediation: Read another one.
deny contains {"code": "closed_by_table", "message": "The table says no"} if {
	regex.match("^L[0-9]{3}$", input.resource.properties.secretName)
	input.action.name in {"readValue", "describeSecret"}
	input.context.mode == "identity_access_token"
	startswith(input.context.route, "GET ")
	data.authz.table.rows[2] == "closed"
}
`

// A candidate whose plan answers unlike OPA's evaluator is found out as the active
// policy would be, while it is a canary, and stays so when it is promoted.
func TestStages_a_candidate_whose_plan_is_found_out_is_evaluated(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	i.AsAdmin().SetSecret(t, i.project, "L123", "value")
	a.write("authz/rules/third/third.rego", unplannable)
	a.write("authz/table/rows/data.json", `{"2": "closed"}`)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100, "tolerance": 0}).Want(t, 200)
	if body := i.Ready(t).Want(t, 200).Body; strings.Contains(body, "topdown decides") {
		t.Fatalf("found out before the first request: %s", body)
	}
	testserver.Eventually(t, "OPA's evaluator decides for the candidate", func() bool { return i.read(t, "L123").Status == 403 })
	i.read(t, "L123").WantRefusal(t, 403, "closed_by_table")
	if !strings.Contains(i.Metrics(t), `warder_policy_divergence_total{at="live"} 1`) || !strings.Contains(i.Log.String(), "the plan and OPA's evaluator answer differently") {
		t.Error("neither the metric nor the log says it")
	}
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 200)
	i.read(t, "L123").WantRefusal(t, 403, "closed_by_table")
	if body := i.Ready(t).Want(t, 200).Body; !strings.Contains(body, "topdown decides: a plan of this policy") {
		t.Errorf("readiness does not say that the active policy is evaluated: %s", body)
	}
}
