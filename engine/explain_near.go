package engine

import (
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
)

// nearGrants reads what data.authz.explain.near says; what it says in another
// form is left out, for it explains and decides nothing.
func nearGrants(answer ast.Value) []NearGrant {
	text, err := json.Marshal(goValue(answer))
	if err != nil {
		return []NearGrant{}
	}
	var found []NearGrant
	if err := json.Unmarshal(text, &found); err != nil {
		return []NearGrant{}
	}
	found = present(found)
	return found[:min(len(found), maxNear)]
}
