package roles

import (
	"encoding/json"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
)

// RuleList are permission rules from a request. They are stored byte for byte, because clients
// compare them with the response.
type RuleList struct {
	Raw  json.RawMessage
	form permissions.Form
	// parsed are the rules after Parse.
	parsed []permissions.Rule
}

// Requested are the rules in the policy's form.
func (r *RuleList) Requested() []input.RequestedRule { return input.RequestedRules(r.parsed) }

// UnmarshalJSON keeps the raw text.
func (r *RuleList) UnmarshalJSON(raw []byte) error {
	r.Raw = append(r.Raw[:0], raw...)
	return nil
}

// ReadsJSON gives the types that the field accepts: rules in one of several forms.
func (r RuleList) ReadsJSON() any { return []any{[]json.RawMessage{}} }

// Parse validates the rules in their form; issue paths are below field.
func (r *RuleList) Parse(form permissions.Form, scope string, field ...any) ([]permissions.Rule, error) {
	rules, issues := permissions.Accept(r.Raw, form, scope)
	if len(issues) == 0 {
		r.form, r.parsed = form, rules
	}
	return rules, pep.InvalidRules(issues, field...)
}

// Text is the stored text: the rules as sent, or an empty list if absent.
func (r *RuleList) Text() string {
	if len(r.Raw) == 0 {
		return "[]"
	}
	return string(r.Raw)
}

// DescribeRules converts stored rules to the plain form of responses: action is always an
// array, conditions are unchanged.
func DescribeRules(text string, form permissions.Form, scope string) []permissions.Rule {
	rules, issues := permissions.ParseStored([]byte(text), form, scope)
	if len(issues) > 0 || rules == nil {
		return []permissions.Rule{}
	}
	return rules
}
