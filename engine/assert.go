package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// assertRoot is the folder of assertions. Each package directly below it states
// what must never be true, as a set of messages:
//
//	package authz.assert.frozen
//
//	violation contains "a secret of prod was written" if {
//		data.authz.main.decision.permitted
//		...
//	}
//
// It reads the input and the decision about it. Assertions are proved beforehand
// and take no part in any decision: an engine leaves them out, and refuses a
// policy whose rules refer to them.
const assertRoot = "authz/assert"

const exportViolation = "violation"

// Assertion is one statement of what must never be true.
type Assertion struct {
	Name        string // of its package below data.authz.assert
	Title       string
	Description string
	File        string
	Row         int
	// Domain are values that a search must try besides its own, from
	// custom.domain of the METADATA: environments, paths, names, addresses,
	// moments.
	Domain map[string][]string
}

// setAside takes the assertions out of what decides, after a look that nothing
// refers to them and that each states something.
func setAside(modules map[string]*ast.Module, keep bool) error {
	var problems ast.Errors
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module := modules[path]
		if beneath(refPath(module.Package.Path), assertRoot) {
			problems = append(problems, checkAssertion(module)...)
			if !keep {
				delete(modules, path)
			}
			continue
		}
		problems = append(problems, checkApart(module)...)
	}
	return orNil(problems)
}

func checkAssertion(module *ast.Module) ast.Errors {
	if len(segments(refPath(module.Package.Path))) != len(segments(assertRoot))+1 {
		return ast.Errors{invalid(module.Package.Location, "an assertion lies directly below %s", assertRoot)}
	}
	for _, rule := range module.Rules {
		if rule.Head.Name == exportViolation {
			if rule.Head.RuleKind() != ast.MultiValue {
				return ast.Errors{invalid(rule.Location, "violation must be a set: write %q", "violation contains ... if { ... }")}
			}
			return nil
		}
	}
	return ast.Errors{invalid(module.Package.Location, "an assertion states a violation: write %q", "violation contains ... if { ... }")}
}

// checkApart refuses rules that define or read assertions from elsewhere.
func checkApart(module *ast.Module) ast.Errors {
	var problems ast.Errors
	for _, rule := range module.Rules {
		if beneath(refPath(ruleRef(rule)), assertRoot) {
			problems = append(problems, invalid(rule.Location, "an assertion is a package of its own below %s", assertRoot))
		}
	}
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		if ref.HasPrefix(ast.DefaultRootRef) && beneath(refPath(ref), assertRoot) {
			problems = append(problems, invalid(ref[0].Location, "%v: an assertion takes no part in a decision", ref))
		}
		return false
	})
	return problems
}

func findAssertions(modules map[string]*ast.Module) ([]Assertion, error) {
	found := []Assertion{}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module := modules[path]
		name, isAssertion := strings.CutPrefix(refPath(module.Package.Path), assertRoot+"/")
		if !isAssertion {
			continue
		}
		assertion := Assertion{Name: name, File: module.Package.Location.File, Row: module.Package.Location.Row}
		for _, about := range module.Annotations {
			if about.Scope == "package" {
				assertion.Title, assertion.Description = about.Title, strings.TrimSpace(about.Description)
				assertion.Domain = domainOf(about)
			}
		}
		if assertion.Title == "" {
			return nil, orNil(ast.Errors{invalid(module.Package.Location, "an assertion has METADATA with a title")})
		}
		found = append(found, assertion)
	}
	return found, nil
}

func domainOf(about *ast.Annotations) map[string][]string {
	stated, _ := about.Custom["domain"].(map[string]any)
	domain := map[string][]string{}
	for name, values := range stated {
		list, _ := values.([]any)
		for _, value := range list {
			domain[name] = append(domain[name], fmt.Sprint(value))
		}
	}
	return domain
}
