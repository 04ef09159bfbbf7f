// Package export copies the decision log to other systems: completely, in log order, at least
// once. The database holds the position of each copy, so that any replica can continue it.
package export

import (
	"context"
	"time"

	"warder/models"
)

// ExportedRecord is a decision with its place in the log. Record is the whole text, as in GET
// /api/v1/authz/decisions/:decisionId and --decision-log.
type ExportedRecord struct {
	models.DecisionRecord

	Place int64 // counted from 0
}

// Batch is a part of the log in log order.
type Batch struct {
	From, To int64 // places; To is exclusive
	// Leaf is the log's hash at the last place, in hexadecimal. It differs for the same places
	// of another log.
	Leaf    string
	Records []ExportedRecord
}

// Sink is a system that stores a copy of the log.
type Sink interface {
	// Write returns nil once the other system has stored the whole batch. A failed batch is
	// retried with the same places; records stored twice have the same ids.
	Write(ctx context.Context, batch Batch) error
	Close() error
}

// Limits are a sink's preferred batch sizes.
type Limits struct {
	Records int           // per batch
	Bytes   int           // of the texts of a batch; the last record may exceed it
	Wait    time.Duration // how long a partial batch waits for more records
}

// Observer counts an Exporter's work. sink is the name of the copy.
type Observer interface {
	Exported(sink string, records, removed int64)
	ExportFailed(sink string)
}

// Progress is the position of a copy.
type Progress struct {
	Done   int64     // copied places
	Size   int64     // places of the log
	Oldest time.Time // time of the first record that is not copied; zero if all are
	// CaughtUp reports whether the copy has ever contained the whole log.
	CaughtUp bool
	Stopped  string // why the copy needs an operator; "" if it is running
}

// Backlog is the number of places that are not copied.
func (p Progress) Backlog() int64 { return max(0, p.Size-p.Done) }
