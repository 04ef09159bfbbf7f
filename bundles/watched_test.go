package bundles

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"warder/engine"
)

// patience bounds how long a test waits for what must happen.
const patience = 20 * time.Second

// watched is a directory under watch, and what came of it.
type watched struct {
	t        *testing.T
	dir      string
	recheck  chan time.Time
	statuses chan Status
	loaded   chan engine.Policy
	now      time.Time
}

var errRejected = errors.New("rejected")

// watch starts watching the directory; load refuses modules that say "reject".
// With deaf set, the file system tells nothing and only recheck is heard.
func watch(t *testing.T, dir string, deaf bool) *watched {
	t.Helper()
	w := &watched{
		t: t, dir: dir, recheck: make(chan time.Time), now: time.Unix(1795312800, 0),
		statuses: make(chan Status, 100), loaded: make(chan engine.Policy, 100),
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	watcher := NewWatcher(dir, w.load, func(s Status) { w.statuses <- s })
	watcher.settle, watcher.now = time.Millisecond, func() time.Time { return w.now }
	if deaf {
		watcher.settle = time.Hour
	}
	go func() {
		defer close(done)
		watcher.run(ctx, w.recheck)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return w
}

func (w *watched) load(_ context.Context, read *Folder) error {
	policy := read.Policy
	for _, source := range policy.Modules {
		if strings.Contains(source, "reject") {
			return errRejected
		}
	}
	w.loaded <- policy
	return nil
}

// until waits for a status that is as it should be; a change of several files
// may be read halfway first.
func (w *watched) until(what string, want func(Status) bool) Status {
	w.t.Helper()
	deadline := time.After(patience)
	var last Status
	for {
		select {
		case last = <-w.statuses:
			if want(last) {
				return last
			}
		case <-deadline:
			w.t.Fatalf("%s did not come, the last status was %+v", what, last)
		}
	}
}

// healthy waits until a policy with this module and source is in force.
func (w *watched) healthy(path, source string) Status {
	w.t.Helper()
	return w.until(path+" loaded", func(s Status) bool {
		var last engine.Policy
		for {
			select {
			case last = <-w.loaded:
				continue
			default:
			}
			break
		}
		return s.Healthy && s.LastError == nil && last.Modules[path] == source
	})
}

func (w *watched) broken(part string) Status {
	w.t.Helper()
	return w.until("an error with "+part, func(s Status) bool {
		return !s.Healthy && s.LastError != nil && strings.Contains(s.LastError.Error(), part)
	})
}

const (
	first  = "package authz.x\n\ny := 1\n"
	second = "package authz.x\n\ny := 2\n"
	module = "authz/x/x.rego"
)

func start(t *testing.T) *watched {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{module: first})
	w := watch(t, dir, false)
	w.healthy(module, first)
	return w
}

// current is the revision of the directory as it is now.
func (w *watched) current() engine.Revision {
	w.t.Helper()
	policy, err := Dir(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	digest, err := policy.Digest()
	if err != nil {
		w.t.Fatal(err)
	}
	return engine.Revision{Revision: policy.Revision, Digest: digest}
}

func (w *watched) tick() {
	w.t.Helper()
	select {
	case w.recheck <- time.Time{}:
	case <-time.After(patience):
		w.t.Fatal("nobody listens to the recheck")
	}
}
