package export

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"warder/models/ledger"
	"warder/models/retry"
	"warder/models/store"
)

const (
	pollEvery  = time.Second      // how often an exporter looks whether the log grew
	writeLimit = 30 * time.Second // longest attempt to write one batch
)

// waits are those between attempts on a sink that fails.
var waits = retry.Waits{First: time.Second, Most: time.Minute}

// Options configure an Exporter.
type Options struct {
	Store *store.Store
	// Name tells the copy from others: two exporters of one name continue each other.
	Name   string
	Sink   Sink
	Limits Limits
	// MaxBacklog is how many places may wait for their copy before Blocked says that
	// nothing more can be taken; 0 for any number.
	MaxBacklog int64
	Clock      func() time.Time
	Log        *slog.Logger
	Observe    Observer // may be nil
}

// Exporter copies the log to one sink. Of the exporters of all replicas one writes at a
// time.
type Exporter struct {
	options  Options
	progress atomic.Pointer[Progress]
	begun    bool      // the cursor is there
	since    time.Time // when a batch that is not full began to wait
	told     string    // the last complaint
}

// New makes an Exporter; Run copies.
func New(options Options) *Exporter {
	e := &Exporter{options: options}
	e.progress.Store(&Progress{})
	return e
}

// Name is the name of the copy. It holds no secret.
func (e *Exporter) Name() string { return e.options.Name }

// Progress is how far the copy was at the last look.
func (e *Exporter) Progress() Progress { return *e.progress.Load() }

// Blocked is whether more waits for its copy than may, once the copy has caught up with
// what was in the log before it.
func (e *Exporter) Blocked() bool {
	now := e.Progress()
	return e.options.MaxBacklog > 0 && now.CaughtUp && now.Backlog() > e.options.MaxBacklog
}

// Run copies until ctx ends, and looks every second how many records wait, also while a
// sink is slow.
func (e *Exporter) Run(ctx context.Context) {
	var looking sync.WaitGroup
	looking.Go(func() {
		for retry.Pause(ctx, pollEvery) {
			_ = e.look(ctx) // a database that does not answer is told by others
		}
	})
	defer looking.Wait()
	attempts := waits.Series()
	for {
		wait := pollEvery
		if err := e.round(ctx); err != nil && ctx.Err() == nil {
			wait = attempts.NextBackOff()
			e.complain(err, wait)
		} else {
			e.told = ""
			attempts.Reset()
		}
		if !retry.Pause(ctx, wait) {
			return
		}
	}
}

// complain tells once of each failure: the metrics tell how long it lasts.
func (e *Exporter) complain(err error, wait time.Duration) {
	if e.options.Observe != nil {
		e.options.Observe.ExportFailed(e.options.Name)
	}
	if e.told == err.Error() {
		return
	}
	e.told = err.Error()
	e.options.Log.Warn("the decision log is not exported", slog.String("sink", e.options.Name), slog.String("cause", err.Error()),
		slog.Int64("backlog", e.Progress().Backlog()), slog.Duration("again", wait))
}

// Drain copies what is in the log by now, also a batch that is not full.
func (e *Exporter) Drain(ctx context.Context) error {
	_, err := e.copyAll(ctx, true)
	return err
}

func (e *Exporter) round(ctx context.Context) error {
	ran, err := e.copyAll(ctx, false)
	if err != nil || ran {
		return err
	}
	return e.look(ctx) // another replica copies
}

// copyAll copies batches while there are any. ran is false where another replica does.
func (e *Exporter) copyAll(ctx context.Context, all bool) (ran bool, err error) {
	return e.options.Store.TryWithLock(ctx, settingPrefix+e.options.Name, func(ctx context.Context) error {
		if err := e.begin(ctx); err != nil {
			return err
		}
		for {
			if copied, err := e.copyBatch(ctx, all); err != nil || !copied {
				return err
			}
		}
	})
}

// begin makes the cursor, once.
func (e *Exporter) begin(ctx context.Context) error {
	if e.begun {
		return nil
	}
	err := e.options.Store.Write(ctx, func(tx *store.Tx) error { return begin(tx, e.options.Name, e.options.MaxBacklog) })
	e.begun = err == nil
	return err
}

