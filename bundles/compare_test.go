package bundles

import (
	"slices"
	"strings"
	"testing"

	"warder/engine"
)

// A policy is compared by the inputs that its own tests give it.
func TestInputs_are_those_of_the_tests(t *testing.T) {
	policy := engine.Policy{Modules: map[string]string{"authz/x/x.rego": "package authz.x\n\nodd if input.n == 3\n"}}
	inputs, err := TestInputs(t.Context(), policy, map[string]string{"authz/x/x_test.rego": `package authz.x_test

import data.authz.x

test_odd[name] if {
	some name, n in {"three": 3, "five": 5}
	x.odd with input as {"n": n}
}

test_fails if x.odd with input as {"n": 7}
`})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for _, input := range inputs {
		texts = append(texts, input.String())
	}
	if !slices.Equal(texts, []string{`{"n": 3}`, `{"n": 5}`, `{"n": 7}`}) {
		t.Errorf("found %s", strings.Join(texts, " "))
	}
}

// The embedded policy is not compared when a server starts: this is where it is.
func TestThe_embedded_policy_is_planned_as_it_is_meant(t *testing.T) {
	files, required := shipped(t)
	folder, err := Files(files).Folder()
	if err != nil {
		t.Fatal(err)
	}
	requests, err := CanaryRequests()
	if err != nil {
		t.Fatal(err)
	}
	decider, err := engine.New(t.Context(), engine.Options{
		Policy: folder.Policy, Guardrails: required.Guardrails, Required: required.Required, Crosscheck: &engine.Crosscheck{Requests: requests},
	})
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := TestInputs(t.Context(), folder.Policy, folder.Tests)
	if err != nil {
		t.Fatal(err)
	}
	if len(inputs) < 300 {
		t.Errorf("the tests have %d inputs, which are not all", len(inputs))
	}
	if standing := decider.Compare(t.Context(), inputs); standing != (engine.Standing{Evaluator: engine.Plan}) {
		t.Errorf("standing %+v", standing)
	}
}
