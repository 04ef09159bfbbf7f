package proof

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine"
)

// Lint finds what compiles and does not do what its author thinks: constants
// that no request has, negations that an absent input makes true, messages that
// take their denial along, and names that nothing asks for.
func (t *Tree) Lint() []Finding {
	modules, findings := t.parse()
	if len(findings) > 0 {
		return findings
	}
	words := readVocabulary(modules)
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		if isTest(path) {
			continue
		}
		l := &linter{tree: t, module: plain(modules[path]), words: words}
		l.look()
		findings = append(findings, l.findings...)
	}
	return settled(findings)
}

// linter looks through one module.
type linter struct {
	tree     *Tree
	module   *ast.Module
	words    *vocabulary
	findings []Finding
}

func (l *linter) report(at *ast.Location, format string, args ...any) {
	l.findings = append(l.findings, l.tree.at(StepLint, at, format, args...))
}

func (l *linter) look() {
	l.exportedNames()
	l.secretNames()
	for _, rule := range l.module.Rules {
		l.constants(rule)
		l.obligations(rule)
		l.negations(rule)
		l.messages(rule)
		l.paths(rule)
	}
}

// nearNames are exports that main asks a rule package for, each with the stem of
// its other forms: denies, denied, granted.
var nearNames = map[string]string{"deny": "deni", "grant": "grant", "obligation": "obligation", "handles": "handle", "missing": "missing"}

// exportedNames reports names that look like an export and are none. Whether a
// package below authz/rules meant one of them cannot be told otherwise.
func (l *linter) exportedNames() {
	if !isRulePackage(l.module.Package.Path) {
		return
	}
	for _, rule := range l.module.Rules {
		name := rule.Head.Name.String()
		if strings.HasPrefix(name, "_") {
			continue
		}
		for known, stem := range nearNames {
			form := strings.HasPrefix(name, stem) && len(name) <= len(known)+3
			if name != known && (form || near(name, known)) {
				l.report(rule.Location, "%s is not %s, so nothing asks for it: rename it to %s, or to _%s if it is a helper", name, known, known, name)
			}
		}
	}
}

// obligations reports a duty that the server does not carry out. One that is computed
// cannot be told.
func (l *linter) obligations(rule *ast.Rule) {
	if rule.Head.Name.String() != "obligation" || rule.Head.Key == nil || !isRulePackage(l.module.Package.Path) {
		return
	}
	if duty, constant := rule.Head.Key.Value.(ast.String); constant && !engine.Obliges(string(duty)) {
		l.report(rule.Location, "the server does not know the obligation %s, so it comes to nothing; policies/README.md lists those that it does", duty)
	}
}

// near reports whether two names differ by at most two letters that are added,
// removed or replaced, two that are swapped counting as two.
func near(a, b string) bool {
	const most = 2
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)] <= most
}

var (
	refSecretName = ast.MustParseRef("input.resource.properties.secretName")
	refProperties = ast.MustParseRef("input.resource.properties")
)

// secretNames wants rules that look at the name of a secret to say what they do
// where there is none: a list is asked about at its folder, too. One rule of a
// name may say it for the others.
func (l *linter) secretNames() {
	said, first := map[string]bool{}, map[string]*ast.Term{}
	for _, rule := range l.module.Rules {
		name := rule.Head.Ref().String()
		ast.WalkExprs(rule, func(expr *ast.Expr) bool {
			said[name] = said[name] || expr.Negated && mentions(expr, refSecretName) && !expr.IsCall() || asksForKey(expr)
			return false
		})
		ast.WalkTerms(rule, func(term *ast.Term) bool {
			if ref, isRef := term.Value.(ast.Ref); isRef && ref.HasPrefix(refSecretName) && first[name] == nil {
				first[name] = term
			}
			return false
		})
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if !said[name] {
			l.report(first[name].Location, "a folder is asked about without a secretName: say what holds there, "+
				"by a rule with `not input.resource.properties.secretName` or object.get(input.resource.properties, \"secretName\", \"\")")
		}
	}
}

// asksForKey is object.get(input.resource.properties, "secretName", ...), or
// "secretName" in object.keys(input.resource.properties).
func asksForKey(expr *ast.Expr) bool {
	return mentions(expr, refProperties) && hasString(expr, "secretName")
}

func mentions(in any, prefix ast.Ref) (found bool) {
	ast.WalkRefs(in, func(ref ast.Ref) bool {
		found = found || ref.HasPrefix(prefix)
		return found
	})
	return found
}

// hasString reports whether a string stands by itself, not as part of a reference.
func hasString(in any, text string) (found bool) {
	visitor := ast.NewGenericVisitor(func(x any) bool {
		if ref, isRef := x.(ast.Ref); isRef && !isCalled(ref) {
			return true
		}
		if term, isTerm := x.(*ast.Term); isTerm {
			found = found || term.Value.Compare(ast.String(text)) == 0
		}
		return found
	})
	visitor.Walk(in)
	return found
}

func isCalled(ref ast.Ref) bool { return ast.BuiltinMap[ref.String()] != nil }
