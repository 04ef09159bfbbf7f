package proof

import "github.com/open-policy-agent/opa/v1/ast"

// plain is a module in which every local that stands for a part of the input, or
// for a constant, is written out, so that a trap is found behind it, too.
func plain(module *ast.Module) *ast.Module {
	copied := module.Copy()
	for _, rule := range copied.Rules {
		for ; rule != nil; rule = rule.Else {
			aliases{}.writeOut(rule)
		}
	}
	return copied
}

// aliases are locals with what they stand for.
type aliases map[ast.Var]ast.Value

func (a aliases) writeOut(rule *ast.Rule) {
	for _, expr := range rule.Body {
		if !a.note(expr) {
			a.transform(expr)
		}
	}
	if rule.Head.Key != nil {
		a.transform(rule.Head.Key)
	}
	if rule.Head.Value != nil {
		a.transform(rule.Head.Value)
	}
}

// note takes the local of an assignment such as p := input.resource.properties.
func (a aliases) note(expr *ast.Expr) bool {
	if !expr.IsAssignment() || expr.Negated || len(expr.With) > 0 {
		return false
	}
	name, isVar := expr.Operand(0).Value.(ast.Var)
	if !isVar {
		return false
	}
	a.transform(expr.Operand(1))
	switch value := expr.Operand(1).Value.(type) {
	case ast.Ref:
		if value.HasPrefix(ast.InputRootRef) && value.IsGround() {
			a[name] = value
		}
	case ast.String, ast.Set, *ast.Array:
		if value.IsGround() {
			a[name] = value
		}
	}
	return true
}

// transform writes the known locals out in place.
func (a aliases) transform(in any) {
	if len(a) == 0 {
		return
	}
	_, _ = ast.Transform(ast.NewGenericTransformer(func(x any) (any, error) {
		switch x := x.(type) {
		case ast.Ref:
			if name, isVar := x[0].Value.(ast.Var); isVar && a[name] != nil {
				if from, isRef := a[name].(ast.Ref); isRef {
					return from.Concat(x[1:]), nil
				}
				return append(ast.Ref{ast.NewTerm(a[name])}, x[1:]...), nil
			}
		case ast.Var:
			if a[x] != nil {
				return a[x], nil
			}
		}
		return x, nil
	}), in)
}
