package audit

import (
	"log/slog"

	"warder/engine"
	"warder/engine/input"
	"warder/models"
)

// queued is a decision on its way to the database: a copy of what was decided,
// which nobody changes any more and of which nothing belongs to the request, or
// the record that was made of it already.
type queued struct {
	request input.Request
	list    engine.List
	answer  engine.Answer
	entry   Entry
	row     *models.DecisionRecord
}

// manyMembers is how many members of a list take more memory as they are than as
// text.
const manyMembers = 16

// queued leaves making the record to the writer that takes it from the queue, unless its
// line has to be written before the answer, or a full queue would hold too much.
func (r *Recorder) queued(entry Entry) (*queued, error) {
	if r.options.Lines != nil || len(entry.List.Members) > manyMembers {
		row, err := entry.row(r.labels)
		return &queued{row: row}, err
	}
	return &queued{request: *entry.List.Shared, list: *entry.List, answer: *entry.Answer, entry: entry}, nil
}

// record is the record of what was queued. One that cannot be written as text
// is kept without what was asked: it still says what was decided.
func (r *Recorder) record(q *queued) *models.DecisionRecord {
	if q.row != nil {
		return q.row
	}
	q.list.Shared = &q.request
	q.entry.List, q.entry.Answer = &q.list, &q.answer
	row, err := q.entry.row(r.labels)
	if err == nil {
		return row
	}
	r.options.Log.Error("a decision is recorded without its input", slog.String("decision_id", q.answer.ID), slog.String("cause", err.Error()))
	return q.entry.capped().columns("{}")
}
