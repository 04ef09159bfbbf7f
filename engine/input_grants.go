package engine

import "github.com/open-policy-agent/opa/v1/ast"

func (g *Grants) term(b *builder) *ast.Term {
	return b.object(
		item{nameOrganization, array(b, g.Organization, grantTerm)},
		item{nameProject, array(b, g.Project, grantTerm)})
}

func grantTerm(b *builder, g Grant) *ast.Term {
	fields := append(make([]item, 0, 6),
		item{nameSource, b.word(g.Source)},
		item{nameRole, b.word(g.Role)},
		item{nameID, b.str(g.ID)},
		item{nameStarts, b.number(g.Starts)},
		item{nameEnds, b.number(g.Ends)})
	fields = when(b, fields, namePermissions, g.Permissions, func(p *Permissions, _ *builder) *ast.Term { return p.Term() })
	return b.object(fields...)
}

// Term is the permissions as a term of the policy language. It is built once
// and shared by every request that carries these permissions afterwards, so
// that a large role costs a request no more than a small one.
func (p *Permissions) Term() *ast.Term {
	p.built.Do(func() {
		b := new(builder)
		p.number = permissionsMade.Add(1)
		p.term = b.object(
			item{nameAllow, byName(b, p.Allow, byAction)},
			item{nameDeny, byName(b, p.Deny, byAction)})
	})
	return p.term
}

func byAction(b *builder, actions map[string]Slot) *ast.Term { return byName(b, actions, slotTerm) }

func slotTerm(b *builder, s Slot) *ast.Term {
	return b.object(
		item{nameAny, boolean(s.Any)},
		item{nameKeys, byName(b, s.Keys, keyTerm)},
		item{nameRules, array(b, s.Rules, conditionsTerm)},
		item{nameAll, array(b, s.All, conditionsTerm)})
}

func keyTerm(_ *builder, covered bool) *ast.Term { return boolean(covered) }

func conditionsTerm(b *builder, c Conditions) *ast.Term { return byName(b, c, operatorsTerm) }

func operatorsTerm(b *builder, operators map[string]any) *ast.Term {
	return byName(b, operators, operandTerm)
}

// operandTerm is a string or a list of strings, as Conditions documents.
// Anything else becomes null, which no operator matches.
func operandTerm(b *builder, operand any) *ast.Term {
	switch operand := operand.(type) {
	case string:
		return b.str(operand)
	case []string:
		return b.strs(operand)
	case []any:
		return array(b, operand, operandTerm)
	}
	return ast.InternedNullTerm
}

func (t *Target) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 9),
		item{nameKind, b.word(t.Kind)},
		item{nameKnown, boolean(t.Known)},
		item{nameDeleteProtected, boolean(t.DeleteProtected)},
		item{nameAdministrators, array(b, t.Administrators, administratorsTerm)},
		item{nameHoldings, array(b, t.Holdings, holdingTerm)},
		item{nameHandsOut, array(b, t.HandsOut, holdingTerm)},
		item{nameHeld, array(b, t.Held, holdingTerm)})
	if t.Owner != nil {
		fields = append(fields, item{nameOwner, t.Owner.term(b)})
	}
	if len(t.Items) > 0 {
		fields = append(fields, item{nameItems, array(b, t.Items, targetTerm)})
	}
	return b.object(fields...)
}

func administratorsTerm(b *builder, a Administrators) *ast.Term {
	return b.object(
		item{nameScope, b.word(a.Scope)},
		item{nameID, b.str(a.ID)},
		item{nameBefore, b.number(a.Before)},
		item{nameAfter, b.number(a.After)})
}

func targetTerm(b *builder, t Target) *ast.Term { return t.term(b) }

func holdingTerm(b *builder, h Holding) *ast.Term {
	return b.object(
		item{nameScope, b.word(h.Scope)},
		item{nameID, b.str(h.ID)},
		item{nameGrants, array(b, h.Grants, grantTerm)})
}
