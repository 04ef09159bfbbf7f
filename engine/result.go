package engine

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
)

// errUndefined is the cause of a decision that the policy left open: nothing
// came, or nothing whose permitted is a boolean.
var errUndefined = errors.New("no decision document with a boolean permitted")

// errDocument is the cause of a decision document that contradicts itself or
// does not have the documented form.
var errDocument = errors.New("decision document")

// decode reads a decision document strictly: anything that is not exactly what the
// policy promises is an error, and errors deny.
func decode(answer ast.Value) (Decision, error) {
	document, ok := answer.(ast.Object)
	if !ok {
		return Decision{}, errUndefined
	}
	permitted, ok := valueOf(document, input.NamePermitted).(ast.Boolean)
	if !ok {
		return Decision{}, errUndefined
	}
	decision := Decision{Permitted: bool(permitted)}
	err := document.Iter(func(name, field *ast.Term) error {
		return decision.set(name, field.Value)
	})
	if err == nil {
		err = decision.check()
	}
	if err != nil {
		return Decision{}, err
	}
	return decision, nil
}

// set reads one field of the document into the decision.
func (d *Decision) set(name *ast.Term, value ast.Value) (err error) {
	field, _ := name.Value.(ast.String)
	switch field {
	case "permitted":
	case "reasons":
		d.Reasons, err = list(value, reason)
	case "visible":
		d.Visible, err = list(value, reason)
	case "grants":
		d.Grants, err = stringList(value)
	case "missing":
		d.Missing, err = list(value, missing)
	case "obligations":
		d.Obligations, err = stringList(value)
	default:
		err = fmt.Errorf("%w: unknown field", errDocument)
	}
	if err != nil {
		return fmt.Errorf("%v: %w", name, err)
	}
	return nil
}

// check finds contradictions, and fills lists that the document left out.
func (d *Decision) check() error {
	switch {
	case d.Permitted && len(d.Reasons)+len(d.Visible)+len(d.Missing) > 0:
		return fmt.Errorf("%w: permitted, and yet there are reasons: %v", errDocument, d.Reasons)
	case d.Permitted && len(d.Grants) == 0:
		return fmt.Errorf("%w: permitted by no grant", errDocument)
	case !d.Permitted && len(d.Reasons) == 0:
		return fmt.Errorf("%w: denied without a reason", errDocument)
	case !d.Permitted && len(d.Visible) == 0:
		return fmt.Errorf("%w: denied without a visible reason: %v", errDocument, d.Reasons)
	}
	d.Reasons, d.Visible, d.Missing = present(d.Reasons), present(d.Visible), present(d.Missing)
	d.Grants, d.Obligations = present(d.Grants), present(d.Obligations)
	return nil
}

// present makes an absent list an empty one, which JSON does not write as null.
func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
