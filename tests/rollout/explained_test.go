package rollout

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestExplained_by_the_policy_that_made_the_decision_after_it_decides_no_more(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 200)
	refused := i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night").Text("details.decisionId")
	a.write(nightPath, "")
	i.publish(t, a.bundle(8), testserver.Object{"stage": "active"}).Want(t, 200)
	admin, path := i.AsAdmin(), "/api/v1/authz/decisions/"+refused
	testserver.Eventually(t, "the decision is recorded", func() bool { return admin.Get(t, path).Status == 200 })

	now := admin.Get(t, path).Want(t, 200)
	if now.Value("decision.sameOutcome") != false || now.Value("decision.policyChanged") != true {
		t.Errorf("under the active policy: %s", now.Body)
	}
	then := admin.Get(t, path+"?under=recorded").Want(t, 200)
	if then.Value("decision.sameOutcome") != true || then.Value("decision.absent") != nil || then.Text("decision.explanation.rules.0.package") != "authz.rules.night" {
		t.Errorf("under the policy that made it: %s", then.Body)
	}

	for range 2 { // what was rolled back is not kept
		i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	}
	gone := admin.Get(t, path+"?under=recorded").Want(t, 200)
	if gone.Value("decision.absent") != true || gone.Value("decision.explanation") != nil {
		t.Errorf("a policy that is not kept: %s", gone.Body)
	}
}
