package proof

import (
	"strings"
	"testing"

	"warder/bundles"
)

// OPA's evaluator takes the number in a reference to a base document for its
// name, and the plan of the same rule finds nothing there.
func TestProve_warns_of_a_policy_that_runs_slower(t *testing.T) {
	tree, options := shipped(t, map[string]string{
		"authz/numbered/data.json": `{"2": true}`,
		"authz/rules/own/own.rego": `# METADATA
# title: A rule of one's own
package authz.rules.own

# METADATA
# title: Never
# description: Nothing is refused.
# custom:
#   code: never
#   status: 403
#   remediation: None.
deny contains {"code": "never", "message": "never"} if not data.authz.numbered[2]
`,
	})
	for path := range tree.Files { // one package's tests are enough to compare
		if strings.HasSuffix(path, "_test.rego") && !strings.Contains(path, "fixtures") && !strings.Contains(path, "network") {
			delete(tree.Files, path)
		}
	}
	found, ok := Proving().Run(t.Context(), tree.Files, bundles.Requirements{Guardrails: options.Guardrails, Required: options.Required}).([]Finding)
	if !ok || len(found) == 0 {
		t.Fatalf("found %v", found)
	}
	for _, finding := range found {
		if finding.Step == bundles.CauseDiffers && finding.Warning {
			return
		}
	}
	t.Errorf("found %v, want a warning that the plan differs", found)
}
