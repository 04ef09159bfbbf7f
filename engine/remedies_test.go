package engine

import (
	"strings"
	"testing"
)

func TestRemediation_is_that_of_the_rule_in_force(t *testing.T) {
	e := start(t, map[string]string{secretsPath: describedSecrets})
	for _, c := range []struct {
		reason Reason
		want   string
	}{
		{Reason{Code: "permission_inverted", Rule: "authz.rules.secrets"}, "Ask for another."},
		{Reason{Code: "permission_inverted", Rule: "authz.rules.another"}, "Ask for another."},
		{Reason{Code: PolicyTimeout}, askTheOperator},
		{Reason{Code: "no_such_code", Rule: "authz.rules.secrets"}, ""},
	} {
		if got := e.Remediation(c.reason); got != c.want {
			t.Errorf("%+v: %q, want %q", c.reason, got, c.want)
		}
	}
	changed := strings.Replace(describedSecrets, "Ask for another.", "Ask nobody.", 1)
	if err := e.Load(t.Context(), Policy{Modules: house(map[string]string{secretsPath: changed})}); err != nil {
		t.Fatal(err)
	}
	if got := e.Remediation(Reason{Code: "permission_inverted", Rule: "authz.rules.secrets"}); got != "Ask nobody." {
		t.Errorf("the policy says %q now", got)
	}
}

func TestRemediation_without_a_policy_is_that_of_the_engine(t *testing.T) {
	var e *Engine
	if got := e.Remediation(Reason{Code: PolicyMissing}); got != askTheOperator {
		t.Errorf("%q", got)
	}
}
