package audit

import (
	"encoding/json"
	"log/slog"

	"warder/engine"
	"warder/engine/input"
)

// queued is a decision to be written: an immutable copy that shares nothing with the request,
// or the record made from it.
type queued struct {
	request input.Request
	list    engine.List
	answer  engine.Answer
	entry   Entry
	record  *record
}

// manyMembers is the number of members above which a list takes more memory than its text.
const manyMembers = 16

// queued leaves the encoding to the queue's writer, unless the line must be written before the
// response, the request waits for its record, or a full queue would hold too much.
func (r *Recorder) queued(entry Entry) (*queued, error) {
	if r.options.Durable || r.options.Lines != nil || len(entry.List.Members) > manyMembers {
		record, err := r.encode(entry)
		return &queued{record: record}, err
	}
	return &queued{request: *entry.List.Shared, list: *entry.List, answer: *entry.Answer, entry: entry}, nil
}

// record encodes a queued decision. If its request cannot be encoded, the record contains the
// decision without the request.
func (r *Recorder) record(q *queued) *record {
	if q.record != nil {
		return q.record
	}
	q.list.Shared = &q.request
	q.entry.List, q.entry.Answer = &q.list, &q.answer
	made, err := r.encode(q.entry)
	if err == nil {
		return made
	}
	r.options.Log.Error("a decision is recorded without its input", slog.String("decision_id", q.answer.ID), slog.String("cause", err.Error()))
	return &record{row: q.entry.capped().columns("", "{}")}
}

// encode makes a record, with its line if a JSON Lines copy is enabled.
func (r *Recorder) encode(entry Entry) (*record, error) {
	made, err := r.encoder.encode(entry)
	if err != nil || r.options.Lines == nil {
		return made, err
	}
	whole, err := json.Marshal(entry.capped().event(r.encoder.labels))
	if err != nil {
		return nil, err
	}
	made.line = string(whole)
	return made, nil
}
