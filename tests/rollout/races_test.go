package rollout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/api"
	"warder/tests/database"
)

// What is promoted and taken back is what the caller looked at, where it says so.
func TestStages_another_candidate_than_the_one_that_is_meant_stays_where_it_is(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	first := i.publish(t, a.bundle(7), api.Object{"stage": "canary", "percent": 100}).Want(t, 200).Text("policy.candidate.digest")
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")

	a.write(nightPath, strings.ReplaceAll(noFOO, `"FOO"`, `"OTHER"`))
	published := i.publish(t, a.bundle(8), api.Object{"stage": "shadow"}).Want(t, 200)
	second := published.Text("policy.candidate.digest")
	if published.Number("policy.candidate.differences.compared") != 0 {
		t.Errorf("the second candidate begins with the counters of the first: %s", published.Body)
	}
	i.read(t, "FOO").Want(t, 200) // the first candidate decides for nobody any more

	promote := func(digest string) api.Answer {
		return i.publisher.Post(t, "/api/v1/authz/promote", api.Object{"stage": "active", "digest": digest})
	}
	rollBack := func(digest string) api.Answer {
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
	third := i.publish(t, a.bundle(9), api.Object{"stage": "shadow"}).Want(t, 200).Text("policy.candidate.digest")
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
	api.WithoutTests(t, dir)
	i := install(t, database.SQLite(t), a.trusted, func(config *service.Config) { config.Policy = dir })
	a.write(nightPath, noFOO)
	digest := i.publish(t, a.bundle(7), api.Object{"stage": "canary", "percent": 100}).Want(t, 200).Text("policy.candidate.digest")
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
	api.Eventually(t, "the folder is followed", func() bool { return i.policy(t).Text("policy.digest") != before.Text("policy.digest") })
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night") // by the folder: a canary only restricts
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")   // by the canary
	after := i.policy(t)
	if after.Text("policy.candidate.digest") != digest || after.Number("policy.candidate.differences.compared") >= before.Number("policy.candidate.differences.compared")+4 ||
		after.Number("policy.candidate.differences.newlyPermitted") < 1 {
		t.Errorf("compared with what decides no more: %s\nbefore: %s", after.Body, before.Body)
	}
	i.publisher.Post(t, "/api/v1/authz/promote", api.Object{"stage": "active", "digest": digest}).Want(t, 200)
	i.read(t, "OTHER").Want(t, 200)
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	i.read(t, "OTHER").WantRefusal(t, 403, "closed_at_night") // the folder as it is now
	i.read(t, "FOO").Want(t, 200)
}
