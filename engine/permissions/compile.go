package permissions

import (
	"encoding/json"
	"slices"
)

// Compile turns rules into the form that policies decide on: by resource type
// and action, split into grants and denials, with wildcards and older action names
// resolved. It is deterministic, so equal rules compile to
// equal documents. Form says where the rules come from, and with it the scope
// and whether rules about secrets reach folders and imports (docs/contract.md 3.2).
//
// Rules should have passed Parse. A rule that has not never favours its holder: a grant
// with an unreadable condition is left out, and a denial applies without the condition.
func Compile(rules []Rule, form Form) *Compiled {
	allow, deny := newDraft(), newDraft()
	for _, rule := range rules {
		side := allow
		if rule.Inverted {
			side = deny
		}
		conditions := settle(rule)
		for _, target := range targets(rule, form) {
			side.add(target, conditions)
		}
	}
	return &Compiled{Allow: allow.slots(), Deny: deny.slots(), Templated: allow.perSubject() || deny.perSubject()}
}

// target is a resource type and an action that a rule is about.
type target struct{ resourceType, action string }

// targets resolves the wildcards and older names of a rule. Pairs that do not
// exist are dropped: nothing ever asks for them.
func targets(rule Rule, form Form) []target {
	found := []target{}
	scope := form.scope()
	for _, subject := range rule.Subjects {
		types := []string{subject}
		if subject == AnyType {
			types = ResourceTypes(scope)
		}
		for _, resourceType := range types {
			for _, action := range rule.Actions {
				found = append(found, actionTargets(scope, resourceType, action)...)
				if form == FormV1 && resourceType == "secrets" {
					found = append(found, actionTargets(scope, "secret-folders", action)...)
					found = append(found, actionTargets(scope, "secret-imports", action)...)
				}
			}
		}
	}
	return found
}

func actionTargets(scope, resourceType, action string) []target {
	actions := []string{action}
	if action == AnyAction {
		actions = Actions(scope, resourceType)
	}
	found := []target{}
	for _, name := range actions {
		switch {
		case !KnownAction(scope, resourceType, name):
		case resourceType == "secrets" && name == "read":
			found = append(found, target{resourceType, "describeSecret"}, target{resourceType, "readValue"})
		default:
			found = append(found, target{resourceType, name})
		}
	}
	return found
}

// draft collects one side of the permissions.
type draft map[target]*slotDraft

type slotDraft struct {
	slot      Slot
	irregular []Conditions    // those that no key expresses
	seen      map[string]bool // conditions met so far, as canonical JSON
}

func newDraft() draft { return draft{} }

func (d draft) add(at target, rule *settled) {
	conditions, ok := rule.on(at.resourceType)
	if !ok {
		return
	}
	s := d[at]
	if s == nil {
		s = &slotDraft{slot: Slot{Keys: map[string]bool{}, All: []Conditions{}}, seen: map[string]bool{}}
		d[at] = s
	}
	s.add(conditions)
}

func (s *slotDraft) add(conditions Conditions) {
	// Marshal sorts the keys of maps and cannot fail on settled conditions.
	canonical, _ := json.Marshal(conditions)
	if s.seen[string(canonical)] {
		return
	}
	s.seen[string(canonical)] = true
	keys, regular := keysOf(conditions)
	if !regular {
		s.irregular = append(s.irregular, conditions)
		return
	}
	s.slot.All = append(s.slot.All, conditions)
	s.slot.Any = s.slot.Any || len(conditions) == 0
	for _, key := range keys {
		s.slot.Keys[key] = true
	}
}

// perSubject reports whether some rule names an attribute of the subject.
func (d draft) perSubject() bool {
	for _, s := range d {
		if slices.ContainsFunc(s.irregular, Conditions.perSubject) {
			return true
		}
	}
	return false
}

// slots finishes the draft.
func (d draft) slots() map[string]map[string]Slot {
	byType := map[string]map[string]Slot{}
	for at, s := range d {
		if byType[at.resourceType] == nil {
			byType[at.resourceType] = map[string]Slot{}
		}
		byType[at.resourceType][at.action] = s.finish()
	}
	return byType
}

// finish closes a slot. All ends with the conditions of Rules, in their order,
// which lets a comparison look at those alone. An unconditional rule makes the
// others idle, and they are left out of what decides.
func (s *slotDraft) finish() Slot {
	slot := s.slot
	slot.Rules = make([]Conditions, 0, len(s.irregular))
	for _, conditions := range s.irregular {
		slot.Rules = append(slot.Rules, withoutGlobs(conditions))
	}
	slot.All = append(slot.All, s.irregular...)
	if slot.Any {
		slot.Keys, slot.Rules = map[string]bool{}, []Conditions{}
	}
	return slot
}
