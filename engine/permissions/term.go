package permissions

import "github.com/open-policy-agent/opa/v1/ast"

func byAction(actions map[string]Slot) *ast.Term { return byName(actions, slotTerm) }

func slotTerm(s Slot) *ast.Term {
	return ast.ObjectTerm(
		field("any", ast.InternedTerm(s.Any)),
		field("keys", byName(s.Keys, ast.InternedTerm[bool])),
		field("rules", array(s.Rules, conditionsTerm)),
		field("all", array(s.All, conditionsTerm)))
}

// Term is the conditions as a term of the policy language.
func (c Conditions) Term() *ast.Term { return conditionsTerm(c) }

func conditionsTerm(c Conditions) *ast.Term { return byName(c, operatorsTerm) }

func operatorsTerm(operators map[string]any) *ast.Term { return byName(operators, operandTerm) }

// operandTerm is a string or a list of strings, as Conditions documents.
// Anything else becomes null, which no operator matches.
func operandTerm(operand any) *ast.Term {
	switch operand := operand.(type) {
	case string:
		return ast.StringTerm(operand)
	case []string:
		return array(operand, ast.StringTerm)
	case []any:
		return array(operand, operandTerm)
	}
	return ast.InternedNullTerm
}

func field(name string, value *ast.Term) [2]*ast.Term { return ast.Item(ast.InternedTerm(name), value) }

// array is a list by its members; no list is null, as in JSON.
func array[T any](list []T, member func(T) *ast.Term) *ast.Term {
	if list == nil {
		return ast.InternedNullTerm
	}
	terms := make([]*ast.Term, len(list))
	for i, one := range list {
		terms[i] = member(one)
	}
	return ast.ArrayTerm(terms...)
}

// byName is an object whose field names are data; no map is null.
func byName[T any](values map[string]T, term func(T) *ast.Term) *ast.Term {
	if values == nil {
		return ast.InternedNullTerm
	}
	items := make([][2]*ast.Term, 0, len(values))
	for name, value := range values {
		items = append(items, [2]*ast.Term{ast.StringTerm(name), term(value)})
	}
	return ast.ObjectTerm(items...)
}
