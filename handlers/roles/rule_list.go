package roles

import (
	"encoding/json"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
)

// RuleList are permission rules as a request sends them: kept byte for byte,
// since clients compare what they get back.
type RuleList struct {
	Raw  json.RawMessage
	form permissions.Form
	// parsed are the rules once parse has read them.
	parsed []permissions.Rule
}

// Requested are the rules as the policy is told of them.
func (r *RuleList) Requested() []input.RequestedRule { return input.RequestedRules(r.parsed) }

// UnmarshalJSON keeps the text.
func (r *RuleList) UnmarshalJSON(raw []byte) error {
	r.Raw = append(r.Raw[:0], raw...)
	return nil
}

// ReadsJSON is what the field takes: rules of one of several forms.
func (r RuleList) ReadsJSON() any { return []any{[]json.RawMessage{}} }

// Parse checks the rules in their form; issues name their place below field.
func (r *RuleList) Parse(form permissions.Form, scope string, field ...any) ([]permissions.Rule, error) {
	rules, issues := permissions.Accept(r.Raw, form, scope)
	if len(issues) == 0 {
		r.form, r.parsed = form, rules
	}
	return rules, pep.InvalidRules(issues, field...)
}

// Text is what is stored: the rules as sent, an absent list as an empty one.
func (r *RuleList) Text() string {
	if len(r.Raw) == 0 {
		return "[]"
	}
	return string(r.Raw)
}

// DescribeRules are stored rules in the plain form of answers: action always
// an array, conditions untouched.
func DescribeRules(text string, form permissions.Form, scope string) []permissions.Rule {
	rules, issues := permissions.ParseStored([]byte(text), form, scope)
	if len(issues) > 0 || rules == nil {
		return []permissions.Rule{}
	}
	return rules
}
