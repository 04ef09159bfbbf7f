package engine

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A shortcut answers the ordinary requests about one type of resource by one
// rule, in which the conditions of all packages stand one after the other.
// What it does not answer is decided package by package; so its conditions
// need only suffice, and a test holds both answers together.

// shortcuts writes the rules `ordinary` for the types of resources that the
// packages handle.
func shortcuts(packages rulePackages, rules resolved) []*ast.Rule {
	types := map[string]bool{}
	for _, p := range packages {
		for _, name := range p.types {
			types[name] = true
		}
	}
	written := []*ast.Rule{}
	for _, resourceType := range slices.Sorted(maps.Keys(types)) {
		for _, assumptions := range assumed(resourceType) {
			if rule := shortcut(packages, rules, assumptions); rule != nil {
				written = append(written, rule)
			}
		}
	}
	return written
}

// shortcut is the rule for requests of one form; nil if no such request can be
// permitted, or nobody would know by it.
func shortcut(packages rulePackages, rules resolved, form assumptions) *ast.Rule {
	w := &shortcutWriter{inliner: inliner{
		rules: rules, assumptions: form, required: map[string]bool{}, lifted: map[string]*ast.Term{},
	}}
	var rule *ast.Rule
	if !w.clearly(func() { rule = w.write(packages) }) {
		return nil
	}
	return rule
}

func (w *shortcutWriter) write(packages rulePackages) *ast.Rule {
	for _, name := range packages.names() {
		if p := packages[name]; p.speaks() && !p.silentOn(w.resourceType) && !w.unobjected(name, p) {
			return nil
		}
	}
	grants := w.union(packages, exportGrant)
	if grants == nil {
		return nil
	}
	duties := w.union(packages, exportObligation)
	if duties == nil {
		duties = ast.SetTerm()
	}
	return w.rule(grants, duties)
}

// silentOn reports whether a package neither objects nor approves, because it
// does not handle the type. The project's tests hold the shipped packages to
// that; nobody holds others.
func (p *rulePackage) silentOn(resourceType string) bool {
	return p.proven && p.types != nil && !slices.Contains(p.types, resourceType)
}

// shortcutWriter collects the conditions of one shortcut.
type shortcutWriter struct {
	inliner
	body []*ast.Expr
}

func (w *shortcutWriter) require(literals ...*ast.Expr) {
	for _, literal := range literals {
		if text := literal.String(); !w.required[text] {
			w.required[text] = true
			w.body = append(w.body, literal)
		}
	}
}

// unobjected writes that a package does not object: its first ok that may hold,
// which is the one for ordinary requests. It is false if none can.
func (w *shortcutWriter) unobjected(name string, p *rulePackage) bool {
	if p.exports[exportOK] {
		ref := export(name, exportOK)
		bodies, holds := w.bodies(w.rules[ref.String()], nil)
		switch {
		case holds == no:
			return false
		case holds == yes:
		case len(bodies) > 0 && picksNothing(bodies[0]):
			w.require(bodies[0]...)
		default:
			w.require(ast.Equality.Expr(ast.NewTerm(ref), ast.InternedTerm(true)))
		}
		w.required[ref.String()] = true
	}
	if p.exports[exportDeny] && !(p.exports[exportOK] && p.proven) {
		count := ast.CallTerm(ast.NewTerm(ast.Count.Ref()), ast.NewTerm(export(name, exportDeny)))
		w.require(ast.Equal.Expr(count, ast.InternedTerm(0)))
	}
	return true
}

// union is the set that those packages export that handle the type, or do not
// say what they handle.
func (w *shortcutWriter) union(packages rulePackages, what string) *ast.Term {
	parts := []part{}
	for _, name := range packages.with(what) {
		p := packages[name]
		if p.types != nil && !slices.Contains(p.types, w.resourceType) {
			continue
		}
		for _, rule := range w.rules[export(name, what).String()] {
			parts = append(parts, w.parts(rule)...)
		}
	}
	if len(parts) == 1 && what == exportGrant {
		w.lighten(&parts[0])
	}
	var all *ast.Term
	for i, one := range parts {
		if i == 0 {
			all = one.set()
		} else {
			all = ast.CallTerm(ast.NewTerm(ast.Or.Ref()), all, one.set())
		}
	}
	return all
}

