package export

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

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
		for {
			_ = e.look(ctx) // a database that does not answer is told by others
			if !retry.Pause(ctx, pollEvery) {
				return
			}
		}
	})
	defer looking.Wait()
	attempts := waits.Series()
	for {
		wait := pollEvery
		if err := e.copyAll(ctx); err != nil && ctx.Err() == nil {
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

// copyAll copies batches while there are any, unless another replica does.
func (e *Exporter) copyAll(ctx context.Context) error {
	_, err := e.options.Store.TryWithLock(ctx, settingPrefix+e.options.Name, func(ctx context.Context) error {
		if err := e.begin(ctx); err != nil {
			return err
		}
		for {
			if copied, err := e.copyBatch(ctx); err != nil || !copied {
				return err
			}
		}
	})
	return err
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
