package proof

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// CheckCodes holds every denial to the registry of reason codes: METADATA with
// title, description, code, status and remediation, the same code in the rule,
// one status for one code, and a test that expects it.
func (t *Tree) CheckCodes() []Finding {
	modules, findings := t.parse()
	if len(findings) > 0 {
		return findings
	}
	expected := texts(modules)
	statuses := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		if isTest(path) || !isRulePackage(modules[path].Package.Path) {
			continue
		}
		for _, rule := range modules[path].Rules {
			if rule.Head.Name == "deny" {
				findings = append(findings, t.checkDenial(rule, expected, statuses)...)
			}
		}
	}
	return settled(findings)
}

func isRulePackage(path ast.Ref) bool {
	return strings.HasPrefix(path.String(), "data.authz.rules.")
}

// checkDenial holds one denial to the registry.
func (t *Tree) checkDenial(rule *ast.Rule, expected map[string]bool, statuses map[string]string) []Finding {
	var findings []Finding
	report := func(format string, args ...any) {
		findings = append(findings, t.at(StepCodes, rule.Location, format, args...))
	}
	about := metadata(rule)
	if about == nil {
		report("a denial has METADATA: title, description, and custom code, status and remediation")
		return findings
	}
	for _, missing := range incomplete(about) {
		report("the METADATA of a denial lacks %s", missing)
	}
	code, status := custom(about, "code"), custom(about, "status")
	if code == "" {
		return findings
	}
	if given := codeOf(rule); given != code {
		report("its METADATA says code %q, and the rule gives %s", code, quoted(given))
	}
	if n, err := strconv.Atoi(status); status != "" && (err != nil || n < 400 || n > 599) {
		report("status %s refuses nothing; want 400 to 599", status)
	}
	if other, seen := statuses[code]; seen && other != status {
		report("%s has status %s here and %s elsewhere", code, status, other)
	}
	statuses[code] = status
	if !expected[code] {
		report("no test expects %q", code)
	}
	return findings
}

func quoted(code string) string {
	if code == "" {
		return "none: write deny contains {\"code\": ..., \"message\": ...} if { ... }"
	}
	return strconv.Quote(code)
}

func incomplete(about *ast.Annotations) []string {
	var missing []string
	if about.Title == "" {
		missing = append(missing, "a title")
	}
	if about.Description == "" {
		missing = append(missing, "a description")
	}
	for _, name := range []string{"code", "status", "remediation"} {
		if custom(about, name) == "" {
			missing = append(missing, "custom."+name)
		}
	}
	return missing
}

// metadata is the nearest annotation of the rule, or nil.
func metadata(rule *ast.Rule) *ast.Annotations {
	if len(rule.Annotations) == 0 {
		return nil
	}
	return rule.Annotations[len(rule.Annotations)-1]
}

func custom(about *ast.Annotations, name string) string {
	if value, has := about.Custom[name]; has && value != nil {
		return strings.TrimSpace(fmt.Sprint(value))
	}
	return ""
}

// codeOf is the literal code in the head of a denial. Tools may strip
// METADATA, and a denial without a code would be none.
func codeOf(rule *ast.Rule) string {
	if rule.Head.Key == nil {
		return ""
	}
	reason, isObject := rule.Head.Key.Value.(ast.Object)
	if !isObject {
		return ""
	}
	term := reason.Get(ast.StringTerm("code"))
	if term == nil {
		return ""
	}
	code, _ := term.Value.(ast.String)
	return string(code)
}

// texts are the strings that stand in tests.
func texts(modules map[string]*ast.Module) map[string]bool {
	found := map[string]bool{}
	for path, module := range modules {
		if !isTest(path) {
			continue
		}
		ast.WalkTerms(module, func(term *ast.Term) bool {
			if text, isText := term.Value.(ast.String); isText {
				found[string(text)] = true
			}
			return false
		})
	}
	return found
}
