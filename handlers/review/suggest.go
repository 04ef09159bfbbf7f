package review

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
)

// Suggestion collects a subject's requests in a project, to derive the least-privilege role
// for all of them.
type Suggestion struct {
	// places has the paths or ids by type and action, then by environment; "" stands for
	// requests without an environment.
	places  map[target]map[string]map[string]bool
	Covered int // records that the role would cover
}

type target struct{ resourceType, action string }

// NewSuggestion makes an empty suggestion.
func NewSuggestion() *Suggestion {
	return &Suggestion{places: map[target]map[string]map[string]bool{}}
}

// Add adds a permitted request that a role or privilege granted.
func (s *Suggestion) Add(record *audit.Record) {
	request := record.Request
	at := target{request.Resource.Type, request.Action.Name}
	if !record.Decision.Permitted || !slices.ContainsFunc(record.Decision.Grants, held) ||
		!permissions.KnownAction(permissions.ScopeProject, at.resourceType, at.action) {
		return
	}
	s.Covered++
	if len(record.Members) == 0 {
		s.note(at, &request.Resource.Properties)
	}
	for i := range record.Members {
		if decision := &record.Decision.Members[i]; decision.Permitted && slices.ContainsFunc(decision.Grants, held) {
			s.note(at, &record.Members[i].Resource.Properties)
		}
	}
}

func (s *Suggestion) note(at target, properties *input.Properties) {
	environment, place := "", ""
	known := permissions.KnownFields(at.resourceType)
	switch {
	case slices.Contains(known, "environment"):
		environment, place = text(properties.Environment), text(properties.SecretPath)
	case slices.Contains(known, "identityId"):
		place = text(properties.IdentityID)
	}
	if s.places[at] == nil {
		s.places[at] = map[string]map[string]bool{}
	}
	if s.places[at][environment] == nil {
		s.places[at][environment] = map[string]bool{}
	}
	s.places[at][environment][place] = true
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

// Rule is a rule of the newer form, valid as input of the API.
type Rule struct {
	Action     []string               `json:"action"`
	Subject    string                 `json:"subject"`
	Conditions permissions.Conditions `json:"conditions,omitempty"`
}

// Rules are the smallest set that permits all added requests: exactly their actions,
// environments and folders. Names of secrets are not restricted.
func (s *Suggestion) Rules() []Rule {
	merged := map[string]*Rule{}
	for at, byEnvironment := range s.places {
		for places, environments := range alike(byEnvironment) {
			rule := Rule{Subject: at.resourceType, Conditions: conditions(at.resourceType, environments, places)}
			key := at.resourceType + "\x00" + strings.Join(environments, "\x01") + "\x00" + places
			if merged[key] == nil {
				merged[key] = &rule
			}
			merged[key].Action = append(merged[key].Action, at.action)
		}
	}
	rules := make([]Rule, 0, len(merged))
	for _, key := range slices.Sorted(maps.Keys(merged)) {
		slices.Sort(merged[key].Action)
		rules = append(rules, *merged[key])
	}
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(a.Subject, b.Subject) })
	return rules
}

// separator joins places into a key; it cannot occur in a path.
const separator = "\x1f"

// alike groups environments with the same places.
func alike(byEnvironment map[string]map[string]bool) map[string][]string {
	groups := map[string][]string{}
	for _, environment := range slices.Sorted(maps.Keys(byEnvironment)) {
		places := strings.Join(slices.Sorted(maps.Keys(byEnvironment[environment])), separator)
		if environment == "" {
			places += separator + separator // requests without an environment need a rule without one
		}
		groups[places] = append(groups[places], environment)
	}
	return groups
}

func conditions(resourceType string, environments []string, joined string) permissions.Conditions {
	found := permissions.Conditions{}
	places := strings.Split(strings.TrimSuffix(joined, separator+separator), separator)
	if len(environments) > 0 && environments[0] != "" {
		found["environment"] = oneOf(environments)
	}
	field := "secretPath"
	if slices.Contains(permissions.KnownFields(resourceType), "identityId") {
		field = "identityId"
	}
	if !slices.Contains(places, "") { // a use without a place needs a rule without one
		found[field] = oneOf(places)
	}
	return found
}

func oneOf(values []string) map[string]any {
	if len(values) == 1 {
		return map[string]any{"$eq": values[0]}
	}
	return map[string]any{"$in": values}
}
