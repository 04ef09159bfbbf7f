package proof

import "github.com/open-policy-agent/opa/v1/ast"

// paths reports object.get of a part of the input that no request has: it gives
// its default, for ever.
func (l *linter) paths(rule *ast.Rule) {
	look := func(at *ast.Location, operator string, operands []*ast.Term) {
		if operator != ast.ObjectGet.Name || len(operands) < 2 {
			return
		}
		from, isRef := operands[0].Value.(ast.Ref)
		if !isRef || !from.HasPrefix(ast.InputRootRef) {
			return
		}
		ref := from.Concat(steps(operands[1]))
		if _, _, known := l.words.at(ref); !known {
			l.report(at, "the input has no %v; `warder policy schema` lists what it has", ref)
		}
	}
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.Expr:
			if x.IsCall() {
				look(x.Location, x.Operator().String(), x.Operands())
			}
		case *ast.Term:
			if call, isCall := x.Value.(ast.Call); isCall {
				look(x.Location, call[0].String(), call[1:])
			}
		}
		return false
	}).Walk(rule)
}

// steps are the names that object.get follows: one, or those of an array, as far
// as they are constant.
func steps(path *ast.Term) []*ast.Term {
	names, isArray := path.Value.(*ast.Array)
	if !isArray {
		return []*ast.Term{path}
	}
	var list []*ast.Term
	names.Foreach(func(name *ast.Term) { list = append(list, name) })
	return list
}
