package permissions

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Bounds of a list of rules in a request, far above what describes a
// role. They hold before anything is parsed but the JSON, so that no list costs
// more than them.
const (
	MaxBytes        = 1 << 20
	MaxRules        = 1000
	MaxNames        = 128  // actions, or subjects, of one rule
	MaxOperands     = 5000 // values in the conditions of all rules
	MaxAlternatives = 200  // globs with braces or groups; each may stand for many
	MaxReach        = 20_000
	maxIssues       = 20
)

const issueBig = "too_big"

// CheckSize returns the bounds that a list of rules breaks; nil for none. Parse refuses
// values that are not a list of rules.
func CheckSize(raw []byte) []Issue {
	if len(raw) > MaxBytes {
		return []Issue{tooBig("bytes in the rules", MaxBytes)}
	}
	var list []any
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	if len(list) > MaxRules {
		return []Issue{tooBig("rules", MaxRules)}
	}
	var sum extent
	for i, sent := range list {
		sum.rule(i, sent)
	}
	switch {
	case sum.operands > MaxOperands:
		sum.issues = append(sum.issues, tooBig("values in conditions", MaxOperands))
	case sum.alternatives > MaxAlternatives:
		sum.issues = append(sum.issues, tooBig("globs with braces or groups", MaxAlternatives))
	}
	return sum.issues[:min(len(sum.issues), maxIssues)]
}

// CheckReach says whether conditions are repeated more often than may be: a rule
// with conditions is kept for every resource type and action that it names, and
// wildcards name hundreds.
func CheckReach(rules []Rule, form Form) []Issue {
	reach := 0
	for _, rule := range rules {
		if len(rule.Conditions) > 0 {
			reach += len(targets(rule, form))
		}
	}
	if reach > MaxReach {
		return []Issue{tooBig("conditions, counted for each resource type and action", MaxReach)}
	}
	return nil
}

func tooBig(what string, most int, path ...any) Issue {
	return Issue{Path: append([]any{}, path...), Code: issueBig, Message: fmt.Sprintf("Must have at most %d %s", most, what)}
}

// extent is how large a list of rules is.
type extent struct {
	operands, alternatives int
	issues                 []Issue
}

// rule adds one rule, plain or packed.
func (e *extent) rule(at int, sent any) {
	switch sent := sent.(type) {
	case map[string]any:
		e.names(at, "action", sent["action"])
		e.names(at, "subject", sent["subject"])
		e.operand(sent["conditions"])
	case []any:
		for place, value := range sent {
			if place == packedConditions {
				e.operand(value)
			} else {
				e.names(at, place, value)
			}
		}
	}
}

func (e *extent) names(at int, place, sent any) {
	count := 0
	switch sent := sent.(type) {
	case string:
		count = strings.Count(sent, ",") + 1
	case []any:
		count = len(sent)
	}
	if count > MaxNames {
		e.issues = append(e.issues, tooBig("names", MaxNames, at, place))
	}
}

// operand adds the size of a value and its members.
func (e *extent) operand(sent any) {
	e.operands++
	switch sent := sent.(type) {
	case string:
		if strings.ContainsAny(sent, "{(") {
			e.alternatives++
		}
	case []any:
		for _, value := range sent {
			e.operand(value)
		}
	case map[string]any:
		for _, value := range sent {
			e.operand(value)
		}
	}
}

// Bytes is about how much memory c takes, with the term that it becomes.
func (c *Compiled) Bytes() int {
	total := 0
	for _, side := range []map[string]map[string]Slot{c.Allow, c.Deny} {
		for _, byAction := range side {
			for _, slot := range byAction {
				total += slot.bytes()
			}
		}
	}
	return 3 * total // the text, its term, and the overhead of terms
}

func (s *Slot) bytes() int {
	total := 256
	for key := range s.Keys {
		total += 64 + len(key)
	}
	for _, list := range [][]Conditions{s.Rules, s.All} {
		for _, conditions := range list {
			total += conditions.bytes()
		}
	}
	return total
}

func (c Conditions) bytes() int {
	total := 64
	for field, operators := range c {
		total += 64 + len(field)
		for operator, operand := range operators {
			total += 64 + len(operator)
			if text, isText := operand.(string); isText {
				total += len(text)
			}
			values, _ := texts(operand)
			for _, value := range values {
				total += 32 + len(value)
			}
		}
	}
	return total
}
