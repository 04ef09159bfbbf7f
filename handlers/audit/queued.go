package audit

import (
	"encoding/json"
	"log/slog"

	"warder/engine"
	"warder/engine/input"
)

// queued is a decision on its way to the database: a copy of what was decided,
// which does not change any more and shares nothing with the request, or
// the record that was made of it already.
type queued struct {
	request input.Request
	list    engine.List
	answer  engine.Answer
	entry   Entry
	record  *record
}

// manyMembers is how many members of a list take more memory as they are than as
// text.
const manyMembers = 16

// queued leaves making the record to the writer that takes it from the queue, unless its
// line has to be written before the answer, its request waits for it, or a full queue
// would hold too much.
func (r *Recorder) queued(entry Entry) (*queued, error) {
	if r.options.Durable || r.options.Lines != nil || len(entry.List.Members) > manyMembers {
		record, err := r.encode(entry)
		return &queued{record: record}, err
	}
	return &queued{request: *entry.List.Shared, list: *entry.List, answer: *entry.Answer, entry: entry}, nil
}

// record is the record of what was queued. One that cannot be written as text
// is kept without what was asked: it still says what was decided.
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

// encode makes a record, with its line where there is a copy in JSON lines.
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
