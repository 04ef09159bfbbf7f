package engine

import (
	"errors"
	"strings"
	"testing"

	"warder/engine/input"
)

const (
	frozenPath   = "authz/assert/frozen/frozen.rego"
	frozenSource = `# METADATA
# title: Nothing is created
# description: Not even by an administrator.
# custom:
#   domain:
#     environments: [staging]
package authz.assert.frozen

violation contains "created" if {
	data.authz.main.decision.permitted
	input.action.name == "create"
}
`
)

func asks(action, role string) *input.Request {
	return &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"}, Action: input.Action{Name: action}, Resource: input.Resource{Type: "secrets"},
		Facts: input.Facts{Token: &input.Token{WellFormed: true}, Grants: &input.Grants{Project: []input.Grant{{Source: input.SourceRole, Role: role}}}},
	}
}

func TestVerifier_asks_the_assertions_about_what_is_permitted(t *testing.T) {
	v, err := NewVerifier(t.Context(), optionsOf(map[string]string{frozenPath: frozenSource}))
	if err != nil {
		t.Fatal(err)
	}
	if v.permitted == nil {
		t.Error("it asks about refused requests, too, although the assertion is about permitted ones")
	}
	for _, c := range []struct {
		action, role string
		want         int
	}{{"create", "admin", 1}, {"create", "viewer", 0}, {"readValue", "admin", 0}} {
		found, err := v.Violations(t.Context(), asks(c.action, c.role))
		if err != nil || len(found) != c.want {
			t.Errorf("%s by %s: %v (%v), want %d", c.action, c.role, found, err, c.want)
		}
		if c.want == 1 && found[0] != (Violation{"frozen", "created"}) {
			t.Errorf("found %v", found)
		}
	}
	stated := v.Assertions()
	if len(stated) != 1 || stated[0].Title != "Nothing is created" || stated[0].Row != 7 || stated[0].Domain["environments"][0] != "staging" {
		t.Errorf("assertions %+v", stated)
	}
	if handled := v.Handled(); len(handled["secrets"]) != 2 {
		t.Errorf("handled %v", handled)
	}
}

// An assertion about refusals is asked about refused requests.
func TestVerifier_asks_about_refusals_if_an_assertion_is_about_them(t *testing.T) {
	source := strings.Replace(frozenSource, "\tdata.authz.main.decision.permitted\n", "\tnot data.authz.main.decision.permitted\n", 1)
	v, err := NewVerifier(t.Context(), optionsOf(map[string]string{frozenPath: source}))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := v.Violations(t.Context(), asks("create", "viewer")); err != nil || len(found) != 1 {
		t.Errorf("found %v (%v)", found, err)
	}
}

func TestAssertions_take_no_part_in_a_decision(t *testing.T) {
	e := start(t, map[string]string{frozenPath: frozenSource})
	if !e.Decide(t.Context(), asks("create", "admin")).Permitted {
		t.Error("an assertion denied")
	}
	for path := range e.program().compiler.Modules {
		if strings.Contains(path, "assert") {
			t.Errorf("the engine compiled %s", path)
		}
	}
	for name, c := range map[string]struct{ path, source, says string }{
		"a_rule_that_reads_one": {
			secretsPath, secretsSource + "\n_x if data.authz.assert.frozen.violation\n", "secrets.rego:20: rego_compile_error: data.authz.assert.frozen.violation: an assertion takes no part",
		},
		"one_that_is_defined_elsewhere": {"authz/x.rego", "package authz\n\nassert.x.violation contains 1 if true\n", "x.rego:3: rego_compile_error: an assertion is a package of its own"},
		"one_that_states_nothing":       {frozenPath, "package authz.assert.frozen\n\nx := 1\n", "frozen.rego:1: rego_compile_error: an assertion states a violation"},
		"one_that_is_no_set":            {frozenPath, "package authz.assert.frozen\n\nviolation if true\n", "frozen.rego:3: rego_compile_error: violation must be a set"},
		"one_that_is_nested":            {frozenPath, "package authz.assert.a.b\n\nviolation contains 1 if true\n", "an assertion lies directly below"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(t.Context(), optionsOf(map[string]string{c.path: c.source})); !errors.Is(err, ErrPolicyInvalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
	if _, err := NewVerifier(t.Context(), optionsOf(map[string]string{frozenPath: strings.Replace(frozenSource, "# title: Nothing is created\n", "", 1)})); err == nil ||
		!strings.Contains(err.Error(), "METADATA with a title") {
		t.Errorf("an assertion without a title: %v", err)
	}
}

// What cannot be evaluated proves nothing.
func TestVerifier_an_error_is_no_proof(t *testing.T) {
	source := strings.Replace(frozenSource, "input.action.name == \"create\"", "net.cidr_contains(input.action.name, \"10.0.0.1\")", 1)
	v, err := NewVerifier(t.Context(), optionsOf(map[string]string{frozenPath: source}))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := v.Violations(t.Context(), asks("create", "admin")); err == nil {
		t.Errorf("found %v without an error", found)
	}
}
