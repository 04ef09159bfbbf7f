package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"warder/models/durable"
)

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, content := range []string{"old", "new, and longer", ""} {
		if err := durable.WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != content || info.Mode().Perm() != 0o600 {
			t.Errorf("%q of mode %o, want %q (%v)", text, info.Mode(), content, err)
		}
	}
	alone(t, filepath.Dir(path), 1)
}

// The name is that of a folder with something in it, which no rename replaces.
func TestWriteFile_that_fails_leaves_nothing_behind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(path, "in it"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(path, []byte("x")); err == nil {
		t.Error("no error")
	}
	alone(t, dir, 1)
	if err := durable.WriteFile(filepath.Join(dir, "missing", "file"), []byte("x")); err == nil {
		t.Error("no error in a folder that is missing")
	}
}

// alone is whether a folder has so many entries.
func alone(t *testing.T, dir string, want int) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
		t.Errorf("%d entries, want %d (%v)", len(entries), want, err)
	}
}
