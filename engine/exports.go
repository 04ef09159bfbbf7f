package engine

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// rulesRoot is the folder beneath which every folder is a rule package.
const rulesRoot = "authz/rules"

// What a rule package may export. The sets are collected by authz.main; ok is
// the positive form of an empty deny; handles says which actions it decides.
const (
	exportOK         = "ok"
	exportDeny       = "deny"
	exportGrant      = "grant"
	exportMissing    = "missing"
	exportItem       = "item"
	exportObligation = "obligation"
	exportHandles    = "handles"
)

var setExports = []string{exportDeny, exportGrant, exportMissing, exportItem, exportObligation}

// rulePackage is what one folder below rulesRoot defines.
type rulePackage struct {
	exports map[string]bool
	// types are the resource types that handles names; nil if it cannot be read
	// off the source, or there is none.
	types []string
	// paths are the modules that it is made of.
	paths map[string]bool
	// proven says that ok and deny are known to agree; see Options.Shipped.
	proven bool
}

// speaks reports whether the package can object or approve at all.
func (p *rulePackage) speaks() bool {
	return p != nil && (p.exports[exportOK] || p.exports[exportDeny])
}

// rulePackages are the rule packages of a policy by name.
type rulePackages map[string]*rulePackage

// names are sorted, so that what is generated from them is stable.
func (p rulePackages) names() []string { return slices.Sorted(maps.Keys(p)) }

// with lists the packages that export what, sorted.
func (p rulePackages) with(what string) []string {
	return slices.DeleteFunc(p.names(), func(name string) bool { return !p[name].exports[what] })
}

// findExports reads the rule packages off the parsed modules. It refuses what
// authz.main would walk past in silence, because a rule that is not heard
// cannot deny: a deny that is not a set, one in a nested package, one whose
// package is named by a variable.
func findExports(modules map[string]*ast.Module) (rulePackages, error) {
	found := rulePackages{}
	var problems ast.Errors
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		for _, rule := range modules[path].Rules {
			ref := ruleRef(rule)
			if !beneath(refPath(ref), rulesRoot) {
				continue
			}
			if problem := found.add(rule, ref[3:]); problem != nil {
				problems = append(problems, problem)
			}
		}
	}
	return found, orNil(problems)
}

// add notes what rule exports; ref is its reference below data.authz.rules.
func (p rulePackages) add(rule *ast.Rule, ref ast.Ref) *ast.Error {
	if len(ref) < 2 {
		return invalid(rule.Location, "rule %v lies in no rule package; make a folder below %s", rule.Head.Name, rulesRoot)
	}
	name, named := ref[0].Value.(ast.String)
	what, literal := ref[1].Value.(ast.String)
	if !named || !literal {
		return invalid(rule.Location, "rule %v has a variable where its package or name should be", rule.Head.Name)
	}
	last, _ := ref[len(ref)-1].Value.(ast.String)
	if len(ref) > 2 && slices.Contains(setExports, string(last)) {
		return invalid(rule.Location, "%s in a nested package is not heard; rule packages lie directly below %s", last, rulesRoot)
	}
	if problem := checkKind(rule, string(what), len(ref) > 2); problem != nil {
		return problem
	}
	p.note(rule, string(name), string(what))
	return nil
}

func (p rulePackages) note(rule *ast.Rule, name, what string) {
	if p[name] == nil {
		p[name] = &rulePackage{exports: map[string]bool{}, paths: map[string]bool{}}
	}
	p[name].paths[rule.Location.File] = true
	if what == exportHandles {
		p[name].types = nil // a second definition: neither says all
		if !p[name].exports[what] {
			p[name].types = literalTypes(rule)
		}
	}
	if isExport(what) {
		p[name].exports[what] = true
	}
}

// prove marks the packages whose modules are all among the shipped ones.
func (p rulePackages) prove(modules map[string]string, shipped ...map[string]string) {
	unchanged := func(path string) bool {
		return slices.ContainsFunc(shipped, func(own map[string]string) bool {
			source, ok := own[path]
			return ok && source == modules[path]
		})
	}
	for _, found := range p {
		found.proven = true
		for path := range found.paths {
			found.proven = found.proven && unchanged(path)
		}
	}
}

// literalTypes reads the resource types off `handles := {"type": ..., ...}`.
func literalTypes(rule *ast.Rule) []string {
	if rule.Default || rule.Else != nil || rule.Head.Value == nil || len(rule.Head.Ref()) != 1 ||
		!rule.Body.Equal(ast.NewBody(ast.NewExpr(ast.BooleanTerm(true)))) {
		return nil
	}
	object, ok := rule.Head.Value.Value.(ast.Object)
	if !ok {
		return nil
	}
	types := []string{}
	for _, key := range object.Keys() {
		name, ok := key.Value.(ast.String)
		if !ok {
			return nil
		}
		types = append(types, string(name))
	}
	return types
}

func checkKind(rule *ast.Rule, what string, nested bool) *ast.Error {
	if isExport(what) && len(rule.Head.Args) > 0 {
		return invalid(rule.Location, "%s must be a rule, not a function", what)
	}
	set := rule.Head.RuleKind() == ast.MultiValue && !nested
	if slices.Contains(setExports, what) && !set {
		return invalid(rule.Location, "%s must be a set: write %q", what, what+" contains ... if { ... }")
	}
	if what == exportOK && (set || nested) {
		return invalid(rule.Location, "ok must be a boolean: write %q", "ok if { ... }")
	}
	return nil
}

func isExport(name string) bool {
	return name == exportOK || name == exportHandles || slices.Contains(setExports, name)
}
