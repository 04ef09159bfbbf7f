package proof

import "github.com/open-policy-agent/opa/v1/ast"

// negations reports a negated call with an argument that may be missing. OPA looks the
// argument up before it negates, so the body is undefined and the denial never fires.
func (l *linter) negations(rule *ast.Rule) {
	outer := ensured(rule.Body)
	ast.WalkBodies(rule, func(body ast.Body) bool {
		known := append(ensured(body), outer...)
		for _, expr := range body {
			if !expr.Negated || !expr.IsCall() || compares(expr) {
				continue
			}
			for _, ref := range l.maybeMissing(expr, known) {
				l.report(expr.Location, "%v may be missing, and the rule is then silent: %s", ref, wayOut(expr, ref))
			}
		}
		return false
	})
}

func wayOut(expr *ast.Expr, ref ast.Ref) string {
	if expr.Operator().String() == ast.Member.Name {
		return "negate a helper rule that says `" + ref.String() + " in ...`"
	}
	return "negate a helper rule that makes the call"
}

// compares reports whether an expression is x == y, which is negated as a whole.
func compares(expr *ast.Expr) bool {
	operator := expr.Operator().String()
	return operator == ast.Equal.Name || operator == ast.Equality.Name
}

// maybeMissing are the parts of the input that an expression reads, that not
// every request has, and that nothing else in the body wants to be there.
func (l *linter) maybeMissing(in any, known []ast.Ref) []ast.Ref {
	var missing []ast.Ref
	walkOpen(in, func(ref ast.Ref) {
		if !ref.HasPrefix(ast.InputRootRef) || !l.words.optional(ref) {
			return
		}
		for _, other := range known {
			if other.HasPrefix(ref.ConstantPrefix()) {
				return
			}
		}
		missing = append(missing, ref.ConstantPrefix())
	})
	return missing
}

// ensured are the parts of the input without which a body is not true.
func ensured(body ast.Body) []ast.Ref {
	var refs []ast.Ref
	for _, expr := range body {
		if expr.Negated {
			continue
		}
		walkOpen(expr, func(ref ast.Ref) {
			if ref.HasPrefix(ast.InputRootRef) {
				refs = append(refs, ref)
			}
		})
	}
	return refs
}

// walkOpen visits references outside of comprehensions and every, which are
// defined even where parts of them are missing.
func walkOpen(in any, visit func(ast.Ref)) {
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.Every:
			return true
		case ast.Ref:
			visit(x)
		}
		return false
	}).Walk(in)
}

// messages reports a denial whose message may be undefined: the denial is then
// none, and the request permitted.
func (l *linter) messages(rule *ast.Rule) {
	if rule.Head.Name != "deny" || rule.Head.Key == nil {
		return
	}
	known := ensuredBesides(rule.Body, rule.Head.Key)
	for _, part := range l.partsOf(rule) {
		for _, ref := range l.maybeMissing(part, known) {
			l.report(rule.Location, "%v may be missing, the message is then undefined and nothing is denied: "+
				"use object.get with a default, or a message without it", ref)
		}
		l.undefinedRules(rule, part)
	}
}

// partsOf are the head of a denial and the lines that only make its message.
func (l *linter) partsOf(rule *ast.Rule) []any {
	parts := []any{rule.Head.Key}
	for _, expr := range rule.Body {
		if makesMessage(expr, rule.Head.Key) {
			parts = append(parts, expr.Operand(1))
		}
	}
	return parts
}

// makesMessage reports whether a line assigns a variable that the head uses.
func makesMessage(expr *ast.Expr, head *ast.Term) bool {
	if !expr.IsAssignment() {
		return false
	}
	name, isVar := expr.Operand(0).Value.(ast.Var)
	if !isVar {
		return false
	}
	used := false
	ast.WalkVars(head, func(v ast.Var) bool {
		used = used || v == name
		return used
	})
	return used
}

// ensuredBesides is what the condition of a denial wants to be there, its
// message left out.
func ensuredBesides(body ast.Body, head *ast.Term) []ast.Ref {
	var condition ast.Body
	for _, expr := range body {
		if !makesMessage(expr, head) {
			condition = append(condition, expr)
		}
	}
	return ensured(condition)
}

// undefinedRules reports rules of the module that the message needs and that
// have a condition and no default.
func (l *linter) undefinedRules(denial *ast.Rule, part any) {
	ast.WalkVars(part, func(name ast.Var) bool {
		if conditional, defaulted := l.conditional(name); conditional && !defaulted {
			l.report(denial.Location, "%s may be undefined, and nothing is then denied: give it a default", name)
		}
		return false
	})
}

// unconditional reports whether the rule, or the last else of it, has no condition and
// a value that is always there.
func (l *linter) unconditional(rule *ast.Rule) bool {
	for rule.Else != nil {
		rule = rule.Else
	}
	return rule.Body.Equal(ast.NewBody(ast.NewExpr(ast.BooleanTerm(true)))) && len(l.maybeMissing(rule.Head.Value, nil)) == 0
}

func (l *linter) conditional(name ast.Var) (conditional, defaulted bool) {
	for _, rule := range l.module.Rules {
		if !rule.Head.Name.Equal(name) || rule.Head.Key != nil || len(rule.Head.Ref()) != 1 {
			continue
		}
		always := l.unconditional(rule)
		defaulted = defaulted || rule.Default || always
		conditional = conditional || !always && !rule.Default
	}
	return conditional, defaulted
}
