package policies_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// program compiles the policy of this folder with its tests, once.
var program = sync.OnceValues(func() (*rego.PreparedEvalQuery, error) {
	query, err := rego.New(
		rego.Query(`answer := {
			"decision": data.authz.main.decision,
			"packages": {name: {
				"deny": deny,
				"grant": [grant | some grant in data.authz.rules[name].grant],
				"item": [item | some item in data.authz.rules[name].item],
				"obligation": [duty | some duty in data.authz.rules[name].obligation],
			} | deny := data.authz.rules[name].deny},
		}`),
		rego.Load([]string{"."}, onlyPolicy),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(context.Background())
	return &query, err
})

func onlyPolicy(path string, info fs.FileInfo, _ int) bool {
	return !info.IsDir() && !strings.HasSuffix(path, ".rego") && !strings.HasSuffix(path, "data.json")
}

// answer is what the policy says to one input: the decision, and what each
// rule package said by itself.
type answer struct {
	Decision decision       `json:"decision"`
	Packages map[string]say `json:"packages"`
}

type decision struct {
	Permitted bool     `json:"permitted"`
	Visible   []reason `json:"visible"`
	Reasons   []reason `json:"reasons"`
}

type reason struct {
	Code string `json:"code"`
}

type say struct {
	Deny  []json.RawMessage `json:"deny"`
	Grant []string          `json:"grant"`
	Item  []int             `json:"item"`
	Duty  []string          `json:"obligation"`
}

// ask evaluates as the engine does: a failing built-in is an error.
func ask(t *testing.T, input ast.Value) (answer, error) {
	t.Helper()
	query, err := program()
	if err != nil {
		t.Fatal(err)
	}
	results, err := query.Eval(context.Background(), rego.EvalParsedInput(input))
	if err != nil {
		return answer{}, err
	}
	var got answer
	convert(t, results[0].Bindings["answer"], &got)
	return got, nil
}

// known is what the policy and its tests say without any input.
type known struct {
	Examples map[string]map[string]any `json:"examples"`
	Cases    map[string]map[string]struct {
		Input map[string]any `json:"input"`
	} `json:"cases"`
	Handles map[string]map[string][]string `json:"handles"`
}

var static = sync.OnceValues(func() (rego.ResultSet, error) {
	return rego.New(
		rego.Query(`known := {
			"examples": data.authz.fixtures_test.permitted,
			"cases": {name: cases | cases := data.authz.rules[name].cases},
			"handles": {name: handles | handles := data.authz.rules[name].handles},
		}`),
		rego.Load([]string{"."}, onlyPolicy),
	).Eval(context.Background())
})

func whatIsKnown(t *testing.T) known {
	t.Helper()
	results, err := static()
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 1 {
		t.Fatal("the examples, the cases or the handles are undefined")
	}
	var found known
	convert(t, results[0].Bindings["known"], &found)
	return found
}

func convert(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func inputOf(t *testing.T, document any) ast.Value {
	t.Helper()
	value, err := ast.InterfaceToValue(document)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// typeOf is the type of resource that an input is about, if it says so.
func typeOf(input ast.Value) string {
	found, err := input.Find(ast.MustParseRef("input.resource.type")[1:])
	if err != nil {
		return ""
	}
	name, _ := found.(ast.String)
	return string(name)
}

// fields are the paths of a document, those inside lists excepted.
func fields(document map[string]any) [][]string {
	var found [][]string
	for name, value := range document {
		found = append(found, []string{name})
		nested, _ := value.(map[string]any)
		for _, rest := range fields(nested) {
			found = append(found, append([]string{name}, rest...))
		}
	}
	return found
}

// with is a copy of a document in which the field at path has become value, or
// is gone if there is none.
func with(document map[string]any, path []string, value ...any) map[string]any {
	changed := make(map[string]any, len(document))
	for name, field := range document {
		changed[name] = field
	}
	if nested, ok := document[path[0]].(map[string]any); ok && len(path) > 1 {
		changed[path[0]] = with(nested, path[1:], value...)
		return changed
	}
	delete(changed, path[0])
	for _, v := range value {
		changed[path[0]] = v
	}
	return changed
}
