package bundles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/fsnotify/fsnotify"

	"warder/engine"
	"warder/models/retry"
)

const (
	// settle is how long a directory must be quiet before it is read: an editor
	// and a checkout touch several files for one change.
	settle = 100 * time.Millisecond
	// recheck is how often a directory is read anyway, for file systems that
	// tell nothing (network mounts) and for a path that was switched to another
	// directory.
	recheck = 5 * time.Second
)

// Status is how a watched directory stands.
type Status struct {
	// Revision of the policy loaded last; Digest is that of its files.
	Revision engine.Revision
	LoadedAt time.Time
	// LastError explains why the present directory could not be loaded, with file and line
	// if known; nil if it is loaded.
	LastError error
	// Healthy is false while an older policy is in force than the directory's.
	Healthy bool
}

// Watcher keeps a server at the newest good policy of a directory. A change that
// cannot be loaded leaves the policy before it in force, which is up to load;
// status hears of every attempt, good or bad, one after the other.
type Watcher struct {
	dir    string
	load   func(context.Context, *Folder) error
	status func(Status)
	settle time.Duration
	now    func() time.Time

	events  *fsnotify.Watcher // nil where the system gives none
	tried   string            // digest or error of the last attempt
	retryAt time.Time         // when to try the same again; zero for never
	retries *backoff.ExponentialBackOff
	current Status
}

// NewWatcher makes a watcher that has read nothing yet.
func NewWatcher(dir string, load func(context.Context, *Folder) error, status func(Status)) *Watcher {
	return &Watcher{
		dir: dir, load: load, status: status, settle: settle, now: time.Now,
		retries: retry.Waits{First: firstRetry, Most: mostRetry}.Series(),
	}
}

// Start loads the directory. The error explains why it is not active; Run tries again.
func (w *Watcher) Start(ctx context.Context) error {
	w.refresh(ctx)
	return w.current.LastError
}

// Run loads the policy after every change until the context ends.
func (w *Watcher) Run(ctx context.Context) {
	ticker := time.NewTicker(recheck)
	defer ticker.Stop()
	w.run(ctx, ticker.C)
}

func (w *Watcher) run(ctx context.Context, recheck <-chan time.Time) {
	if events, err := fsnotify.NewWatcher(); err == nil {
		w.events = events
		defer events.Close() //nolint:errcheck // nothing is left to be done about it
	}
	quiet := time.NewTimer(0) // what came before there were events
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.changes():
			quiet.Reset(w.settle)
		case <-w.losses():
			quiet.Reset(w.settle)
		case <-quiet.C:
			w.refresh(ctx)
		case <-recheck:
			w.refresh(ctx)
		}
	}
}

func (w *Watcher) changes() <-chan fsnotify.Event {
	if w.events == nil {
		return nil
	}
	return w.events.Events
}

// losses says that events were lost, which is a reason to look.
func (w *Watcher) losses() <-chan error {
	if w.events == nil {
		return nil
	}
	return w.events.Errors
}

// refresh loads what the directory holds, unless that was tried already. New
// folders are watched before anything is read: what comes into them afterwards
// is an event, what came before is read.
func (w *Watcher) refresh(ctx context.Context) {
	w.follow()
	taken, err := takeDir(w.dir)
	attempt := taken.digest()
	if err != nil {
		attempt = err.Error()
	}
	if attempt == w.tried && (w.retryAt.IsZero() || w.now().Before(w.retryAt)) {
		return
	}
	var read *Folder
	if err == nil {
		read, err = taken.folder()
	}
	if err == nil {
		err = w.load(ctx, read)
	}
	if ctx.Err() != nil {
		return // a server that ends examines nothing to its end
	}
	w.tried, w.retryAt = attempt, time.Time{}
	if Transient(err) {
		w.retryAt = w.now().Add(w.retries.NextBackOff())
	} else {
		w.retries.Reset()
	}
	if errors.Is(err, errBusy) && w.current.Healthy {
		return // it was not examined yet
	}
	w.report(read.revision(), err)
}

// revision says what a folder that was loaded holds.
func (f *Folder) revision() engine.Revision {
	if f == nil {
		return engine.Revision{}
	}
	digest, err := f.Policy.Digest()
	if err != nil {
		return engine.Revision{} // then it is no policy that could be loaded
	}
	return engine.Revision{Revision: f.Policy.Revision, Digest: digest}
}

func (w *Watcher) report(revision engine.Revision, err error) {
	w.current.LastError, w.current.Healthy = err, err == nil
	if err == nil {
		w.current.Revision, w.current.LoadedAt = revision, w.now()
	}
	w.status(w.current)
}

// follow watches every folder, also those that were renamed or have replaced
// another of the same name. What cannot be watched is left to the recheck.
func (w *Watcher) follow() {
	root, err := filepath.EvalSymlinks(w.dir)
	if w.events == nil || err != nil {
		return
	}
	entries := 0
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if entries++; err != nil || entries > maxEntries {
			return fs.SkipDir
		}
		if !entry.IsDir() {
			return nil
		}
		if path != root && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		_ = w.events.Add(path)
		return nil
	})
}
