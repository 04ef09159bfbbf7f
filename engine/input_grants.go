package engine

import "github.com/open-policy-agent/opa/v1/ast"

func (g *Grants) term() *ast.Term {
	return object(
		item{nameOrganization, array(g.Organization, grantTerm)},
		item{nameProject, array(g.Project, grantTerm)})
}

func grantTerm(g Grant) *ast.Term {
	fields := append(make([]item, 0, 6),
		item{nameSource, word(g.Source)},
		item{nameRole, word(g.Role)},
		item{nameID, str(g.ID)},
		item{nameStarts, number(g.Starts)},
		item{nameEnds, number(g.Ends)})
	fields = when(fields, namePermissions, g.Permissions, (*Permissions).Term)
	return object(fields...)
}

// Term is the permissions as a term of the policy language. It is built once
// and shared by every request that carries these permissions afterwards, so
// that a large role costs a request no more than a small one.
func (p *Permissions) Term() *ast.Term {
	p.built.Do(func() {
		p.term = object(
			item{nameAllow, byName(p.Allow, byAction)},
			item{nameDeny, byName(p.Deny, byAction)})
	})
	return p.term
}

func byAction(actions map[string]Slot) *ast.Term { return byName(actions, slotTerm) }

func slotTerm(s Slot) *ast.Term {
	return object(
		item{nameAny, boolean(s.Any)},
		item{nameKeys, byName(s.Keys, boolean)},
		item{nameRules, array(s.Rules, conditionsTerm)},
		item{nameAll, array(s.All, conditionsTerm)})
}

func conditionsTerm(c Conditions) *ast.Term { return byName(c, operatorsTerm) }

func operatorsTerm(operators map[string]any) *ast.Term { return byName(operators, operandTerm) }

// operandTerm is a string or a list of strings, as Conditions documents.
// Anything else becomes null, which no operator matches.
func operandTerm(operand any) *ast.Term {
	switch operand := operand.(type) {
	case string:
		return str(operand)
	case []string:
		return strs(operand)
	case []any:
		return array(operand, operandTerm)
	}
	return ast.InternedNullTerm
}

// byName is an object whose field names are data.
func byName[T any](values map[string]T, term func(T) *ast.Term) *ast.Term {
	fields := make([]item, 0, len(values))
	for name, value := range values {
		fields = append(fields, item{str(name), term(value)})
	}
	return object(fields...)
}

func (t *Target) term() *ast.Term {
	fields := append(make([]item, 0, 8),
		item{nameKind, word(t.Kind)},
		item{nameKnown, boolean(t.Known)},
		item{nameDeleteProtected, boolean(t.DeleteProtected)},
		item{nameLastAdmin, boolean(t.LastAdmin)},
		item{nameHoldings, array(t.Holdings, holdingTerm)},
		item{nameHandsOut, array(t.HandsOut, holdingTerm)},
		item{nameHeld, array(t.Held, holdingTerm)})
	if len(t.Items) > 0 {
		fields = append(fields, item{nameItems, array(t.Items, targetTerm)})
	}
	return object(fields...)
}

func targetTerm(t Target) *ast.Term { return t.term() }

func holdingTerm(h Holding) *ast.Term {
	return object(
		item{nameScope, word(h.Scope)},
		item{nameID, str(h.ID)},
		item{nameGrants, array(h.Grants, grantTerm)})
}
