package engine

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/permissions"
)

// Shortfall is a permission that is not provably held, where, and why.
type Shortfall struct {
	Action     string                 `json:"action"`
	Subject    string                 `json:"subject"` // resource type, as the wire calls it
	Conditions permissions.Conditions `json:"conditions,omitempty"`
	Scope      string                 `json:"scope"` // of package permissions
	ID         string                 `json:"id"`
	Why        string                 `json:"why"` // one of the reasons of data.authz.lib.shortfall
}

// NotProved is the reason of a permission that may be held: no proof was found either way.
const NotProved = "not_proved"

// comparison explains what privilege_boundary is decided by: what the target holds and what
// the subject holds. Its packages belong to the binary. It is a call and no comprehension,
// so that it is undefined, and an error, where an argument is.
var comparison = ast.CallTerm(
	ast.MustParseTerm("data.authz.lib.shortfall.explained"),
	ast.MustParseTerm("input.facts.target.held"), ast.MustParseTerm("input.facts.target.holdings"), ast.MustParseTerm("input.context.now"),
)

// ComparePrivileges lists what of the target's holdings is not provably held. It costs more than a
// decision, so it is for people who ask. Without an answer it fails: that nothing lacks
// is never said for want of one.
func (e *Engine) ComparePrivileges(ctx context.Context, request *input.Request) (Revision, []Shortfall, error) {
	p := e.program()
	if p == nil {
		return Revision{}, nil, ErrPolicyMissing
	}
	answer, err := p.valueOf(ctx, comparison, request.Value(), e.options)
	if err != nil {
		return p.revision, nil, fmt.Errorf("compare privileges: %w", err)
	}
	found, err := shortfalls(answer)
	return p.revision, found, err
}

func shortfalls(answer ast.Value) ([]Shortfall, error) {
	text, err := json.Marshal(goValue(answer))
	if err != nil {
		return nil, fmt.Errorf("compare privileges: %w", err)
	}
	found := []Shortfall{}
	if err := json.Unmarshal(text, &found); err != nil {
		return nil, fmt.Errorf("compare privileges: %w", err)
	}
	return present(found), nil
}
