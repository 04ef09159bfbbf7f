// Package permissions reads the permission rules of roles and privileges as
// clients write them, checks them, and compiles them to the form that policies
// decide on (docs/contract.md 3). It also lists which resource types, actions and
// condition fields exist. It decides nothing.
package permissions

import "encoding/json"

// Scopes of rules: which list of resource types they are about.
const (
	ScopeOrganization = "organization"
	ScopeProject      = "project"
)

// Form is how rules were written (docs/contract.md 2.5, 2.13, 3.3). Stored project
// roles and privileges carry 1 or 2.
type Form int64

// The forms of rules.
const (
	FormOrganization Form = 0 // plain rules of an organization role
	FormV1           Form = 1 // project rules with one action and two conditions
	FormV2           Form = 2 // project rules with several actions, inversion and operators
	FormPacked       Form = 3 // packed rules of an organization role
)

// scope is where rules of a form apply.
func (f Form) scope() string {
	if f == FormV1 || f == FormV2 {
		return ScopeProject
	}
	return ScopeOrganization
}

// Rule is one permission rule, of either form. Conditions are settled: a
// bare string has become $eq. Sent holds them as they came, but for paths, which
// are as requests name them.
type Rule struct {
	Actions    []string
	Subjects   []string
	Conditions Conditions
	Inverted   bool
	Reason     string // for people: it decides nothing
	Sent       map[string]any
}

// MarshalJSON writes the rule in the plain form of answers: action as an array,
// subject as a string unless there are several, and whether it is inverted.
func (r Rule) MarshalJSON() ([]byte, error) {
	plain := map[string]any{"action": r.Actions, "subject": r.Subjects, "inverted": r.Inverted}
	if len(r.Subjects) == 1 {
		plain["subject"] = r.Subjects[0]
	}
	if len(r.Sent) > 0 {
		plain["conditions"] = r.Sent
	}
	if r.Reason != "" {
		plain["reason"] = r.Reason
	}
	return json.Marshal(plain)
}

// Issue is a problem at one place of a list of rules. Path leads there
// from the list: indexes are ints, names strings. Codes are those of schema
// validation (docs/contract.md 1.3).
type Issue struct {
	Path    []any  `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Codes of issues.
const (
	issueType    = "invalid_type"
	issueEnum    = "invalid_enum_value"
	issueSmall   = "too_small"
	issueUnknown = "unrecognized_keys"
	issueCustom  = "custom"
)

// Parse reads a list of rules as clients send it and checks it against
// the resource types, actions and condition fields of the scope. All issues
// are reported at once; with any of them there are no rules.
func Parse(raw []byte, form Form, scope string) ([]Rule, []Issue) {
	return parse(raw, ruleReader{form: form, scope: scope})
}

func parse(raw []byte, reader ruleReader) ([]Rule, []Issue) {
	var list []any
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		reader.report(issueType, "Expected an array of rules")
		return nil, reader.issues
	}
	rules := make([]Rule, 0, len(list))
	for i, sent := range list {
		reader.at = i
		rules = append(rules, reader.rule(sent))
	}
	if len(reader.issues) > 0 {
		return nil, reader.issues
	}
	return rules, nil
}

// Accept is Parse for rules of a request, which are held to the bounds first.
func Accept(raw []byte, form Form, scope string) ([]Rule, []Issue) {
	if issues := CheckSize(raw); len(issues) > 0 {
		return nil, issues
	}
	rules, issues := Parse(raw, form, scope)
	if len(issues) == 0 {
		issues = CheckReach(rules, form)
	}
	if len(issues) > 0 {
		return nil, issues
	}
	return rules, nil
}

// ParseStored reads rules that were accepted before, maybe by an older version:
// conditions that no request can match are not refused, but kept.
func ParseStored(raw []byte, form Form, scope string) ([]Rule, []Issue) {
	return parse(raw, ruleReader{form: form, scope: scope, stored: true})
}

// ruleReader reads the rules of one list and collects their problems.
type ruleReader struct {
	form   Form
	scope  string
	stored bool // the rules were accepted before
	at     int  // index of the rule being read
	denies bool // it is inverted
	looked int  // alternatives of globs that were looked through; see reachable
	issues []Issue
}

// report adds an issue below the rule at hand, or about the whole list if
// there is no path.
func (r *ruleReader) report(code, message string, path ...any) {
	if len(path) > 0 {
		path = append([]any{r.at}, path...)
	}
	r.issues = append(r.issues, Issue{Path: append([]any{}, path...), Code: code, Message: message})
}

// reportRule adds an issue about the rule at hand itself.
func (r *ruleReader) reportRule(code, message string) {
	r.issues = append(r.issues, Issue{Path: []any{r.at}, Code: code, Message: message})
}

// fields refuses a rule on single fields of a resource: ignoring them would widen the
// rule. Stored rules from before ignore them.
func (r *ruleReader) fields(sent any, place any) {
	list, isList := sent.([]any)
	if !blank(sent) && !(isList && len(list) == 0) && !r.stored {
		r.report(issueUnknown, "Rules on single fields are not supported; leave fields out", place)
	}
}

// reason is what people wrote about a rule.
func (r *ruleReader) reason(sent any, place any) string {
	text, isText := sent.(string)
	if !isText && !blank(sent) && !r.stored {
		r.report(issueType, "Expected a string", place)
	}
	return text
}

func (r *ruleReader) rule(sent any) Rule {
	if r.form == FormPacked {
		return r.packed(sent)
	}
	object, ok := sent.(map[string]any)
	if !ok {
		r.reportRule(issueType, "Expected an object")
		return Rule{}
	}
	rule := Rule{Inverted: r.inverted(object["inverted"]), Reason: r.reason(object["reason"], "reason")}
	r.denies = rule.Inverted
	r.fields(object["fields"], "fields")
	if subject, ok := r.subject(object["subject"]); ok {
		rule.Subjects = []string{subject}
		rule.Actions = r.actions(object["action"], subject)
	}
	if r.form != FormV1 && r.keeps(rule.Subjects) {
		rule.Conditions, rule.Sent = r.keep(object["conditions"])
		return rule
	}
	rule.Conditions, rule.Sent = r.conditions(object["conditions"])
	return rule
}
