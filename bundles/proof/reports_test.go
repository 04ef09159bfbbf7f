package proof

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"

	"warder/engine"
)

// broken is a proof that found something in every step.
func broken(t *testing.T) *Proof {
	t.Helper()
	tree := build(t, map[string]string{
		rule:       strings.Replace(house[rule], "\tinput.resource.type", "\t\tinput.resource.type", 1) + "\n_never if input.action.name == \"x\"\n",
		freezeTest: strings.Replace(house[freezeTest], `{"change_freeze"}]`, `{"another"}]`, 1),
	})
	proof := &Proof{}
	proof.Add(StepFormat, tree.CheckFormat)
	proof.Add(StepCodes, tree.CheckCodes)
	proof.Add(StepTest, func() []Finding {
		proof.Report, _ = tree.Test(t.Context(), TestOptions{Coverage: true})
		return proof.Report.Findings()
	})
	proof.Add(StepCoverage, func() []Finding { return tree.CheckCoverage(proof.Report, 100) })
	return proof
}

func TestProve_runs_no_test_of_what_does_not_compile(t *testing.T) {
	tree := build(t, nil) // it lacks an entry point
	proof := tree.Prove(context.Background(), Options{Engine: engine.Options{Required: []string{"tokens"}}, Threshold: 100})
	if proof.Report != nil || len(proof.Steps) != 4 || Failing(proof.Findings()) == 0 {
		t.Errorf("steps %v", proof.Steps)
	}
	if text := proof.Findings()[0].String(); !strings.Contains(text, "data.authz.main.decision") {
		t.Errorf("it says %s", text)
	}
}

func TestWriteJUnit_counts_what_it_holds(t *testing.T) {
	var written bytes.Buffer
	if err := broken(t).WriteJUnit(&written); err != nil {
		t.Fatal(err)
	}
	var read junitSuites
	if err := xml.Unmarshal(written.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	tests, failures := 0, 0
	for _, suite := range read.Suites {
		for _, c := range suite.Cases {
			tests++
			if c.Failure != nil {
				failures++
			}
			if c.Class != suite.Name || c.Name == "" || c.Time == "" {
				t.Errorf("case %+v of %s", c, suite.Name)
			}
		}
	}
	if read.Tests != tests || read.Failures != failures || failures < 4 || tests == failures {
		t.Errorf("says %d tests and %d failures, holds %d and %d:\n%s", read.Tests, read.Failures, tests, failures, &written)
	}
	if !strings.Contains(written.String(), `name="test_codes/prod"`) || !strings.Contains(written.String(), "line 13 was not true") {
		t.Errorf("the failing row is not shown:\n%s", &written)
	}
}

// sarifSchema is the whole schema of SARIF 2.1.0; it says where it is from.
//
//go:embed testdata/sarif-2.1.0.json
var sarifSchema string

func TestWriteSARIF_is_what_the_schema_requires(t *testing.T) {
	oddlyNamed := &Proof{}
	oddlyNamed.Add(StepCheck, func() []Finding { return []Finding{{Step: StepCheck, File: `my rules/50%#1?.rego`, Message: "no"}} })
	for name, proof := range map[string]*Proof{"findings": broken(t), "none": {}, "a file with an odd name": oddlyNamed} {
		var written bytes.Buffer
		if err := proof.WriteSARIF(&written); err != nil {
			t.Fatal(err)
		}
		for _, problem := range violations(t, written.Bytes()) {
			t.Errorf("%s: %v", name, problem)
		}
		var read sarifLog
		if err := json.Unmarshal(written.Bytes(), &read); err != nil {
			t.Fatal(err)
		}
		rules := map[string]bool{}
		for _, rule := range read.Runs[0].Tool.Driver.Rules {
			rules[rule.ID] = true
		}
		for _, result := range read.Runs[0].Results {
			if !rules[result.RuleID] {
				t.Errorf("%s: rule %q is not described", name, result.RuleID)
			}
		}
		if len(read.Runs[0].Results) != len(proof.Findings()) {
			t.Errorf("%s: %d results of %d findings", name, len(read.Runs[0].Results), len(proof.Findings()))
		}
	}
	if len(violations(t, []byte(`{"version": "2.0.0", "runs": [{"results": []}]}`))) < 2 {
		t.Error("the schema finds nothing wrong with what is wrong")
	}
}

// violations asks OPA's own validator of JSON schemas.
func violations(t *testing.T, document []byte) []any {
	t.Helper()
	results, err := rego.New(
		rego.Query("json.match_schema(input.document, input.schema)"),
		rego.Input(map[string]any{"document": string(document), "schema": sarifSchema}),
	).Eval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := results[0].Expressions[0].Value.([]any)
	return answer[1].([]any)
}
