package permissions

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"warder/engine/globs"
)

// conditions reads the conditions of a plain rule; nil is none. It returns
// them settled, and in the shape they were sent in.
func (r *ruleReader) conditions(sent any) (Conditions, map[string]any) {
	if sent == nil {
		return nil, nil
	}
	object, ok := sent.(map[string]any)
	if !ok {
		r.report(issueType, "Expected an object", "conditions")
		return nil, nil
	}
	conditions, normal := Conditions{}, map[string]any{}
	for _, field := range slices.Sorted(maps.Keys(object)) {
		allowed := operatorsOf(r.form, field)
		if allowed == nil {
			r.report(issueUnknown, fmt.Sprintf("Unknown condition field '%s'", field), "conditions", field)
			continue
		}
		conditions[field] = r.operators(field, object[field], allowed)
		normal[field] = conditions[field]
		if _, isBare := object[field].(string); isBare {
			normal[field] = conditions[field][OpEq]
		}
	}
	return conditions, normal
}

// bare stands in the list of operators for a string without an operator.
const bare = ""

// operatorsOf lists what may be said about a field, nil if the form does not
// have it (docs/contract.md 3.2).
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

// operators reads the operators of one field.
func (r *ruleReader) operators(field string, sent any, allowed []string) map[string]any {
	if text, ok := sent.(string); ok && allowed[0] == bare {
		return map[string]any{OpEq: r.text(field, OpEq, text, "conditions", field)}
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
		return r.text(field, operator, text, path...)
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
		values[i] = r.text(field, operator, value, append(slices.Clone(path), i)...)
	}
	return values
}

// text checks one operand and returns its stored form.
func (r *ruleReader) text(field, operator, text string, path ...any) string {
	if text == "" {
		if r.form != FormV1 || operator == OpGlob || !r.stored {
			r.report(issueSmall, "Expected at least one character", path...)
		}
		return text
	}
	parts, err := splitTemplates(text)
	switch {
	case err != nil && !r.stored:
		r.report(issueCustom, "Invalid value: "+err.Error(), path...)
		return text
	case operator == OpGlob:
		if !settleGlob(map[string]any{}, text) {
			r.report(issueCustom, "Invalid glob: "+globProblem(parts, text), path...)
			return text
		}
	}
	normal, err := normalText(field, text, operator == OpGlob)
	if err == nil && operator == OpGlob && !r.stored {
		err = r.reachable(field, normal)
	}
	if err != nil && !r.stored {
		r.report(issueCustom, fmt.Sprintf("Invalid %s; %s", names[field], err), path...)
	}
	return normal
}

func globProblem(parts []string, text string) string {
	_, _, err := globs.Translate(text)
	if len(parts) > 1 {
		_, _, err = filledGlob(parts)
	}
	return err.Error()
}

// names are how messages call the fields whose values have a form.
var names = map[string]string{
	FieldSecretPath: "Secret Path", FieldEnvironment: "Environment", FieldSecretName: "Secret Name", FieldSecretTags: "Secret Tags",
	FieldIdentityID: "Identity",
}

func normalText(field, text string, pattern bool) (string, error) {
	switch field {
	case FieldSecretPath:
		return NormalizePath(text, pattern)
	case FieldEnvironment:
		return text, checkEnvironment(text, pattern)
	case FieldSecretName:
		return text, checkName(text, pattern)
	case FieldSecretTags:
		return text, checkTag(text)
	case FieldIdentityID:
		return text, checkIdentity(text)
	}
	return text, nil
}
