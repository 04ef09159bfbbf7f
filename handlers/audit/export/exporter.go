package export

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

const (
	pollEvery  = time.Second      // interval between checks for new records
	writeLimit = 30 * time.Second // time limit of one attempt to write a batch
)

// waits are the delays between attempts if a sink fails.
var waits = retry.Waits{First: time.Second, Most: time.Minute}

// Options configure an Exporter.
type Options struct {
	Store *store.Store
	// Name identifies the copy; two exporters with the same name continue each other's work.
	Name   string
	Sink   Sink
	Limits Limits
	// MaxBacklog is the number of uncopied places at which Blocked becomes true; 0 means
	// unlimited.
	MaxBacklog int64
	Clock      func() time.Time
	Log        *slog.Logger
	Observe    Observer // may be nil
}

// Exporter copies the log to one sink. One replica's exporter writes at a time.
type Exporter struct {
	options  Options
	progress atomic.Pointer[Progress]
	begun    bool      // the cursor exists
	since    time.Time // when a partial batch began to wait
	told     string    // the last logged error
}

// New makes an Exporter; Run starts copying.
func New(options Options) *Exporter {
	e := &Exporter{options: options}
	e.progress.Store(&Progress{})
	return e
}

// Name is the name of the copy. It contains no secret.
func (e *Exporter) Name() string { return e.options.Name }

// Progress is the position at the last check.
func (e *Exporter) Progress() Progress { return *e.progress.Load() }

// Blocked reports whether the backlog exceeds MaxBacklog after the copy has caught up with the
// existing log.
func (e *Exporter) Blocked() bool {
	now := e.Progress()
	return e.options.MaxBacklog > 0 && now.CaughtUp && now.Backlog() > e.options.MaxBacklog
}

// Run copies until ctx ends. It measures the backlog every second, even while a sink is slow.
func (e *Exporter) Run(ctx context.Context) {
	var looking sync.WaitGroup
	looking.Go(func() {
		for {
			_ = e.look(ctx) // others report an unavailable database
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

// complain logs each error once; the metrics show how long it lasts.
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

// copyAll copies all pending batches, unless another replica does.
func (e *Exporter) copyAll(ctx context.Context) error {
	_, err := e.options.Store.TryWithLock(ctx, models.SettingsOfExports+e.options.Name, func(ctx context.Context) error {
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

// begin creates the cursor once.
func (e *Exporter) begin(ctx context.Context) error {
	if e.begun {
		return nil
	}
	err := e.options.Store.Write(ctx, func(tx *store.Tx) error { return begin(tx, e.options.Name, e.options.MaxBacklog) })
	e.begun = err == nil
	return err
}

// look reads the position of the copy.
func (e *Exporter) look(ctx context.Context) error {
	return e.options.Store.Snapshot(ctx, func(tx *store.Tx) error {
		progress, err := ProgressOf(tx, e.options.Name)
		if err == nil {
			e.progress.Store(&progress)
		}
		return err
	})
}
