package bundles

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

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
	NewWatcher(t.TempDir(), func(context.Context, *Folder) error { return nil }, func(Status) {}).Run(ctx)
}

// What an examination had no time or memory for may pass the next time.
func TestWatch_tries_again_what_failed_for_a_transient_reason(t *testing.T) {
	dir, now, attempts := t.TempDir(), time.Unix(1795312800, 0), 0
	write(t, dir, map[string]string{module: first})
	failure := refuse(CauseLimits, errTooLong)
	w := NewWatcher(dir, func(context.Context, *Folder) error { attempts++; return failure }, func(Status) {})
	w.now = func() time.Time { return now }
	if err := w.Start(t.Context()); !Transient(err) {
		t.Fatalf("started with %v", err)
	}
	for i, want := range []int{1, 2, 2, 3, 3, 3, 3, 4} { // after 1, 2 and 4 seconds
		w.refresh(t.Context())
		if attempts != want {
			t.Fatalf("second %d: %d attempts, want %d", i, attempts, want)
		}
		now = now.Add(time.Second)
	}
	failure = refuse(CauseTests, errRejected)
	now = now.Add(mostRetry)
	w.refresh(t.Context())
	now = now.Add(mostRetry)
	w.refresh(t.Context())
	if attempts != 5 {
		t.Errorf("what is wrong with the policy itself is tried again: %d attempts", attempts)
	}
}
