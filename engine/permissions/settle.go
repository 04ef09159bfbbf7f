package permissions

import (
	"slices"
	"strings"

	"warder/engine/globs"
)

// Operators of conditions (docs/contract.md 3.2). The last two are Warder's own: the
// RE2 expression that a $glob was translated to, and the one that must not
// match for a negated $glob.
const (
	OpEq      = "$eq"
	OpNe      = "$ne"
	OpIn      = "$in"
	OpGlob    = "$glob"
	OpMatch   = "$match"
	OpNoMatch = "$nomatch"
)

// settled are the conditions of one rule, prepared once for all types and
// actions that it names.
type settled struct {
	rule   Rule
	fields map[string]map[string]any // nil for what cannot be understood
}

func settle(rule Rule) *settled {
	s := &settled{rule: rule, fields: make(map[string]map[string]any, len(rule.Conditions))}
	for field, operators := range rule.Conditions {
		if s.fields[field] = operators; !isStored(operators) {
			s.fields[field], _ = settleOperators(operators)
		}
	}
	return s
}

// on are the conditions for one resource type: fields that the type does not
// know are dropped from a grant and kept in a denial, and every $glob has its
// translation beside it. It reports false for a grant that cannot be understood.
func (s *settled) on(resourceType string) (Conditions, bool) {
	found := Conditions{}
	known := KnownFields(resourceType)
	for field, operators := range s.fields {
		if isStored(s.rule.Conditions[field]) {
			found[field] = operators
			continue
		}
		if !s.rule.Inverted && !slices.Contains(known, field) {
			continue
		}
		switch {
		case operators != nil:
			found[field] = operators
		case !s.rule.Inverted:
			return nil, false
		}
	}
	return found, true
}

func settleOperators(operators map[string]any) (map[string]any, bool) {
	settled := map[string]any{}
	for operator, operand := range operators {
		values, isList := texts(operand)
		text, isText := operand.(string)
		switch {
		case operator == OpIn && isList:
			settleTexts(settled, OpIn, values, values)
		case (operator == OpEq || operator == OpNe) && isText:
			settleTexts(settled, operator, text, []string{text})
		case operator == OpGlob && isText:
			if !settleGlob(settled, text) {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	if len(settled) == 0 {
		return nil, false
	}
	return settled, true
}

// settleTexts settles an operator on texts, which operand holds.
func settleTexts(settled map[string]any, operator string, operand any, texts []string) {
	if !anyTemplated(texts) {
		settled[operator] = operand
		return
	}
	canonical := make([]string, len(texts))
	for i, text := range texts {
		canonical[i] = text
		if parts := templated(text); parts != nil {
			canonical[i] = joinTemplates(parts)
		}
	}
	settled[operator+templateSuffix], settled[operator+filledSuffix] = canonical, filledTexts(texts)
}

func settleGlob(settled map[string]any, pattern string) bool {
	if parts := templated(pattern); parts != nil {
		expression, negated, err := filledGlob(parts)
		operator := OpGlob
		if negated {
			operator = "$noglob"
		}
		settled[OpGlob+templateSuffix], settled[operator+filledSuffix] = joinTemplates(parts), expression
		return err == nil
	}
	regex, negated, err := globs.Translate(pattern)
	settled[OpGlob], settled[companion(negated)] = pattern, regex
	return err == nil
}

func companion(negated bool) string {
	if negated {
		return OpNoMatch
	}
	return OpMatch
}

// texts reads a list of strings, whether made in Go or decoded from JSON.
func texts(operand any) ([]string, bool) {
	switch list := operand.(type) {
	case []string:
		return list, true
	case []any:
		values := make([]string, len(list))
		for i, item := range list {
			text, ok := item.(string)
			if !ok {
				return nil, false
			}
			values[i] = text
		}
		return values, true
	}
	return nil, false
}

// withoutGlobs leaves of each $glob, and of each template, only its translation.
func withoutGlobs(conditions Conditions) Conditions {
	plain := Conditions{}
	for field, operators := range conditions {
		plain[field] = map[string]any{}
		for operator, operand := range operators {
			if operator != OpGlob && !strings.HasSuffix(operator, templateSuffix) {
				plain[field][operator] = operand
			}
		}
	}
	return plain
}
