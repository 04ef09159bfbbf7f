package permissions

import (
	"fmt"
	"slices"
)

// v1Actions are all that the oldest form of project rules can name.
var v1Actions = []string{"read", "create", "edit", "delete"}

func (r *ruleReader) subject(sent any) (string, bool) {
	subject, ok := sent.(string)
	if !ok {
		r.report(issueType, missingOr(sent, "Expected a string"), "subject")
		return "", false
	}
	if !KnownType(r.scope, subject) {
		r.report(issueEnum, fmt.Sprintf("Unknown subject '%s'", subject), "subject")
		return "", false
	}
	return subject, true
}

// actions reads what the rule is about: one action, or, but for the oldest
// form, a list of at least one.
func (r *ruleReader) actions(sent any, subject string) []string {
	list, isList := sent.([]any)
	if action, ok := sent.(string); ok {
		return r.checkActions([]any{action}, subject, false)
	}
	if !isList || r.form == FormV1 {
		r.report(issueType, missingOr(sent, "Expected an action"), "action")
		return nil
	}
	if len(list) == 0 {
		r.report(issueSmall, "A rule names at least one action", "action")
	}
	return r.checkActions(list, subject, true)
}

func (r *ruleReader) checkActions(list []any, subject string, indexed bool) []string {
	actions := []string{}
	for i, item := range list {
		path := []any{"action"}
		if indexed {
			path = append(path, i)
		}
		action, ok := item.(string)
		switch {
		case !ok:
			r.report(issueType, "Expected a string", path...)
		case !r.offers(subject, action):
			r.report(issueEnum, fmt.Sprintf("Unknown action '%s' on subject '%s'", action, subject), path...)
		case !slices.Contains(actions, action):
			actions = append(actions, action)
		}
	}
	if subject == "secrets" && slices.Contains(actions, "read") &&
		(slices.Contains(actions, "readValue") || slices.Contains(actions, "describeSecret")) {
		r.report(issueCustom, "'read' already means 'describeSecret' and 'readValue', it may not be mixed with them", "action")
	}
	return actions
}

// offers reports whether a rule of this form may name the action. The oldest
// form does not look at the subject.
func (r *ruleReader) offers(subject, action string) bool {
	if r.form == FormV1 {
		return slices.Contains(v1Actions, action)
	}
	return KnownAction(r.scope, subject, action)
}

// inverted reads whether the rule denies. The oldest form cannot deny; reading
// such a rule as a grant would turn it into its opposite.
func (r *ruleReader) inverted(sent any) bool {
	inverted, ok := sent.(bool)
	if sent != nil && !ok {
		r.report(issueType, "Expected a boolean", "inverted")
	}
	if inverted && r.form == FormV1 {
		r.report(issueUnknown, "Rules of this form cannot be inverted", "inverted")
	}
	return inverted
}

func missingOr(sent any, message string) string {
	if sent == nil {
		return "Required"
	}
	return message
}
