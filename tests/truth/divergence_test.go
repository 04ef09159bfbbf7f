package truth

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// unplannable asks for a base document by a number, which topdown takes for its
// name and OPA's planner does not; see engine/plan/README.md. No request that a
// policy is compared by has such a name.
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
	input.action.name == "readValue"
	data.authz.table.rows[2] == "closed"
}
`

// What a plan answers unlike OPA's evaluator is found out behind the request, and
// from then on the evaluator decides: readiness, log and metric say so.
func TestDivergence_a_plan_that_is_found_out_decides_no_more(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "third", unplannable), func(c *service.Config) {
		table := filepath.Join(c.Policy, "authz", "table", "rows")
		if err := os.MkdirAll(table, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(table, "data.json"), []byte(`{"2": "closed"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "OTHER", "value")
	if body := s.Ready(t).Want(t, 200).Body; strings.Contains(body, "degraded") {
		t.Fatalf("found out before the first request: %s", body)
	}
	s.AsAdmin().SetSecret(t, p, "L123", "value") // which asks what of it may be shown
	testserver.Eventually(t, "the evaluator decides", func() bool {
		return strings.Contains(s.Ready(t).Want(t, 200).Body, "topdown decides: a plan of this policy")
	})
	for name, hidden := range map[string]bool{"L123": true, "OTHER": false} {
		if answer := s.AsAdmin().Get(t, p.SecretPath(name)).Want(t, 200); answer.Value("secret.secretValueHidden") != hidden {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	if !strings.Contains(s.Metrics(t), `warder_policy_divergence_total{at="live"} 1`) {
		t.Error("the metric does not count it")
	}
	log := s.Log.String()
	if !strings.Contains(log, "the plan and OPA's evaluator answer differently") || !strings.Contains(log, "closed_by_table") {
		t.Error("the log does not show both answers")
	}
}
