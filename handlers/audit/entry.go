// Package audit writes the decision log: one self-contained record for every decision.
package audit

import (
	"encoding/json"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Entry is a decision to record: about one resource, or a list with all its members.
type Entry struct {
	List      *engine.List
	Answer    *engine.Answer
	Time      time.Time
	OrgID     string
	ProjectID string
	EventType string // audit event of docs/contract.md 2.26; empty for none
	UserAgent string
}

// event has the fields of OPA's decision log events, so that OPA's tools can read it; the
// format permits additional fields.
type event struct {
	Labels     json.RawMessage `json:"labels"`
	DecisionID string          `json:"decision_id"`
	Bundles    bundles         `json:"bundles"`
	Path       string          `json:"path"`
	Input      *input.Request  `json:"input"`
	Result     result          `json:"result"`
	engine.RecordedMembers
	Stage       string `json:"stage,omitempty"` // stage of the policy that decided; specific to Warder
	RequestedBy string `json:"requested_by"`
	Timestamp   string `json:"timestamp"`
	RequestID   string `json:"request_id"`
	EventType   string `json:"event_type,omitempty"`
	UserAgent   string `json:"user_agent,omitempty"`
}

// bundles has one entry, the policy's name.
type bundles struct {
	Authz revision `json:"authz"`
}

type revision struct {
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
}

type result struct {
	Permitted   bool             `json:"permitted"`
	Reasons     []engine.Reason  `json:"reasons"`
	Grants      []string         `json:"grants"`
	Missing     []engine.Missing `json:"missing,omitempty"`
	Obligations []string         `json:"obligations,omitempty"`
}

// decisionPath is the evaluated document in OPA's notation.
const decisionPath = "authz/main/decision"

func (e Entry) event(labels json.RawMessage) event {
	d := &e.Answer.Decision
	return event{
		Labels: labels, DecisionID: d.ID, Path: decisionPath, Input: e.List.Shared,
		Bundles:         bundles{revision{d.Policy.Revision, d.Policy.Digest}},
		Stage:           d.Stage,
		Result:          result{d.Permitted, d.Reasons, d.Grants, d.Missing, d.Obligations},
		RecordedMembers: engine.RecordMembers(e.List, e.Answer),
		RequestedBy:     e.List.Shared.Context.IP, Timestamp: e.Time.UTC().Format(time.RFC3339Nano),
		RequestID: e.List.Shared.Context.RequestID, EventType: e.EventType, UserAgent: e.UserAgent,
	}
}

// columns makes the database row of a record with its filter columns.
func (e Entry) columns(frame, record string) *models.DecisionRecord {
	request := e.List.Shared
	return &models.DecisionRecord{
		ID: e.Answer.ID, OrgID: e.OrgID, ProjectID: e.ProjectID, Time: store.At(e.Time),
		SubjectType: request.Subject.Type, SubjectID: request.Subject.ID,
		Action: request.Action.Name, Resource: request.Resource.Type,
		Permitted: e.Answer.Permitted, EventType: e.EventType, UserAgent: e.UserAgent,
		IP: request.Context.IP, Frame: frame, Record: record,
	}
}
