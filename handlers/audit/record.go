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

// ErrNoDecision is the error of reading what a server did by itself; see Event.
// A reader of decisions skips it.
var ErrNoDecision = fmt.Errorf("%w: an event without a request", ErrRecord)

// Record is a decision as the log keeps it, read back. It needs no other data:
// its request can be decided again.
type Record struct {
	ID        string
	Time      time.Time
	RequestID string
	// Request is what was asked, or what the members of a list share.
	Request *input.Request
	Members []input.Member
	Needs   engine.Needs
	// Decision is what was answered. Visible is not recorded.
	Decision engine.Answer
}

// List is the question that was decided.
func (r *Record) List() *engine.List {
	return &engine.List{Shared: r.Request, Members: r.Members, Needs: r.Needs}
}

// Reader reads records that carry the same roles in less time than each by
// itself. The zero value is ready; several goroutines may use it.
type Reader struct{ decoder input.RequestDecoder }

// ReadRecord reads a single record.
func ReadRecord(text []byte) (*Record, error) { return new(Reader).Read(text) }

// Read reads one record: the column of the database, or a line of the copy in
// JSON lines.
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

// list makes an absent list the empty one that decisions have.
func list[T any](found []T) []T {
	if found == nil {
		return []T{}
	}
	return found
}

// Telling is the single question that tells why the decision was what it was: of
// a list, the first member about which the same was decided as about the whole,
// or where that is none the question about its place.
func (r *Record) Telling() *input.Request {
	at := r.TellingMember()
	if at < 0 {
		return r.Request
	}
	single := r.Request.About(&r.Members[at])
	return &single
}

// TellingMember is the index of the member that Telling is about, or -1.
func (r *Record) TellingMember() int {
	for i := range r.Members {
		if r.Decision.Members[i].Permitted == r.Decision.Permitted && (r.Decision.Permitted || r.Needs != engine.NeedsSome) {
			return i
		}
	}
	return -1
}
