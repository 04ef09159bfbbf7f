package engine

import (
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

func TestCapabilities_allow_nothing_that_reaches_outside(t *testing.T) {
	forbidden := []string{
		"http.send", "net.lookup_ip_addr", "opa.runtime", "rand.intn", "time.now_ns", "uuid.rfc4122", "trace", "print",
		"io.jwt.decode", "io.jwt.decode_verify", "rego.parse_module", "providers.aws.sign_req", "net.cidr_expand",
	}
	capabilities := Capabilities()
	for _, builtin := range capabilities.Builtins {
		if builtin.Nondeterministic || slices.Contains(forbidden, builtin.Name) {
			t.Errorf("%s is allowed", builtin.Name)
		}
	}
	if capabilities.AllowNet == nil || len(capabilities.AllowNet) > 0 {
		t.Errorf("hosts %v", capabilities.AllowNet)
	}
}

func TestCapabilities_list_only_what_exists(t *testing.T) {
	capabilities := Capabilities()
	if len(capabilities.Builtins) != len(allowed) {
		for _, name := range allowed {
			if !capabilities.ContainsBuiltin(name) {
				t.Errorf("%s does not exist in this OPA", name)
			}
		}
	}
	if len(ast.CapabilitiesForThisVersion().Builtins) <= len(allowed) {
		t.Error("the shared list of built-ins has been cut")
	}
}

func TestCapabilities_cannot_be_evaded_by_a_replacement(t *testing.T) {
	source := "package authz.rules.x\n\nok if count([1]) == 1 with count as opa.runtime\n"
	if err := start(t, nil).Load(t.Context(), Policy{Modules: house(map[string]string{"authz/rules/x/x.rego": source})}); err == nil {
		t.Error("a forbidden built-in came in through with")
	}
}
