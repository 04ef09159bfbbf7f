package permissions

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Pack writes rules in the packed form of docs/contract.md 3.3:
// [actions, subjects, conditions or 0, inverted 0 or 1, 0 for fields, reason], lists joined
// with commas, trailing zeros dropped.
func Pack(rules []Rule) [][]any {
	packed := make([][]any, 0, len(rules))
	for _, rule := range rules {
		row := []any{strings.Join(rule.Actions, ","), strings.Join(rule.Subjects, ",")}
		rest := []any{0, 0, 0, rule.Reason}
		if len(rule.Sent) > 0 {
			rest[0] = rule.Sent
		}
		if rule.Inverted {
			rest[1] = 1
		}
		for len(rest) > 0 && blank(rest[len(rest)-1]) {
			rest = rest[:len(rest)-1]
		}
		packed = append(packed, append(row, rest...))
	}
	return packed
}

// Unpack reads the packed form without asking whether the subjects, actions
// and condition fields exist; Parse with FormPacked asks that too.
func Unpack(raw []byte) ([]Rule, []Issue) {
	reader := ruleReader{form: FormPacked}
	var list []any
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		reader.report(issueType, "Expected an array of rules")
		return nil, reader.issues
	}
	rules := make([]Rule, 0, len(list))
	for i, sent := range list {
		reader.at = i
		rules = append(rules, reader.unpack(sent))
	}
	if len(reader.issues) > 0 {
		return nil, reader.issues
	}
	return rules, nil
}

// packed reads and checks one packed rule. The wildcards are known everywhere.
func (r *ruleReader) packed(sent any) Rule {
	rule := r.unpack(sent)
	for _, subject := range rule.Subjects {
		if subject != AnyType && !KnownType(r.scope, subject) {
			r.report(issueEnum, fmt.Sprintf("Unknown subject '%s'", subject), 1)
		}
	}
	for _, action := range rule.Actions {
		if action != AnyAction && !r.anyOffers(rule.Subjects, action) {
			r.report(issueEnum, fmt.Sprintf("Unknown action '%s' on subject '%s'", action, strings.Join(rule.Subjects, ",")), 0)
		}
	}
	return rule
}

func (r *ruleReader) anyOffers(subjects []string, action string) bool {
	if slices.Contains(subjects, AnyType) {
		subjects = ResourceTypes(r.scope)
	}
	return slices.ContainsFunc(subjects, func(subject string) bool { return KnownAction(r.scope, subject, action) })
}

// Places of a packed rule.
const (
	packedActions = iota
	packedSubjects
	packedConditions
	packedInverted
	packedFields
	packedReason
	packedLength
)

func (r *ruleReader) unpack(sent any) Rule {
	row, ok := sent.([]any)
	if !ok || len(row) < 2 || len(row) > packedLength {
		r.reportRule(issueType, "Expected an array [actions, subjects, conditions, inverted]")
		return Rule{}
	}
	row = slices.Concat(row, make([]any, packedLength-len(row)))
	rule := Rule{
		Actions:  r.joined(row, packedActions),
		Subjects: r.joined(row, packedSubjects),
		Inverted: !blank(row[packedInverted]),
	}
	if rule.Inverted && row[packedInverted] != float64(1) && row[packedInverted] != true {
		r.report(issueType, "Expected 0 or 1", packedInverted)
	}
	r.denies = rule.Inverted
	if !blank(row[packedConditions]) {
		rule.Conditions, rule.Sent = r.packedConditions(row[packedConditions], r.keeps(rule.Subjects))
	}
	r.fields(row[packedFields], packedFields)
	rule.Reason = r.reason(row[packedReason], packedReason)
	return rule
}

// packedConditions reads conditions and puts their issues at their place in
// the packed rule.
func (r *ruleReader) packedConditions(sent any, kept bool) (Conditions, map[string]any) {
	before := len(r.issues)
	read := r.conditions
	if kept {
		read = r.keep
	}
	conditions, object := read(sent)
	for i := before; i < len(r.issues); i++ {
		r.issues[i].Path[1] = packedConditions
	}
	return conditions, object
}

// joined reads a list that was joined with commas.
func (r *ruleReader) joined(row []any, place int) []string {
	text, ok := row[place].(string)
	if !ok {
		r.report(issueType, missingOr(row[place], "Expected a string"), place)
		return nil
	}
	parts := strings.Split(text, ",")
	if slices.Contains(parts, "") {
		r.report(issueSmall, "Expected at least one character between commas", place)
	}
	return parts
}

// blank reports whether a place of a packed rule stands for nothing.
func blank(value any) bool {
	return value == nil || value == false || value == "" || value == float64(0) || value == 0
}
