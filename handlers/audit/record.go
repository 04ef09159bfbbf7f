package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"warder/engine"
	"warder/engine/input"
)

// ErrRecord is wrapped by every error of a Reader.
var ErrRecord = errors.New("decision record")

// ErrNoDecision is returned for the record of an Event. Readers of decisions skip it.
var ErrNoDecision = fmt.Errorf("%w: an event without a request", ErrRecord)

// Record is a decision read from the log. It is self-contained: its request can be evaluated
// again.
type Record struct {
	ID        string
	Time      time.Time
	RequestID string
	// Request is the request, or the shared part of a list's members.
	Request *input.Request
	Members []input.Member
	Needs   engine.Needs
	// Decision is the policy's answer. Visible is not recorded.
	Decision engine.Answer
}

// List is the decided question.
func (r *Record) List() *engine.List {
	return &engine.List{Shared: r.Request, Members: r.Members, Needs: r.Needs}
}

// Reader reads records, and decodes roles that records share only once. The zero value is
// ready for concurrent use.
type Reader struct{ decoder input.RequestDecoder }

// ReadRecord reads a single record.
func ReadRecord(text []byte) (*Record, error) { return new(Reader).Read(text) }

// Read reads one record: a database column, or a line of the JSON Lines copy.
func (r *Reader) Read(text []byte) (*Record, error) {
	var read struct {
		DecisionID string          `json:"decision_id"`
		Timestamp  time.Time       `json:"timestamp"`
		RequestID  string          `json:"request_id"`
		Path       string          `json:"path"`
		Bundles    bundles         `json:"bundles"`
		Input      json.RawMessage `json:"input"`
		Result     *result         `json:"result"`
		Members    json.RawMessage `json:"members"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if read.Path == eventPath {
		return nil, ErrNoDecision
	}
	if read.DecisionID == "" || read.Path != decisionPath || read.Result == nil {
		return nil, fmt.Errorf("%w: it lacks decision_id or result, or is not of %s", ErrRecord, decisionPath)
	}
	request, err := r.decoder.Request(read.Input)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrRecord, read.DecisionID, err)
	}
	policy := read.Bundles.Authz
	record := &Record{
		ID: read.DecisionID, Time: read.Timestamp, RequestID: read.RequestID, Request: request,
		Decision: engine.Answer{Decision: engine.Decision{
			ID: read.DecisionID, Permitted: read.Result.Permitted, Reasons: list(read.Result.Reasons), Visible: []engine.Reason{},
			Grants: list(read.Result.Grants), Missing: list(read.Result.Missing),
			Obligations: list(read.Result.Obligations), Policy: engine.Revision{Revision: policy.Revision, Digest: policy.Digest},
		}},
	}
	if read.Members == nil {
		return record, nil
	}
	if record.Needs, record.Members, record.Decision.Members, err = engine.DecodeMembers(&r.decoder, text); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrRecord, read.DecisionID, err)
	}
	return record, nil
}

// list turns a nil list into an empty one, as in decisions.
func list[T any](found []T) []T {
	if found == nil {
		return []T{}
	}
	return found
}

// Telling is the single request that explains the decision: for a list, the first member with
// the same outcome as the whole list, or else the request about its place.
func (r *Record) Telling() *input.Request {
	at := r.TellingMember()
	if at < 0 {
		return r.Request
	}
	single := r.Request.About(&r.Members[at])
	return &single
}

// TellingMember is the index of the member of Telling, or -1.
func (r *Record) TellingMember() int {
	for i := range r.Members {
		if r.Decision.Members[i].Permitted == r.Decision.Permitted && (r.Decision.Permitted || r.Needs != engine.NeedsSome) {
			return i
		}
	}
	return -1
}
