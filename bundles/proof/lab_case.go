package proof

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"
)

// labTest is a test, and how it runs without a mutation.
type labTest struct {
	name, path string
	ref        ast.Ref
	rule       *ast.Rule
	location   *ast.Location
	rows       bool            // it has named rows
	took       time.Duration   // on the unchanged policy
	looked     map[string]bool // the rules that it looks up, those of tests not counted
	ofData     bool            // it looks at data of the policy and at no rule
	kills      int
}

// testRef is the full name of a test, without its rows; nil for any other rule.
func testRef(rule *ast.Rule) ast.Ref {
	ref := rule.Head.Ref().GroundPrefix()
	for i, term := range ref {
		name := ""
		switch value := term.Value.(type) {
		case ast.Var:
			name = string(value)
		case ast.String:
			name = string(value)
		}
		if strings.HasPrefix(name, tester.TestPrefix) {
			return rule.Module.Package.Path.Extend(ref[:i+1])
		}
	}
	return nil
}

// testsOf returns the compiled tests, sorted by name.
func testsOf(compiler *ast.Compiler) []*labTest {
	var tests []*labTest
	for _, path := range slices.Sorted(maps.Keys(compiler.Modules)) {
		for _, rule := range compiler.Modules[path].Rules {
			if ref := testRef(rule); ref != nil {
				tests = append(tests, &labTest{
					name: ref.String(), path: path, ref: ref, rule: rule, location: rule.Location,
					rows: rule.Head.DocKind() == ast.PartialObjectDoc,
				})
			}
		}
	}
	slices.SortFunc(tests, func(a, b *labTest) int { return strings.Compare(a.name, b.name) })
	return tests
}

// readsData reports whether a rule refers to the data of the policy, itself or by
// what it depends on.
func readsData(compiler *ast.Compiler, rule *ast.Rule, data map[string]any) bool {
	seen := map[*ast.Rule]bool{}
	for queue := []*ast.Rule{rule}; len(queue) > 0; {
		next := queue[0]
		queue = queue[1:]
		if seen[next] {
			continue
		}
		seen[next] = true
		if refersTo(next, data) {
			return true
		}
		for needed := range compiler.Graph.Dependencies(next) {
			if rule, is := needed.(*ast.Rule); is {
				queue = append(queue, rule)
			}
		}
	}
	return false
}

func refersTo(rule *ast.Rule, data map[string]any) (found bool) {
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		found = found || ref.HasPrefix(ast.DefaultRootRef) && holds(data, ref.ConstantPrefix()[1:])
		return found
	})
	return found
}

// holds reports whether data has a value at the path.
func holds(data any, path ast.Ref) bool {
	for _, step := range path {
		name, isName := step.Value.(ast.String)
		object, isObject := data.(map[string]any)
		if !isName || !isObject || object[string(name)] == nil {
			return false
		}
		data = object[string(name)]
	}
	return true
}
