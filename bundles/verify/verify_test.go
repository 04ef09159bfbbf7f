package verify

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"warder/engine"
	"warder/engine/input"
	"warder/policies"
)

// The whole domain is searched by `warder policy verify policies`; here an even
// share of it.
func TestRun_the_shipped_policy_keeps_its_promises(t *testing.T) {
	parts := map[string]Progress{}
	outcome, err := Run(t.Context(), shipped(t, nil), Options{
		Limit: 2000, Samples: 500, Seed: 1, Progress: func(part Progress) { parts[part.Of] = part },
	})
	if err != nil {
		t.Fatal(err)
	}
	finite := fmt.Sprintf("the finite domain, 2000 of its %d requests", outcome.Total)
	if want := map[string]Progress{finite: {finite, 2000, 2000}, "by chance": {"by chance", 500, 500}}; !maps.Equal(parts, want) {
		t.Errorf("the progress was %v, want %v", parts, want)
	}
	if outcome.Enumerated != 2000 || outcome.Sampled != 500 || len(outcome.Assertions) < 6 || outcome.Total < 10_000 {
		t.Errorf("%s of %d assertions", outcome.Coverage(), len(outcome.Assertions))
	}
	for _, found := range outcome.Counterexamples {
		t.Errorf("%s: %s: %s", found.Assertion.Name, found.Message, found.Summary())
	}
}

const (
	secrets       = "authz/rules/secrets/secrets.rego"
	checks        = "authz/checks/checks.rego"
	guardrails    = "authz/rules/guardrails/guardrails.rego"
	tenancy       = "authz/rules/tenancy/tenancy.rego"
	tokens        = "authz/rules/tokens/tokens.rego"
	encryptedRule = "authz/rules/encryption/encryption.rego"
)

// Each mutant drops one guard, or as many as stand behind one another, and is
// refuted by the plainest request that slips through.
func TestRun_refutes_every_mutant_with_the_smallest_counterexample(t *testing.T) {
	replace := func(t *testing.T, modules map[string]string, path, from, to string) {
		t.Helper()
		if !strings.Contains(modules[path], from) {
			t.Fatalf("%s does not hold %q any more", path, from)
		}
		modules[path] = strings.Replace(modules[path], from, to, 1)
	}
	for _, c := range []struct {
		name      string
		assertion string
		mutate    func(t *testing.T, modules map[string]string, data map[string]any)
		want      string // the summary of the counterexample
	}{
		{"secrets_are_granted_to_everybody", "no_access_reads_nothing", func(t *testing.T, modules map[string]string, _ map[string]any) {
			replace(t, modules, secrets, "_lists if {\n\tinput.resource.type == \"secret-folders\"\n", "_lists if {\n\tinput.resource.type == \"secrets\"\n")
			replace(t, modules, secrets, "\tinput.action.name == \"read\"\n", "\tinput.action.name == \"readValue\"\n")
		}, "identity readValue on secrets in the project at dev:/, holding nothing"},
		{"inverted_rules_are_not_heard", "deny_wins", func(t *testing.T, modules map[string]string, _ map[string]any) {
			replace(t, modules, checks, "\tallowed\n\tnot _forbidden", "\tallowed")
		}, ""},
		{"organizations_are_not_kept_apart", "organizations_apart", func(t *testing.T, modules map[string]string, _ map[string]any) {
			replace(t, modules, guardrails, "_apart if {\n", "_apart if input\n\n_apart if {\n")
			replace(t, modules, tenancy, "_member_where_named if not input.facts.organization\n", "_member_where_named if input.facts.organization\n")
			replace(t, modules, tenancy, "_project_where_named if not input.facts.project\n", "_project_where_named if input\n")
		}, ""},
		{"members_edit_roles", "only_admins_change_roles", func(_ *testing.T, _ map[string]string, data map[string]any) {
			roles := data["authz"].(map[string]any)["roles"].(map[string]any)
			roles["organization"].(map[string]any)["member"].(map[string]any)["role"] = []any{"read", "delete"}
		}, "identity delete on role in the organization, holding role:member"},
		{"revocation_is_forgotten", "credentials_hold", func(t *testing.T, modules map[string]string, _ map[string]any) {
			modules[guardrails] = strings.ReplaceAll(modules[guardrails], "\tinput.facts.token.revoked == false\n", "")
			modules[tokens] = strings.ReplaceAll(modules[tokens], "input.facts.token.revoked == false", "input.facts.token")
		}, ""},
		{"encryption_is_forgotten", "encryption_holds", func(t *testing.T, modules map[string]string, _ map[string]any) {
			replace(t, modules, encryptedRule, "_readable if input.context.raw == false", "_readable if input.context")
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			verifier := shipped(t, func(modules map[string]string, data map[string]any) { c.mutate(t, modules, data) })
			outcome, err := Run(t.Context(), verifier, Options{Only: []string{c.assertion}})
			if err != nil {
				t.Fatal(err)
			}
			if len(outcome.Counterexamples) != 1 {
				t.Fatalf("not refuted by %s", outcome.Coverage())
			}
			found := outcome.Counterexamples[0]
			if summary := found.Summary(); c.want != "" && summary != c.want {
				t.Errorf("found %s, want %s", summary, c.want)
			}
			t.Logf("after %d of %d: %s", outcome.Enumerated, outcome.Total, found.Summary())
			wantSmallest(t, verifier, found)
		})
	}
}

