package bundles

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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
	done := make(chan error)
	watcher := &watcher{
		dir: dir, load: w.load, status: func(s Status) { w.statuses <- s },
		settle: time.Millisecond, recheck: w.recheck, now: func() time.Time { return w.now },
	}
	if deaf {
		watcher.settle = time.Hour
	}
	go func() { done <- watcher.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *watched) load(policy engine.Policy) error {
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

func TestWatch_loads_what_is_there_and_every_change(t *testing.T) {
	w := start(t)
	write(t, w.dir, map[string]string{module: second})
	status := w.healthy(module, second)
	if status.LoadedAt != w.now || status.Revision.Digest == "" || status.Revision.Revision == "" {
		t.Errorf("%+v", status)
	}
}

func TestWatch_sees_a_change_that_an_editor_saves_by_renaming(t *testing.T) {
	w := start(t)
	for _, source := range []string{second, first, second} {
		write(t, w.dir, map[string]string{"authz/x/.x.rego.swp": source})
		if err := os.Rename(filepath.Join(w.dir, "authz/x/.x.rego.swp"), filepath.Join(w.dir, module)); err != nil {
			t.Fatal(err)
		}
		w.healthy(module, source)
	}
}

func TestWatch_sees_new_folders_however_deep_and_what_changes_in_them(t *testing.T) {
	w := start(t)
	write(t, w.dir, map[string]string{"authz/a/b/c/c.rego": "package authz.c"})
	w.healthy("authz/a/b/c/c.rego", "package authz.c")
	write(t, w.dir, map[string]string{"authz/a/b/c/c.rego": "package authz.d"})
	w.healthy("authz/a/b/c/c.rego", "package authz.d")
}

func TestWatch_sees_a_folder_that_is_renamed_and_one_that_goes(t *testing.T) {
	w := start(t)
	if err := os.Rename(filepath.Join(w.dir, "authz/x"), filepath.Join(w.dir, "authz/z")); err != nil {
		t.Fatal(err)
	}
	w.healthy("authz/z/x.rego", first)
	write(t, w.dir, map[string]string{"authz/z/x.rego": second})
	w.healthy("authz/z/x.rego", second)
	write(t, w.dir, map[string]string{"authz/other/o.rego": "package authz.o"})
	w.healthy("authz/other/o.rego", "package authz.o")
	if err := os.RemoveAll(filepath.Join(w.dir, "authz/z")); err != nil {
		t.Fatal(err)
	}
	w.healthy("authz/z/x.rego", "")
}

func TestWatch_a_change_that_is_broken_keeps_what_was_loaded_and_says_where(t *testing.T) {
	w := start(t)
	good := w.current()
	write(t, w.dir, map[string]string{module: "package authz.x\n\ny := ]\n"})
	broken := w.broken(module + ":3")
	if broken.Revision != good || broken.LoadedAt != w.now || !errors.Is(broken.LastError, ErrUnreadable) {
		t.Errorf("%+v, want revision %v", broken, good)
	}
	write(t, w.dir, map[string]string{module: "package authz.x # reject"})
	if broken := w.broken("rejected"); broken.Revision != good || !errors.Is(broken.LastError, errRejected) {
		t.Errorf("%+v, want revision %v", broken, good)
	}
	write(t, w.dir, map[string]string{module: second})
	if status := w.healthy(module, second); status.Revision == good {
		t.Errorf("%+v", status)
	}
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

func TestWatch_a_directory_that_goes_and_comes_back(t *testing.T) {
	w := start(t)
	away := w.dir + ".away"
	if err := os.Rename(w.dir, away); err != nil {
		t.Fatal(err)
	}
	w.tick()
	w.broken("no such file")
	write(t, w.dir, map[string]string{module: second})
	w.tick()
	w.healthy(module, second)
	write(t, w.dir, map[string]string{module: first})
	w.healthy(module, first) // by event: the new directory is watched
}

func (w *watched) tick() {
	w.t.Helper()
	select {
	case w.recheck <- time.Time{}:
	case <-time.After(patience):
		w.t.Fatal("nobody listens to the recheck")
	}
}

func TestWatch_without_events_a_recheck_finds_the_change_and_loads_it_once(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{module: first})
	w := watch(t, dir, true)
	w.healthy(module, first)
	w.tick()
	w.tick()
	write(t, dir, map[string]string{module: second})
	w.tick()
	w.healthy(module, second)
	w.tick()
	w.tick()
	if len(w.loaded) > 0 || len(w.statuses) > 0 {
		t.Error("what has not changed is loaded again")
	}
}

func TestWatch_a_path_that_is_switched_to_another_directory(t *testing.T) {
	a, b, link := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "current")
	write(t, a, map[string]string{module: first})
	write(t, b, map[string]string{module: second})
	if err := os.Symlink(a, link); err != nil {
		t.Fatal(err)
	}
	w := watch(t, link, false)
	w.healthy(module, first)
	if err := errors.Join(os.Symlink(b, link+".new"), os.Rename(link+".new", link)); err != nil {
		t.Fatal(err)
	}
	w.tick()
	w.healthy(module, second)
	write(t, b, map[string]string{module: first})
	w.healthy(module, first)
}

func TestWatch_ends_with_its_context(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Watch(ctx, t.TempDir(), func(engine.Policy) error { return nil }, func(Status) {}); err != nil {
		t.Error(err)
	}
}