// part is what one rule adds to a set: members for which the literals hold.
type part struct {
	member *ast.Term
	body   []*ast.Expr
}

func (w *shortcutWriter) parts(rule *ast.Rule) []part {
	if rule.Else != nil || rule.Head.RuleKind() != ast.MultiValue {
		w.unread()
		return nil
	}
	n := w.fresh()
	body, holds := w.all(rule.Body, n, true)
	if holds == no {
		return nil
	}
	return []part{{w.term(rule.Head.Key, n), body}}
}

// lighten makes conditions of the whole shortcut out of those of the only rule
// that can grant: without them nothing would be permitted either.
func (w *shortcutWriter) lighten(only *part) {
	only.body = slices.DeleteFunc(only.body, func(literal *ast.Expr) bool {
		bare := len(literal.Vars(ast.VarVisitorParams{SkipRefCallHead: true})) == 0 || onlyRoots(literal)
		if bare {
			w.require(literal)
		}
		return bare
	})
}

func onlyRoots(literal *ast.Expr) bool {
	roots := true
	ast.WalkVars(literal, func(v ast.Var) bool {
		roots = roots && (ast.RootDocumentNames.Contains(ast.NewTerm(v)) || isBuiltinName(v))
		return false
	})
	return roots
}

// isBuiltinName tells the names of operators from variables.
func isBuiltinName(v ast.Var) bool {
	return ast.BuiltinMap[string(v)] != nil || v == "internal" || v == "net" || v == "array" || v == "object"
}

// set is the part as a set; of a rule that only passes a set on, that set.
func (p part) set() *ast.Term {
	if len(p.body) == 0 && isConstant(p.member) {
		return ast.SetTerm(p.member)
	}
	if len(p.body) == 1 && p.body[0].IsEquality() && p.body[0].Operand(0).Equal(p.member) {
		if ref, ok := p.body[0].Operand(1).Value.(ast.Ref); ok && len(ref) == 2 {
			_, set := ref[0].Value.(ast.Var)
			if _, each := ref[1].Value.(ast.Var); set && each {
				return ref[0]
			}
		}
	}
	if len(p.body) == 1 && isConstant(p.member) && p.body[0].IsCall() && p.body[0].Operator().String() == ast.Equal.Name {
		// A comprehension costs five times as much.
		return ast.CallTerm(ast.NewTerm(ast.ObjectGet.Ref()),
			ast.ObjectTerm(item{ast.InternedTerm(true), ast.SetTerm(p.member)}), ast.CallTerm(p.body[0].Terms.([]*ast.Term)...), ast.SetTerm())
	}
	return ast.SetComprehensionTerm(p.member, bodyOf(p.body))
}

// rule is the whole shortcut.
func (w *shortcutWriter) rule(grants, duties *ast.Term) *ast.Rule {
	outcome := ast.ObjectTerm(item{namePermitted, ast.InternedTerm(true)}, item{nameGrants, ast.VarTerm("grants")}, item{nameObligations, ast.VarTerm("obligations")})
	w.body = append(w.body, ast.Equality.Expr(ast.VarTerm("grants"), grants), ast.Equality.Expr(ast.VarTerm("obligations"), duties))
	if _, named := grants.Value.(ast.Var); !named {
		grants = ast.VarTerm("grants")
	}
	w.require(ast.GreaterThan.Expr(ast.CallTerm(ast.NewTerm(ast.Count.Ref()), grants), ast.InternedTerm(0)))
	text := fmt.Sprintf("package %s.decision\n\nordinary := true if {\n%s}\n", reservedRoot, w.tests(w.body))
	rule := ast.MustParseModuleWithOpts(text, ast.ParserOptions{RegoVersion: ast.RegoV1}).Rules[0]
	rule.Head.Value = outcome
	for _, literal := range w.withValues() {
		rule.Body.Append(literal)
	}
	return rule
}

// withValues adds to the body the values that it, or one of them, refers to.
func (w *shortcutWriter) withValues() []*ast.Expr {
	body, used := slices.Clone(w.body), map[ast.Var]bool{}
	for i := 0; i < len(body); i++ {
		ast.WalkVars(body[i], func(v ast.Var) bool {
			for _, value := range w.values {
				if name := value.Operand(0).Value; name.Compare(v) == 0 && !used[v] {
					used[v] = true
					body = append(body, value)
				}
			}
			return false
		})
	}
	return body
}
