// Package export copies the decision log to other systems: all of it, in the order of the
// log, at least once. How far a copy is stands in the database, so that any replica goes
// on where another one stopped.
package export

import (
	"context"
	"time"

	"warder/models"
)

// ExportedRecord is a decision at its place in the log. Its Record is the whole text, as
// GET /api/v1/authz/decisions/:decisionId and --decision-log have it.
type ExportedRecord struct {
	models.DecisionRecord

	Place int64 // counts from 0
}

// Batch is a part of the log, in its order.
type Batch struct {
	From, To int64 // places; To is the first one behind the batch
	// Leaf is the hash of the log at the last place, in hexadecimal: the same places of
	// another log have another one.
	Leaf    string
	Records []ExportedRecord
}

// Sink is another system that takes the log.
type Sink interface {
	// Write returns nil once the other system has stored all of the batch. A batch that
	// failed is written again until it is, with the same places; what is stored twice
	// has the same ids.
	Write(ctx context.Context, batch Batch) error
	Close() error
}

// Limits say what batches a sink likes.
type Limits struct {
	Records int           // most of one batch
	Bytes   int           // of the texts of a batch; one more record may go beyond
	Wait    time.Duration // how long a batch that is not full waits for more
}

// Observer counts what an Exporter does. sink is the name of the copy.
type Observer interface {
	Exported(sink string, records, removed int64)
	ExportFailed(sink string)
}

// Progress is how far a copy is.
type Progress struct {
	Done   int64     // places that are copied
	Size   int64     // places of the log
	Oldest time.Time // of the first record that is not copied; zero where all are
	// CaughtUp is whether the copy ever had all of the log.
	CaughtUp bool
	Stopped  string // why the copy does not go on by itself, "" where it does
}

// Backlog is how many places are not copied.
func (p Progress) Backlog() int64 { return max(0, p.Size-p.Done) }
