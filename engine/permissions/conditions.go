package permissions

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"warder/engine/globs"
)

// conditions reads the conditions of a plain rule; nil is none. It returns
// them settled and as sent.
func (r *ruleReader) conditions(sent any) (Conditions, map[string]any) {
	if sent == nil {
		return nil, nil
	}
	object, ok := sent.(map[string]any)
	if !ok {
		r.report(issueType, "Expected an object", "conditions")
		return nil, nil
	}
	conditions := Conditions{}
	for _, field := range slices.Sorted(maps.Keys(object)) {
		allowed := operatorsOf(r.form, field)
		if allowed == nil {
			r.report(issueUnknown, fmt.Sprintf("Unknown condition field '%s'", field), "conditions", field)
			continue
		}
		conditions[field] = r.operators(field, object[field], allowed)
	}
	return conditions, object
}

// bare stands in the list of operators for a string without an operator.
const bare = ""

// operatorsOf lists what may be said about a field, nil if the form does not
// have it (CONTRACT 3.2).
func operatorsOf(form Form, field string) []string {
	if form == FormV1 {
		switch field {
		case FieldEnvironment:
			return []string{bare}
		case FieldSecretPath:
			return []string{OpGlob}
		}
		return nil
	}
	switch field {
	case FieldEnvironment, FieldSecretPath, FieldSecretName:
		return []string{bare, OpEq, OpNe, OpIn, OpGlob}
	case FieldIdentityID:
		return []string{bare, OpEq, OpNe, OpIn}
	case FieldSecretTags:
		return []string{OpIn}
	}
	return nil
}

// operators reads what is said about one field.
func (r *ruleReader) operators(field string, sent any, allowed []string) map[string]any {
	if text, ok := sent.(string); ok && allowed[0] == bare {
		r.checkText(field, OpEq, text, "conditions", field)
		return map[string]any{OpEq: text}
	}
	object, ok := sent.(map[string]any)
	if !ok || len(object) == 0 || len(allowed) == 1 && allowed[0] == bare {
		r.report(issueType, "Expected "+describe(allowed), "conditions", field)
		return nil
	}
	operators := map[string]any{}
	for _, operator := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(allowed, operator) || operator == bare {
			r.report(issueUnknown, fmt.Sprintf("Unknown operator '%s', expected %s", operator, describe(allowed)), "conditions", field, operator)
			continue
		}
		operators[operator] = r.operand(field, operator, object[operator])
	}
	return operators
}

func describe(allowed []string) string {
	if allowed[0] == bare {
		return strings.Join(append([]string{"a string"}, allowed[1:]...), ", ")
	}
	return strings.Join(allowed, ", ")
}

func (r *ruleReader) operand(field, operator string, sent any) any {
	path := []any{"conditions", field, operator}
	if operator != OpIn {
		text, ok := sent.(string)
		if !ok {
			r.report(issueType, "Expected a string", path...)
			return nil
		}
		r.checkText(field, operator, text, path...)
		return text
	}
	values, ok := texts(sent)
	if !ok {
		r.report(issueType, "Expected an array of strings", path...)
		return nil
	}
	if len(values) == 0 {
		r.report(issueSmall, "Expected at least one value", path...)
	}
	for i, value := range values {
		r.checkText(field, operator, value, append(slices.Clone(path), i)...)
	}
	return values
}

// checkText checks one operand.
func (r *ruleReader) checkText(field, operator, text string, path ...any) {
	switch {
	case text == "" && r.form != FormV1, text == "" && operator == OpGlob:
		r.report(issueSmall, "Expected at least one character", path...)
	case operator == OpGlob:
		if _, _, err := globs.Translate(text); err != nil {
			r.report(issueCustom, "Invalid glob: "+err.Error(), path...)
		}
	case field == FieldSecretPath && !strings.HasPrefix(text, "/"):
		r.report(issueCustom, "Invalid Secret Path; it must start with a '/'", path...)
	}
}
