package audit

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"warder/engine"
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Event is an action of the server itself. No request caused it, so it has no decision; the
// log lists it among the decisions.
type Event struct {
	Type     string // the same name as for a request
	Time     time.Time
	OrgID    string // the organization whose log has it
	Action   string
	Resource string
	// Properties describe the action: object, change and reason.
	Properties map[string]any
	// Policy is the policy in force afterwards.
	Policy engine.Revision
}

// eventPath distinguishes the record of an event from that of a decision.
const eventPath = "authz/event"

// Happened records an event inside the transaction that caused it. The caller calls committed
// after the commit.
func (r *Recorder) Happened(tx *store.Tx, e *Event) (committed func(), err error) {
	row, err := e.row(r.encoder.labels)
	if err != nil {
		return nil, err
	}
	committed = func() {
		r.lines(row)
		r.wrote()
	}
	return committed, store.Create(tx, store.Installation, r.rows([]*record{row})...)
}

// row makes the database row of the event.
func (e *Event) row(labels json.RawMessage) (*record, error) {
	type resource struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
	}
	type question struct {
		Subject  input.Subject `json:"subject"`
		Action   input.Action  `json:"action"`
		Resource resource      `json:"resource"`
	}
	row := &models.DecisionRecord{
		ID: uuid.NewString(), OrgID: e.OrgID, Time: store.At(e.Time), SubjectType: models.SubjectPlatform,
		Action: e.Action, Resource: e.Resource, Permitted: true, EventType: e.Type,
	}
	text, err := json.Marshal(struct {
		Labels     json.RawMessage `json:"labels"`
		DecisionID string          `json:"decision_id"`
		Bundles    bundles         `json:"bundles"`
		Path       string          `json:"path"`
		Input      question        `json:"input"`
		Timestamp  string          `json:"timestamp"`
		EventType  string          `json:"event_type"`
	}{
		Labels: labels, DecisionID: row.ID, Path: eventPath,
		Bundles:   bundles{revision{e.Policy.Revision, e.Policy.Digest}},
		Input:     question{input.Subject{Type: row.SubjectType}, input.Action{Name: e.Action}, resource{e.Resource, e.Properties}},
		Timestamp: e.Time.UTC().Format(time.RFC3339Nano), EventType: e.Type,
	})
	if err != nil {
		return nil, err
	}
	row.Record = string(text)
	return &record{row: row, line: row.Record}, nil
}
