package input

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

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
	fields = when(b, fields, namePermissions, g.Permissions, func(p *permissions.Compiled, _ *builder) *ast.Term { return p.Term() })
	return b.object(fields...)
}

func (t *Target) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 11),
		item{nameKind, b.word(t.Kind)},
		item{nameKnown, boolean(t.Known)},
		item{nameDeleteProtected, boolean(t.DeleteProtected)},
		item{nameAdministrators, array(b, t.Administrators, administratorsTerm)},
		item{nameHoldings, array(b, t.Holdings, holdingTerm)},
		item{nameHandsOut, array(b, t.HandsOut, holdingTerm)},
		item{nameHeld, array(b, t.Held, holdingTerm)})
	if len(t.Protected) > 0 {
		fields = append(fields, item{nameProtected, b.strs(t.Protected)})
	}
	if t.Owner != nil {
		fields = append(fields, item{nameOwner, t.Owner.term(b)})
	}
	if t.Attributes != nil {
		fields = append(fields, item{nameAttributes, t.Attributes.term(b)})
	}
	if t.Carried != nil {
		fields = append(fields, item{nameCarried, t.Carried.term(b)})
	}
	return b.object(fields...)
}

func (a *Attributes) term(b *builder) *ast.Term {
	return b.object(
		item{nameName, b.str(a.Name)},
		item{nameMetadata, byName(b, a.Metadata, (*builder).str)})
}

func (c *Carried) term(b *builder) *ast.Term {
	return b.object(
		item{NameAction, b.word(c.Action)},
		item{nameBefore, boolean(c.Before)},
		item{nameAfter, boolean(c.After)})
}

func administratorsTerm(b *builder, a Administrators) *ast.Term {
	return b.object(
		item{nameScope, b.word(a.Scope)},
		item{nameID, b.str(a.ID)},
		item{nameBefore, b.number(a.Before)},
		item{nameAfter, b.number(a.After)})
}

func holdingTerm(b *builder, h Holding) *ast.Term {
	return b.object(
		item{nameScope, b.word(h.Scope)},
		item{nameID, b.str(h.ID)},
		item{nameGrants, array(b, h.Grants, grantTerm)})
}
