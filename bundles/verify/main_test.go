package verify

import (
	"maps"
	"testing"

	"go.uber.org/goleak"

	"warder/bundles"
	"warder/engine"
	"warder/policies"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shipped is a verifier of the embedded policy, after a change of it. The
// binary's own modules are changed with it, so that a test can break them too.
func shipped(t testing.TB, change func(modules map[string]string, data map[string]any)) *engine.AssertionVerifier {
	t.Helper()
	policy, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	policy.Modules = maps.Clone(policy.Modules)
	if change != nil {
		change(policy.Modules, policy.Data)
	}
	verifier, err := engine.NewVerifier(t.Context(), engine.Options{Policy: policy, Guardrails: engine.SystemModules(policy.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}
