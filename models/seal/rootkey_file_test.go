package seal_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"warder/models/seal"
)

func Test_root_key_file_is_created_private_and_then_kept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "keys", "root.key")
	created, err := seal.LoadOrCreateRootKey(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
		if got := modeOf(t, name); got != want {
			t.Errorf("%s has mode %04o, want %04o", name, got, want)
		}
	}
	loaded, err := seal.LoadOrCreateRootKey(path)
	if err != nil || loaded.Reveal() != created.Reveal() {
		t.Errorf("the second start gets another key: %v", err)
	}
	assertOnlyFile(t, path)
}

func Test_root_key_file_open_to_others_is_refused_with_the_remedy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	if _, err := seal.LoadOrCreateRootKey(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o644, 0o620, 0o602, 0o610, 0o777} {
		chmod(t, path, mode)
		_, err := seal.LoadOrCreateRootKey(path)
		if !errors.Is(err, seal.ErrRootKeyExposed) || !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	for _, mode := range []fs.FileMode{0o600, 0o400} {
		chmod(t, path, mode)
		if _, err := seal.LoadOrCreateRootKey(path); err != nil {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func Test_unusable_root_key_file_is_an_error_and_never_replaced(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "cut off": "9f86d081", "garbage": "!!", "weak": strings.Repeat("00", 32)} {
		path := filepath.Join(t.TempDir(), "root.key")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.LoadOrCreateRootKey(path); !errors.Is(err, seal.ErrRootKey) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != content {
			t.Errorf("%s: the file was replaced", name)
		}
	}
	if _, err := seal.LoadOrCreateRootKey(t.TempDir()); !errors.Is(err, seal.ErrRootKey) && !errors.Is(err, seal.ErrRootKeyExposed) {
		t.Errorf("a directory: %v", err)
	}
}

func Test_load_root_key_does_not_create(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	if _, err := seal.LoadRootKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it was created: %v", err)
	}
}

func Test_root_key_behind_a_symbolic_link_is_judged_by_its_target(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	want, err := seal.LoadOrCreateRootKey(target)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if got, err := seal.LoadRootKey(link); err != nil || got.Reveal() != want.Reveal() {
		t.Errorf("through the link: %v", err)
	}
	chmod(t, target, 0o644)
	if _, err := seal.LoadRootKey(link); !errors.Is(err, seal.ErrRootKeyExposed) {
		t.Errorf("exposed target: %v", err)
	}
}

func Test_processes_starting_at_once_agree_on_one_root_key(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "root.key")
	keys := make([]string, 16)
	var starting sync.WaitGroup
	for i := range keys {
		starting.Go(func() {
			key, err := seal.LoadOrCreateRootKey(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key.Reveal()
		})
	}
	starting.Wait()
	for _, key := range keys {
		if key != keys[0] || key == "" {
			t.Fatal("two starts got different keys")
		}
	}
	assertOnlyFile(t, path)
}

func modeOf(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// assertOnlyFile finds temporary files that were left behind.
func assertOnlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the key: %v, %v", entries, err)
	}
}
