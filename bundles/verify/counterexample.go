package verify

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
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
	document, isObject := c.Document.(map[string]any)
	if !isObject {
		return nil, fmt.Errorf("%s: the counterexample has no input", c.Assertion.Name)
	}
	input, err := packed(document, 1)
	if err != nil {
		return nil, err
	}
	name := c.Assertion.Name
	var source strings.Builder
	fmt.Fprintf(&source, "package authz.assert.%s_counterexample_test\n\n", name)
	fmt.Fprintf(&source, "# %s\n", strings.ReplaceAll(c.Message, "\n", " "))
	fmt.Fprintf(&source, "test_%s if {\n\tcount(data.authz.assert.%s.violation) == 0 with input as %s\n}\n", name, name, input)
	return format.SourceWithOpts(c.TestPath(), []byte(source.String()), format.Opts{RegoVersion: ast.RegoV1})
}

// widest is how long a line of the written input becomes, and twice that a line
// of one member: wide, so that all of it is seen at once.
const widest = 160

// packed writes an object with as many members on a line as there is room for.
// A member that is too long for a line of its own is packed in turn.
func packed(object map[string]any, depth int) (string, error) {
	indent := strings.Repeat("\t", depth+1)
	var lines []string
	line := ""
	for _, name := range sorted(object) {
		text, err := json.Marshal(object[name])
		if err != nil {
			return "", err
		}
		member := fmt.Sprintf("%q: %s", name, text)
		if inner, isObject := object[name].(map[string]any); isObject && len(member) > 2*widest {
			body, err := packed(inner, depth+1)
			if err != nil {
				return "", err
			}
			lines = append(lines, line, fmt.Sprintf("%q: %s,", name, body))
			line = ""
			continue
		}
		if line != "" && len(line)+len(member) > widest {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+member+",", " ")
	}
	lines = slices.DeleteFunc(append(lines, line), func(line string) bool { return line == "" })
	return "{\n" + indent + strings.Join(lines, "\n"+indent) + "\n" + strings.Repeat("\t", depth) + "}", nil
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
