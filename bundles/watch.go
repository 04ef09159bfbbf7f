package bundles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"warder/engine"
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
	// LastError is why the directory as it is now could not be loaded, with
	// file and line where it has one; nil when it is loaded.
	LastError error
	// Healthy is false while an older policy is in force than the directory's.
	Healthy bool
}

// Watch loads the directory's policy after every change from what is known,
// which is in force, until the context ends. A change that cannot be loaded
// leaves the policy before it in force, which is up to load; status hears of
// every attempt, good or bad, and is called from one goroutine only.
func Watch(ctx context.Context, dir string, known *Folder, load func(*Folder) error, status func(Status)) error {
	ticker := time.NewTicker(recheck)
	defer ticker.Stop()
	w := &watcher{dir: dir, load: load, status: status, settle: settle, recheck: ticker.C, now: time.Now}
	w.begin(known)
	return w.run(ctx)
}

type watcher struct {
	dir     string
	load    func(*Folder) error
	status  func(Status)
	settle  time.Duration
	recheck <-chan time.Time
	now     func() time.Time

	events  *fsnotify.Watcher // nil where the system gives none
	tried   string            // digest or error of the last attempt
	current Status
}

// begin takes what is in force for granted.
func (w *watcher) begin(known *Folder) {
	w.tried = known.digest
	w.current = Status{Revision: known.revision(), LoadedAt: w.now(), Healthy: true}
}

func (w *watcher) run(ctx context.Context) error {
	if events, err := fsnotify.NewWatcher(); err == nil {
		w.events = events
		defer events.Close() //nolint:errcheck // nothing is left to be done about it
	}
	quiet := time.NewTimer(0) // the first load
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.changes():
			quiet.Reset(w.settle)
		case <-w.losses():
			quiet.Reset(w.settle)
		case <-quiet.C:
			w.refresh()
		case <-w.recheck:
			w.refresh()
		}
	}
}

func (w *watcher) changes() <-chan fsnotify.Event {
	if w.events == nil {
		return nil
	}
	return w.events.Events
}

// losses says that events were lost, which is a reason to look.
func (w *watcher) losses() <-chan error {
	if w.events == nil {
		return nil
	}
	return w.events.Errors
}

// refresh loads what the directory holds, unless that was tried already. New
// folders are watched before anything is read: what comes into them afterwards
// is an event, what came before is read.
func (w *watcher) refresh() {
	w.follow()
	taken, err := takeDir(w.dir)
	attempt := taken.digest()
	if err != nil {
		attempt = err.Error()
	}
	if attempt == w.tried {
		return
	}
	w.tried = attempt
	if err != nil {
		w.report(engine.Revision{}, err)
		return
	}
	read, err := taken.folder()
	if err == nil {
		err = w.load(read)
	}
	if errors.Is(err, errBusy) {
		w.tried = "" // nobody has looked at it yet
		return
	}
	w.report(read.revision(), err)
}

// revision says what a folder that was loaded holds.
func (f *Folder) revision() engine.Revision {
	digest, err := f.Policy.Digest()
	if err != nil {
		return engine.Revision{} // then it is no policy that anybody loads
	}
	return engine.Revision{Revision: f.Policy.Revision, Digest: digest}
}

func (w *watcher) report(revision engine.Revision, err error) {
	w.current.LastError, w.current.Healthy = err, err == nil
	if err == nil {
		w.current.Revision, w.current.LoadedAt = revision, w.now()
	}
	w.status(w.current)
}

// follow watches every folder, also those that were renamed or have replaced
// another of the same name. What cannot be watched is left to the recheck.
func (w *watcher) follow() {
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
