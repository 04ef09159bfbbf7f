package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// helpersOf evaluates what the body of a rule names of the policy: rules, and
// functions where their arguments are known without the rest of the body.
func (p *program) helpersOf(ctx context.Context, rule *ast.Rule, input ast.Value, options Options) []Value {
	var values []Value
	seen := map[string]bool{}
	for _, helper := range p.helpers(rule) {
		name := strings.ReplaceAll(helper.String(), rule.Module.Package.Path.String()+".", "")
		if seen[name] || len(values) == maxValues {
			continue
		}
		seen[name] = true
		value, err := p.valueOf(ctx, helper, input, options)
		switch {
		case err == nil:
			values = append(values, shownAs(name, value))
		case errors.Is(err, errUndefined):
			values = append(values, Value{Ref: name, Absent: true})
		}
	}
	return values
}

// valueOf is what a rule or a call gives; it fails with errUndefined for nothing.
func (p *program) valueOf(ctx context.Context, term *ast.Term, input ast.Value, options Options) (ast.Value, error) {
	question, err := p.questionOf(term)
	if err != nil {
		return nil, err
	}
	guard := borrowGuard(ctx, explainTimes*options.Timeout, options.Memory)
	answer, err := question.ask(ctx, p, ast.NewTerm(input), guard.cancel)
	return answer, guard.release(err)
}

// helpers are the references and calls of a compiled body, arguments put back
// where the compiler took them apart. What depends on a variable of the body is
// left out: it has no single value.
func (p *program) helpers(rule *ast.Rule) []*ast.Term {
	bound := map[ast.Var]*ast.Term{}
	for _, expr := range rule.Body {
		if name, is := assigned(expr); is && expr.Generated {
			bound[name] = expr.Operand(1)
		}
	}
	var found []*ast.Term
	called := map[string]bool{} // functions, which are no values by themselves
	call := func(terms []*ast.Term) {
		function, is := terms[0].Value.(ast.Ref)
		if !is || !function.HasPrefix(ast.DefaultRootRef) {
			return
		}
		called[function.String()] = true
		if rules := p.compiler.GetRulesExact(function); len(rules) > 0 {
			if term := withArguments(terms, len(rules[0].Head.Args), bound); term != nil {
				found = append(found, term)
			}
		}
	}
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Expr:
			if node.IsCall() {
				call(node.Terms.([]*ast.Term)) //nolint:forcetypeassert // so it is a call
			}
		case ast.Call:
			call(node)
		case *ast.Term:
			ref, is := node.Value.(ast.Ref)
			if is && ref.HasPrefix(ast.DefaultRootRef) && ref.IsGround() && !called[ref.String()] && len(p.compiler.GetRulesExact(ref)) > 0 {
				found = append(found, node)
			}
		}
		return false
	}).Walk(rule.Body)
	return found
}

// assigned is the variable that an expression gives a value.
func assigned(expr *ast.Expr) (ast.Var, bool) {
	if !expr.IsEquality() && !expr.IsAssignment() {
		return "", false
	}
	name, is := expr.Operand(0).Value.(ast.Var)
	return name, is
}

// withArguments is a call with the arguments that the source has; nil if one of
// them is only known in the middle of the body.
func withArguments(terms []*ast.Term, arity int, bound map[ast.Var]*ast.Term) *ast.Term {
	if len(terms) < arity+1 {
		return nil
	}
	call := ast.Call{terms[0]}
	for _, argument := range terms[1 : arity+1] {
		if name, is := argument.Value.(ast.Var); is && bound[name] != nil {
			argument = bound[name]
		}
		if ref, is := argument.Value.(ast.Ref); is && !ref.IsGround() || !is && !argument.IsGround() {
			return nil
		}
		call = append(call, argument)
	}
	return ast.NewTerm(call)
}
