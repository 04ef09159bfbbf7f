package engine

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// verdict is what is known of a literal before any request has come.
type verdict int

const (
	open verdict = iota // the request will tell
	yes
	no
)

func (v verdict) not() verdict { return [...]verdict{open: open, yes: no, no: yes}[v] }

// assumptions are what a shortcut takes for granted of the requests it answers:
// it begins with a test of each. They decide most literals of a policy before
// a request has come.
type assumptions struct {
	resourceType string
	present      []ast.Ref // that are there, and not false
	absent       []ast.Ref // that are undefined
}

var (
	refFacts        = ast.MustParseRef("input.facts")
	refOrganization = ast.MustParseRef("input.facts.organization")
	refProject      = ast.MustParseRef("input.facts.project")
	refTarget       = ast.MustParseRef("input.facts.target")
	refType         = ast.MustParseRef("input.resource.type")
	refItems        = ast.MustParseRef("input.resource.items")
	refAccepts      = ast.MustParseRef("input.context.accepts")
)

// assumed are the forms of ordinary requests about one type of resource: not a
// list, not public; in a project or not; about something that exists or not.
func assumed(resourceType string) []assumptions {
	forms := []assumptions{}
	for _, inProject := range []bool{true, false} {
		if only := KnownType(ScopeProject, resourceType) != KnownType(ScopeOrganization, resourceType); only && inProject != KnownType(ScopeProject, resourceType) {
			continue
		}
		for _, aboutTarget := range []bool{true, false} {
			a := assumptions{resourceType: resourceType, present: []ast.Ref{refFacts, refOrganization}}
			a.take(refProject, inProject)
			a.take(refTarget, aboutTarget)
			forms = append(forms, a)
		}
	}
	return forms
}

func (a *assumptions) take(ref ast.Ref, present bool) {
	if present {
		a.present = append(a.present, ref)
	} else {
		a.absent = append(a.absent, ref)
	}
}

// tests are the literals that hold exactly if the assumptions do, together with
// a body that holds: what it compares a part of is there.
func (a *assumptions) tests(body []*ast.Expr) string {
	text := "\tinput.resource.type == " + ast.String(a.resourceType).String() +
		"\n\tinput.resource.items == []\n\tinput.context.accepts != []\n"
	for _, ref := range a.present {
		if !slices.ContainsFunc(body, func(literal *ast.Expr) bool { return comparesPartOf(literal, ref) }) {
			text += "\t" + ref.String() + "\n"
		}
	}
	for _, ref := range a.absent {
		text += "\tnot " + ref.String() + "\n"
	}
	return text
}

func comparesPartOf(literal *ast.Expr, whole ast.Ref) bool {
	if literal.Negated || !literal.IsCall() || len(literal.Operands()) != 2 {
		return false
	}
	operator := literal.Operator().String()
	return (operator == ast.Equal.Name || operator == ast.Equality.Name) && slices.ContainsFunc(literal.Operands(), func(term *ast.Term) bool {
		ref, ok := term.Value.(ast.Ref)
		return ok && len(ref) > len(whole) && ref.HasPrefix(whole)
	})
}

// undefined reports whether a reference has no value.
func (a *assumptions) undefined(ref ast.Ref) bool {
	if ref.HasPrefix(refItems) && len(ref) > len(refItems) {
		return true
	}
	if isConstant(ref[0]) && ref[1:].IsGround() {
		_, err := ref[0].Value.Find(ref[1:])
		return err != nil // a part that the value of a rule does not have
	}
	for _, absent := range a.absent {
		if ref.HasPrefix(absent) {
			return true
		}
	}
	return false
}

// reference is what is known of a literal that is a reference into the input.
func (a *assumptions) reference(ref ast.Ref) verdict {
	if slices.ContainsFunc(a.present, func(present ast.Ref) bool { return present.Equal(ref) }) {
		return yes
	}
	return open
}

// compared is what is known of an equality of two simplified terms.
func (a *assumptions) compared(x, y *ast.Term) verdict {
	if isRef(x, refAccepts) && y.Equal(ast.InternedEmptyArray) {
		return no
	}
	if !isConstant(x) || !isConstant(y) {
		return open
	}
	if x.Equal(y) {
		return yes
	}
	return no
}

func isRef(term *ast.Term, ref ast.Ref) bool {
	own, ok := term.Value.(ast.Ref)
	return ok && own.Equal(ref)
}

// isConstant reports whether nothing has to be evaluated to know a term.
func isConstant(term *ast.Term) bool { return ast.IsConstant(term.Value) }
