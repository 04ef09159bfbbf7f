package models

import (
	"maps"
	"slices"
	"strings"

	"warder/models/store"
)

// EventFilter narrows the decision log to audit events. Empty fields do not
// narrow; OrgID must be given.
type EventFilter struct {
	OrgID, ProjectID       string
	EventType, SubjectType string
	AgentType              string
	// Of an empty list, Within narrows to nothing, and Except not at all.
	Within, Except *[]string // ids of projects; "" is that of none
	Outdated       []Expiry  // expired rows, including those that upkeep has not removed yet
	From, To       store.Time
	Limit, Offset  int
}

// userAgents are the client programs that the API tells apart (docs/contract.md 2.26).
var userAgents = map[string]string{
	"cli": "cli", "k8-operator": "k8-operator", "terraform": "terraform",
	"InfisicalPythonSDK": "InfisicalPythonSDK", "InfisicalNodeSDK": "InfisicalNodeSDK",
}

// AgentTypes are the kinds of programs that AgentType tells apart, sorted.
func AgentTypes() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(userAgents)), "web", "other")))
}

// AgentType is which kind of program a User-Agent header names.
func AgentType(userAgent string) string {
	if kind, known := userAgents[userAgent]; known {
		return kind
	}
	if strings.Contains(strings.ToLower(userAgent), "mozilla") {
		return "web"
	}
	return "other"
}

// LastPolicyEvent is the newest permitted decision about policy that is one of
// these audit events, in any organization, or nil.
func LastPolicyEvent(tx *store.Tx, types ...string) (*DecisionRecord, error) {
	rows := []DecisionRecord{}
	// In these words, which those of its index are.
	err := tx.DB().Where("resource = 'policy' AND event_type IN ? AND permitted", types).Order("seq DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, store.Translate(err)
	}
	return &rows[0], joinDecisions(tx, rows, false)
}

// FindEvents reads permitted decisions that are audit events, newest first.
func FindEvents(tx *store.Tx, filter EventFilter) ([]DecisionRecord, error) {
	query := tx.DB().Where("org_id = ? AND event_type <> '' AND permitted = ? AND time >= ? AND time <= ?",
		filter.OrgID, true, filter.From, filter.To)
	if filter.ProjectID != "" {
		query = query.Where("project_id = ?", filter.ProjectID)
	}
	if filter.Within != nil {
		query = query.Where("project_id IN ?", *filter.Within)
	}
	if filter.Except != nil && len(*filter.Except) > 0 {
		query = query.Where("project_id NOT IN ?", *filter.Except)
	}
	for _, outdated := range filter.Outdated {
		query = query.Where("NOT ("+outdated.where+")", outdated.args...)
	}
	if filter.EventType != "" {
		query = query.Where("event_type = ?", filter.EventType)
	}
	if filter.SubjectType != "" {
		query = query.Where("subject_type = ?", filter.SubjectType)
	}
	switch _, known := userAgents[filter.AgentType]; {
	case known:
		query = query.Where("user_agent = ?", filter.AgentType)
	case filter.AgentType == "web":
		query = query.Where("lower(user_agent) LIKE ?", "%mozilla%")
	case filter.AgentType == "other":
		query = query.Where("user_agent NOT IN ? AND lower(user_agent) NOT LIKE ?", slices.Collect(maps.Keys(userAgents)), "%mozilla%")
	}
	rows := []DecisionRecord{}
	if err := query.Order("time DESC, seq DESC").Limit(filter.Limit).Offset(filter.Offset).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return rows, joinDecisions(tx, rows, false)
}
