package audit

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

// ErrFull is returned if the queue accepts no more records; the request must be refused.
var ErrFull = errors.New("decision log takes no records")

// Options configure a Recorder.
type Options struct {
	Labels map[string]string // identify the server: instance id, version
	Lines  io.Writer         // receives JSON Lines besides the database; nil for none
	Queue  int               // capacity in records; the default is 4096
	// Durable commits every record before its request is answered. It trades latency for not
	// losing records in a crash. Waiting requests share a commit.
	Durable bool
	Log     *slog.Logger
	// Seal is called for each record before it is written, and Wrote after some were; both may
	// be nil.
	Seal  func(*models.DecisionRecord)
	Wrote func()
	// Blocked reports whether nothing can be recorded at present; may be nil.
	Blocked func() bool
	// LeftOut receives, at most once per second, the numbers of refusals equal to a recorded
	// one and of refusals over the limit; may be nil.
	LeftOut func(repeated, unrecorded int64)
}

// Recorder writes decisions to the database: those of changes in the change's own transaction,
// all others through a bounded queue. A full queue delays requests and drops no record.
type Recorder struct {
	store   *store.Store
	options Options
	encoder *encoder
	queue   chan *queued
	ended   chan struct{} // closed by end, when Run writes no more
	end     func()
	waiting atomic.Int64

	counts   counts
	refusals refusals
}

// NewRecorder returns a Recorder; Run must be running for the queue to drain.
func NewRecorder(db *store.Store, options Options) *Recorder {
	if options.Queue == 0 {
		options.Queue = 4096
	}
	labels, _ := json.Marshal(options.Labels) // never fails for strings
	ended := make(chan struct{})
	return &Recorder{
		store: db, options: options, encoder: newEncoder(labels), queue: make(chan *queued, options.Queue),
		ended: ended, end: sync.OnceFunc(func() { close(ended) }), refusals: refusals{some: retry.NewSignal()},
	}
}

// Within records in the transaction of the decided change. The caller calls committed after
// the commit.
func (r *Recorder) Within(tx *store.Tx, entries []Entry) (committed func(), err error) {
	if r.options.Blocked != nil && r.options.Blocked() {
		return nil, ErrFull
	}
	records := make([]*record, len(entries))
	for i, entry := range entries {
		if records[i], err = r.encode(entry); err != nil {
			return nil, err
		}
	}
	committed = func() {
		stored(records)
		r.counts.written.Add(int64(len(records)))
		r.lines(records...)
		r.wrote()
	}
	return committed, models.CreateDecisions(tx, documents(records), r.rows(records))
}

// rows returns the sealed database rows of records.
func (r *Recorder) rows(records []*record) []*models.DecisionRecord {
	list := make([]*models.DecisionRecord, len(records))
	for i, record := range records {
		if list[i] = record.row; r.options.Seal != nil && list[i].Seal == "" {
			r.options.Seal(list[i])
		}
	}
	return list
}

// wrote signals new records.
func (r *Recorder) wrote() {
	if r.options.Wrote != nil {
		r.options.Wrote()
	}
}

// maxWait is the time limit for room in the queue, and longestCommit the time limit for a
// durable record's commit.
const (
	maxWait       = 2 * time.Second
	longestCommit = 10 * time.Second
)

// Queue records a decision in the background; it is encoded later unless a request waits for
// it. Queue waits while the queue is full, and returns ErrFull if that lasts. A durable record
// is in the database when Queue returns nil.
func (r *Recorder) Queue(ctx context.Context, entry Entry) error {
	if r.options.Blocked != nil && r.options.Blocked() {
		return ErrFull
	}
	next, err := r.queued(entry)
	if err != nil {
		return err
	}
	if r.options.Durable {
		next.record.written = make(chan error, 1)
	}
	if err := r.enqueue(ctx, next); err != nil {
		return err
	}
	if r.options.Durable {
		return r.committed(ctx, next.record.written)
	}
	if next.record != nil {
		r.lines(next.record)
	}
	return nil
}

func (r *Recorder) enqueue(ctx context.Context, next *queued) error {
	select {
	case r.queue <- next: // usually there is room, and no timer is needed
		return nil
	default:
	}
	r.waiting.Add(1)
	defer r.waiting.Add(-1)
	timeout := time.NewTimer(maxWait)
	defer timeout.Stop()
	select {
	case r.queue <- next:
		return nil
	case <-timeout.C:
		return ErrFull
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// committed waits until a record is in the database. If the wait fails, the request is
// refused, even if the record is written later.
func (r *Recorder) committed(ctx context.Context, written <-chan error) error {
	timeout := time.NewTimer(longestCommit)
	defer timeout.Stop()
	select {
	case err := <-written:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timeout.C:
	case <-r.ended:
		select {
		case err := <-written: // written at the last moment
			return err
		default:
		}
	}
	return ErrFull
}

// append writes records, all or none.
func (r *Recorder) append(ctx context.Context, records []*record) error {
	started := time.Now()
	err := models.AppendDecisions(ctx, r.store, documents(records), r.rows(records))
	if err != nil {
		r.counts.failures.Add(1)
		return err
	}
	r.counts.batches.Add(1)
	r.counts.writing.Add(int64(time.Since(started)))
	r.counts.written.Add(int64(len(records)))
	stored(records)
	r.wrote()
	return nil
}

// Waiting is the number of records in the queue or waiting for room in it.
func (r *Recorder) Waiting() int { return len(r.queue) + int(r.waiting.Load()) }

// lines writes records as JSON Lines. The database is authoritative, so a failed line is only
// logged.
func (r *Recorder) lines(records ...*record) {
	if r.options.Lines == nil {
		return
	}
	for _, record := range records {
		if _, err := io.WriteString(r.options.Lines, record.line+"\n"); err != nil {
			r.options.Log.Warn("decision line not written", slog.String("cause", err.Error()))
		}
	}
}
