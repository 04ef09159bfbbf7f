package verify

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"warder/engine"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// TestPath is where the test of a counterexample belongs, below the folder of
// the policy: beside the assertion it refutes.
func (c *Counterexample) TestPath() string {
	return path.Join(path.Dir(c.Assertion.File), c.Assertion.Name+"_counterexample_test.rego")
}

// Test is the counterexample as a module of tests. It fails for as long as the
// policy permits the request, and stays as a test of what mended it.
func (c *Counterexample) Test() ([]byte, error) {
	document, err := engine.Document(c.Request)
	if err != nil {
		return nil, err
	}
	input, err := json.MarshalIndent(document, "", "\t")
	if err != nil {
		return nil, err
	}
	name := c.Assertion.Name
	var source strings.Builder
	fmt.Fprintf(&source, "# METADATA\n# title: A request that broke an assertion\n# description: Found by warder policy verify.\n")
	fmt.Fprintf(&source, "package authz.assert.%s_counterexample_test\n\nimport data.authz.assert.%s\n\n", name, name)
	fmt.Fprintf(&source, "# %s\n", strings.ReplaceAll(c.Message, "\n", " "))
	fmt.Fprintf(&source, "test_%s if {\n\tviolations := %s.violation with input as _request\n\tcount(violations) == 0\n}\n\n", name, name)
	fmt.Fprintf(&source, "_request := %s\n", input)
	return format.SourceWithOpts(c.TestPath(), []byte(source.String()), format.Opts{RegoVersion: ast.RegoV1})
}

// Summary is the request in one line: who asks for what, holding what.
func (c *Counterexample) Summary() string {
	r := c.Request
	var grants []string
	for _, grant := range held(r) {
		grants = append(grants, strings.Trim(grant.Source+":"+grant.Role+":"+grant.ID, ":"))
	}
	if len(grants) == 0 {
		grants = []string{"nothing"}
	}
	where := scopeOf(r)
	if r.Resource.Properties.Environment != nil {
		where += " at " + *r.Resource.Properties.Environment + ":" + *r.Resource.Properties.SecretPath
	}
	return fmt.Sprintf("%s %s on %s in the %s, holding %s", r.Subject.Type, r.Action.Name, r.Resource.Type, where, strings.Join(grants, ", "))
}