// wantSmallest holds a counterexample to what shrinking promises: it breaks the
// assertion, and nothing plainer does.
func wantSmallest(t *testing.T, verifier *engine.AssertionVerifier, found Counterexample) {
	t.Helper()
	breaks := func(request *input.Request) bool {
		violations, err := verifier.Violations(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		for _, violation := range violations {
			if violation.Assertion == found.Assertion.Name {
				return true
			}
		}
		return false
	}
	if !breaks(found.Request) {
		t.Errorf("%s does not break it", found.Summary())
	}
	for _, request := range plainer(found.Request) {
		if breaks(request) {
			smaller := Counterexample{Request: request}
			t.Errorf("%s is not the smallest: so does %s", found.Summary(), smaller.Summary())
		}
	}
}

// A server does not start with a route whose question no package handles, so
// what is handled is every kind of question there is.
func TestDomain_asks_every_question_that_is_handled(t *testing.T) {
	verifier := shipped(t, nil)
	domain := domainOf(verifier, nil)
	asked := map[string]bool{}
	for _, question := range domain.Dimensions()[0].Values {
		resourceType, actions, _ := strings.Cut(question, ": ")
		for action := range strings.SplitSeq(actions, " ") {
			asked[resourceType+" "+action] = true
		}
	}
	for resourceType, actions := range verifier.Handled() {
		for _, action := range actions {
			if !asked[resourceType+" "+action] {
				t.Errorf("no request asks to %s %s", action, resourceType)
			}
		}
	}
}

// What is said about the input is what the requests are, not what they were
// meant to be.
func TestDomain_names_the_fields_that_it_does_not_vary(t *testing.T) {
	domain := domainOf(shipped(t, nil), nil)
	fixed, err := domain.Fixed()
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]bool{
		"resource.properties.secretTags": true, "context.requestId": true, "facts.project.trusted_ips": true,
		"context.ip": true, "context.now": true, // no rule that ships compares with an address or a moment
		"subject.type": false, "facts.token.revoked": false, "facts.login.secret.revoked": false, "facts.grants.project": false,
		"resource.properties.environment": false, "resource.properties.kind": false, "facts.target.administrators": false,
	} {
		if got := slices.Contains(fixed, field); got != want {
			t.Errorf("%s is fixed: %v, want %v", field, got, want)
		}
	}
}

// Nothing is kept that was not tried.
func TestRun_proves_nothing_before_its_first_request(t *testing.T) {
	outcome, err := Run(t.Context(), shipped(t, nil), Options{Budget: 1, Samples: 10})
	if !errors.Is(err, ErrUntried) {
		t.Errorf("%v, %v", outcome, err)
	}
}

// What is written fails under plain `opa test`, and passes once the policy is
// mended.
func TestCounterexample_is_a_test_that_plain_opa_runs(t *testing.T) {
	verifier := shipped(t, func(_ map[string]string, data map[string]any) {
		roles := data["authz"].(map[string]any)["roles"].(map[string]any)
		roles["project"].(map[string]any)["viewer"].(map[string]any)["role"] = []any{"read", "create"}
	})
	outcome, err := Run(t.Context(), verifier, Options{Only: []string{"only_admins_change_roles"}})
	if err != nil || len(outcome.Counterexamples) != 1 {
		t.Fatal(outcome, err)
	}
	found := outcome.Counterexamples[0]
	text, err := found.Test()
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(text), "\n"); lines > 15 {
		t.Errorf("the test has %d lines:\n%s", lines, text)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, policies.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(found.TestPath())), text, 0o600); err != nil {
		t.Fatal(err)
	}
	roles := filepath.Join(dir, "authz", "roles", "data.json")
	mended, err := os.ReadFile(roles)
	if err != nil {
		t.Fatal(err)
	}
	before, viewer, _ := strings.Cut(string(mended), `"viewer": {`)
	broken := before + `"viewer": {` + strings.Replace(viewer, `"role": ["read"]`, `"role": ["read", "create"]`, 1)
	for _, c := range []struct {
		name, roles string
		passes      bool
	}{{"broken", broken, false}, {"mended", string(mended), true}} {
		if err := os.WriteFile(roles, []byte(c.roles), 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), "go", "tool", "opa", "test", "--run", "counterexample", dir)
		output, err := command.CombinedOutput()
		if passes := err == nil; passes != c.passes || !strings.Contains(string(output), "only_admins_change_roles_counterexample_test") && !passes {
			t.Errorf("%s: passes %v, want %v\n%s\n%s", c.name, passes, c.passes, output, text)
		}
	}
}
