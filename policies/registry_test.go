package policies_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// modules are the parsed policy, with annotations, by path; tests apart.
func modules(t *testing.T) (rules map[string]*ast.Module, tests string) {
	t.Helper()
	rules = map[string]*ast.Module{}
	err := filepath.WalkDir("authz", func(path string, entry os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".rego" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, "_test.rego") {
			tests += string(text)
			return nil
		}
		rules[path], err = ast.ParseModuleWithOpts(path, string(text), ast.ParserOptions{ProcessAnnotation: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rules, tests
}

// denial is what a deny says about itself.
type denial struct {
	path, code, status, remediation string
	rule                            *ast.Rule
}

func denials(t *testing.T) []denial {
	t.Helper()
	rules, _ := modules(t)
	var found []denial
	for path, module := range rules {
		for _, rule := range module.Rules {
			if rule.Head.Name != "deny" {
				continue
			}
			if len(rule.Annotations) == 0 {
				t.Errorf("%v has no METADATA", rule.Location)
				continue
			}
			about := rule.Annotations[len(rule.Annotations)-1]
			if about.Title == "" || about.Description == "" {
				t.Errorf("%v needs a title and a description", rule.Location)
			}
			custom := func(name string) string { return strings.TrimSpace(fmt.Sprint(about.Custom[name])) }
			found = append(found, denial{path, custom("code"), custom("status"), custom("remediation"), rule})
		}
	}
	return found
}

func TestEvery_denial_carries_the_code_of_its_metadata(t *testing.T) {
	_, tests := modules(t)
	statuses := map[string]string{}
	for _, d := range denials(t) {
		object, ok := d.rule.Head.Key.Value.(ast.Object)
		if !ok {
			t.Errorf("%v: write deny contains {\"code\": ..., \"message\": ...} if { ... }", d.rule.Location)
			continue
		}
		if code := object.Get(ast.StringTerm("code")); code == nil || code.Value.Compare(ast.String(d.code)) != 0 {
			t.Errorf("%v: code %v is not the %q of its METADATA", d.rule.Location, code, d.code)
		}
		if object.Get(ast.StringTerm("message")) == nil || d.remediation == "<nil>" {
			t.Errorf("%v: a denial has a message and a remediation", d.rule.Location)
		}
		if known, seen := statuses[d.code]; seen && known != d.status {
			t.Errorf("%v: %s has status %s here and %s elsewhere", d.rule.Location, d.code, d.status, known)
		}
		statuses[d.code] = d.status
		if !strings.Contains(tests, `"`+d.code+`"`) {
			t.Errorf("no test expects %s", d.code)
		}
	}
}

// A reference that is an operand is looked up before `not` applies, so that
// `not f(input.x)` is undefined, and silent, where x is missing. Only a rule,
// a plain reference and == are safe to negate in a denial and what it rests on.
func TestNothing_is_negated_that_could_be_undefined(t *testing.T) {
	rules, _ := modules(t)
	for path, module := range rules {
		if !strings.HasPrefix(path, filepath.Join("authz", "rules")) {
			continue
		}
		ast.WalkExprs(module, func(expr *ast.Expr) bool {
			if expr.Negated && expr.IsCall() && !expr.IsEquality() && expr.Operator().String() != "equal" {
				ast.WalkRefs(expr.Operands(), func(ref ast.Ref) bool {
					if ref.HasPrefix(ast.InputRootRef) {
						t.Errorf("%v: give the negated expression a rule of its own: %v", expr.Location, expr)
					}
					return false
				})
			}
			return false
		})
	}
}

func TestEvery_package_and_exported_rule_is_described(t *testing.T) {
	rules, _ := modules(t)
	for path, module := range rules {
		if !owned(path) {
			continue
		}
		described := map[string]bool{"handles": true} // README says what they are
		for _, about := range module.Annotations {
			if about.Title == "" {
				t.Errorf("%s: METADATA without a title", path)
			}
			if rule, ok := about.GetTargetPath()[len(about.GetTargetPath())-1].Value.(ast.String); ok {
				described[string(rule)] = true
			}
		}
		name := module.Package.Path[len(module.Package.Path)-1].Value.(ast.String)
		if !described[string(name)] {
			t.Errorf("%s: the package has no METADATA", path)
		}
		for _, rule := range module.Rules {
			if exported := rule.Head.Ref()[0].String(); !strings.HasPrefix(exported, "_") && !described[exported] {
				t.Errorf("%v: %s has no METADATA", rule.Location, exported)
			}
		}
	}
}

// owned leaves out the library, whose functions are described by themselves.
func owned(path string) bool {
	return !strings.HasPrefix(path, filepath.Join("authz", "lib"))
}

// Rows of the table: | `code` | status | packages | meaning | what to do |
var row = regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| (\\d+) \\| ([a-z, ]+) \\| .+ \\| .+ \\|$")

func TestReadme_lists_every_reason_code(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, d := range denials(t) {
		key := d.code + " " + d.status
		if name := filepath.Base(filepath.Dir(d.path)); !slices.Contains(want[key], name) {
			want[key] = append(want[key], name)
		}
	}
	for _, match := range row.FindAllStringSubmatch(string(text), -1) {
		key := match[1] + " " + match[2]
		packages := want[key]
		slices.Sort(packages)
		if listed := strings.Join(packages, ", "); listed != match[3] {
			t.Errorf("README.md says %s comes from %q, and it comes from %q", key, match[3], listed)
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("README.md does not list %s", key)
	}
}
