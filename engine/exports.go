package engine

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// rulesRoot is the folder beneath which every folder is a rule package.
const rulesRoot = "authz/rules"

// What a rule package may export. The sets are collected by authz.main; handles
// says which actions it decides.
const (
	exportDeny       = "deny"
	exportGrant      = "grant"
	exportMissing    = "missing"
	exportObligation = "obligation"
	exportHandles    = "handles"
)

var setExports = []string{exportDeny, exportGrant, exportMissing, exportObligation}

// rulePackage is what one folder below rulesRoot defines.
type rulePackage struct {
	exports map[string]bool
	// ok is where the package defines a rule of that name; see checkHeard.
	ok *ast.Location
}

// objects reports whether the package can deny at all.
func (p *rulePackage) objects() bool { return p != nil && p.exports[exportDeny] }

// rulePackages are the rule packages of a policy by name.
type rulePackages map[string]*rulePackage

// names returns sorted names, so that generated output is stable.
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
	return found, orNil(append(problems, found.checkHeard()...))
}

// checkHeard refuses a package that has an ok and no deny. Earlier versions
// asked for ok; a policy written for them would be obeyed no longer, in silence.
func (p rulePackages) checkHeard() (problems ast.Errors) {
	for _, name := range p.names() {
		if at := p[name].ok; at != nil && !p[name].objects() {
			problems = append(problems, invalid(at, "ok is not heard; write %q", "deny contains {...} if { not ... }"))
		}
	}
	return problems
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
		p[name] = &rulePackage{exports: map[string]bool{}}
	}
	if what == "ok" {
		p[name].ok = rule.Location
	}
	if isExport(what) {
		p[name].exports[what] = true
	}
}

func checkKind(rule *ast.Rule, what string, nested bool) *ast.Error {
	if what == olderExport {
		return invalid(rule.Location, "%s is not heard: each member of a list is asked about by itself; write %q about input.resource.properties", what, "deny contains ... if { ... }")
	}
	if isExport(what) && len(rule.Head.Args) > 0 {
		return invalid(rule.Location, "%s must be a rule, not a function", what)
	}
	set := rule.Head.RuleKind() == ast.MultiValue && !nested
	if slices.Contains(setExports, what) && !set {
		return invalid(rule.Location, "%s must be a set: write %q", what, what+" contains ... if { ... }")
	}
	return nil
}

func isExport(name string) bool {
	return name == exportHandles || slices.Contains(setExports, name)
}

// export is the reference to what a rule package exports.
func export(name, what string) ast.Ref {
	return refRules.Append(ast.StringTerm(name)).Append(ast.StringTerm(what))
}

var refRules = ast.MustParseRef("data.authz.rules")
