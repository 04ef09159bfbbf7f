package input

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite policies/schemas/input.json")

const schemaPath = "../../policies/schemas/input.json"

func TestSchema_is_what_the_policies_are_checked_against(t *testing.T) {
	if *update {
		if err := os.WriteFile(schemaPath, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, Schema()) {
		t.Errorf("%s is not the schema of Request; run: go test ./engine/input -run Schema -update", schemaPath)
	}
}

// matcher asks OPA's own validator.
func matcher(t *testing.T) func(document any) bool {
	t.Helper()
	var schema any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	query, err := rego.New(rego.Query("json.match_schema(input.document, input.schema)")).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func(document any) bool {
		results, err := query.Eval(t.Context(), rego.EvalInput(map[string]any{"document": document, "schema": schema}))
		if err != nil || len(results) != 1 {
			t.Fatal(results, err)
		}
		return results[0].Expressions[0].Value.([]any)[0] == true
	}
}

func TestSchema_admits_every_request_whose_facts_were_looked_up(t *testing.T) {
	matches := matcher(t)
	rapid.Check(t, func(t *rapid.T) {
		document, err := Document(anyRequest(t, false))
		if err != nil {
			t.Fatal(err)
		}
		if !matches(document) {
			t.Fatalf("%v", document)
		}
	})
}

func TestSchema_is_closed(t *testing.T) {
	matches := matcher(t)
	whole := func() map[string]any {
		document, err := Document(&Request{
			Subject: Subject{Type: SubjectIdentity, ID: "i1"}, Action: Action{Name: "readValue"}, Resource: Resource{Type: "secrets"},
			Context: Context{Mode: "identity_access_token", Accepts: []string{"identity_access_token"}},
			Facts: Facts{
				Token:   &Token{TrustedIPs: []string{}},
				Project: &Project{TrustedIPs: []string{}},
				Grants:  &Grants{Organization: []Grant{}, Project: []Grant{{Source: SourceRole, Role: "admin"}}},
				Target:  &Target{Administrators: []Administrators{}, Holdings: []Holding{}, HandsOut: []Holding{}, Held: []Holding{}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return document.(map[string]any)
	}
	if !matches(whole()) {
		t.Fatal("the unchanged document does not match")
	}
	for _, path := range []string{"", "subject", "action", "resource", "resource/properties", "context", "facts", "facts/token", "facts/grants", "facts/target"} {
		document := whole()
		at := document
		for key := range strings.SplitSeq(path, "/") {
			if key != "" {
				at = at[key].(map[string]any)
			}
		}
		at["surprise"] = true
		if matches(document) {
			t.Errorf("an unknown field in %q is admitted", path)
		}
	}
	document := whole()
	delete(document["facts"].(map[string]any)["token"].(map[string]any), "revoked")
	if matches(document) {
		t.Error("a fact that is always there may be left out")
	}
}
