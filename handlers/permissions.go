package handlers

import (
	"encoding/json"

	"warder/engine"
	"warder/engine/permissions"
)

// ruleList are permission rules as a request sends them: kept byte for byte,
// since clients compare what they get back.
type ruleList struct {
	raw  json.RawMessage
	form permissions.Form
	// parsed are the rules once parse has read them.
	parsed []permissions.Rule
}

func (r *ruleList) requested() []engine.RequestedRule { return engine.RequestedRules(r.parsed) }

// UnmarshalJSON keeps the text.
func (r *ruleList) UnmarshalJSON(raw []byte) error {
	r.raw = append(r.raw[:0], raw...)
	return nil
}

// parse checks the rules in their form; issues name their place below field.
func (r *ruleList) parse(form permissions.Form, scope string, field ...any) ([]permissions.Rule, error) {
	issues := permissions.CheckSize(r.raw)
	var rules []permissions.Rule
	if len(issues) == 0 {
		rules, issues = permissions.Parse(r.raw, form, scope)
		if len(issues) == 0 {
			issues = permissions.CheckReach(rules, form)
		}
	}
	if len(issues) == 0 {
		r.form, r.parsed = form, rules
		return rules, nil
	}
	wrong := make([]Issue, 0, len(issues))
	for _, issue := range issues {
		wrong = append(wrong, Issue{Code: issue.Code, Path: append(append([]any{}, field...), issue.Path...), Message: issue.Message})
	}
	return nil, invalid(wrong...)
}

// text is what is stored: the rules as sent, an absent list as an empty one.
func (r *ruleList) text() string {
	if len(r.raw) == 0 {
		return "[]"
	}
	return string(r.raw)
}

// describeRules are stored rules in the plain form of answers: action always
// an array, conditions untouched.
func describeRules(text string, form permissions.Form, scope string) []permissions.Rule {
	rules, issues := permissions.ParseStored([]byte(text), form, scope)
	if len(issues) > 0 || rules == nil {
		return []permissions.Rule{}
	}
	return rules
}