// look reads how far the copy is.
func (e *Exporter) look(ctx context.Context) error {
	return e.options.Store.Snapshot(ctx, func(tx *store.Tx) error {
		progress, err := ProgressOf(tx, e.options.Name)
		if err == nil {
			e.progress.Store(&progress)
		}
		return err
	})
}

// copyBatch copies the next batch; false where there is none yet.
func (e *Exporter) copyBatch(ctx context.Context, all bool) (bool, error) {
	if err := e.look(ctx); err != nil {
		return false, err
	}
	now := e.Progress()
	switch {
	case now.Stopped != "":
		return false, errors.New(now.Stopped)
	case now.Backlog() == 0:
		e.since = time.Time{}
		return false, nil
	}
	batch, cursor, err := e.claim(ctx, all)
	if err != nil || batch == nil {
		return false, err
	}
	if err := e.write(ctx, batch); err != nil {
		return false, err
	}
	e.since = time.Time{}
	if err := e.done(ctx, cursor); err != nil {
		return false, fmt.Errorf("places %d to %d were copied, and the cursor is behind: they are copied again: %w", batch.From, batch.To, err)
	}
	return true, nil
}

// claim reads the next batch and writes down its bounds, before the sink learns of it.
// It is nil where the batch waits for more.
func (e *Exporter) claim(ctx context.Context, all bool) (batch *Batch, claimed Cursor, err error) {
	var before Cursor
	err = e.options.Store.Snapshot(ctx, func(tx *store.Tx) error {
		if before, err = readCursor(tx, e.options.Name); err != nil {
			return err
		}
		size, err := ledger.Size(tx)
		if err != nil {
			return err
		}
		to, bytes := before.Claimed, 0 // an attempt that failed is repeated as it was
		if to <= before.Done {
			to, bytes = min(size, before.Done+int64(e.options.Limits.Records)), e.options.Limits.Bytes
			if !all && to-before.Done < int64(e.options.Limits.Records) && e.waits() {
				return nil
			}
		}
		read, err := readBatch(tx, before.Done, to, bytes)
		batch = &read
		return err
	})
	if err != nil || batch == nil {
		return nil, before, err
	}
	claimed = before
	claimed.Claimed = batch.To
	return batch, claimed, e.replace(ctx, before, func(tx *store.Tx) error { return claimed.save(tx, e.options.Name) })
}

// replace writes the cursor, unless it is not what it was: an operator set it meanwhile.
func (e *Exporter) replace(ctx context.Context, before Cursor, write func(tx *store.Tx) error) error {
	return e.options.Store.Write(ctx, func(tx *store.Tx) error {
		now, err := readCursor(tx, e.options.Name)
		if err != nil {
			return err
		}
		if now != before {
			return errMoved
		}
		return write(tx)
	})
}

var errMoved = errors.New("the cursor was set by another one")

// waits is whether a batch that is not full is to wait for more.
func (e *Exporter) waits() bool {
	now := e.options.Clock()
	if e.since.IsZero() {
		e.since = now
	}
	return now.Sub(e.since) < e.options.Limits.Wait
}

func (e *Exporter) write(ctx context.Context, batch *Batch) error {
	if len(batch.Records) > 0 {
		ctx, cancel := context.WithTimeout(ctx, writeLimit)
		defer cancel()
		if err := e.options.Sink.Write(ctx, *batch); err != nil {
			return err
		}
	}
	removed := batch.To - batch.From - int64(len(batch.Records))
	if removed > 0 {
		e.options.Log.Warn("retention removed decision records before they were exported", slog.String("sink", e.options.Name), slog.Int64("records", removed))
	}
	if e.options.Observe != nil {
		e.options.Observe.Exported(e.options.Name, int64(len(batch.Records)), removed)
	}
	return nil
}

// done writes down that the claimed batch is copied.
func (e *Exporter) done(ctx context.Context, claimed Cursor) error {
	return e.replace(ctx, claimed, func(tx *store.Tx) error { return setCursor(tx, e.options.Name, claimed.Claimed, claimed.CaughtUp) })
}
