package permissions

import (
	"encoding/json"
	"strings"
)

// storedSuffix is of operators that are kept and never understood: a grant under
// them is never met and a denial always, and a comparison knows only that equal
// ones are equal.
const storedSuffix = "_stored"

// keeps reports whether the subjects are known, and none is served.
func (r *ruleReader) keeps(subjects []string) bool {
	for _, subject := range subjects {
		if !KnownType(r.scope, subject) || Served(r.scope, subject) {
			return false
		}
	}
	return len(subjects) > 0
}

// keep reads the conditions of a rule about a resource type that this server
// does not serve. They may be of any form.
func (r *ruleReader) keep(sent any) (Conditions, map[string]any) {
	if sent == nil {
		return nil, nil
	}
	object, ok := sent.(map[string]any)
	if !ok {
		r.report(issueType, "Expected an object", "conditions")
		return nil, nil
	}
	conditions := Conditions{}
	for field, value := range object {
		operators, ok := value.(map[string]any)
		if !ok {
			operators = map[string]any{OpEq: value}
		}
		conditions[field] = map[string]any{}
		for operator, operand := range operators {
			conditions[field][operator+storedSuffix] = asText(operand)
		}
	}
	return conditions, object
}

func asText(operand any) string {
	text, _ := json.Marshal(operand) // it came from JSON
	return string(text)
}

func isStored(operators map[string]any) bool {
	for operator := range operators {
		return strings.HasSuffix(operator, storedSuffix)
	}
	return false
}
