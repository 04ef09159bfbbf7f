package backup_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"warder/models/backup"
)

func Test_a_backup_file_appears_whole_or_not_at_all(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b")
	content := func(text string, err error) func(io.Writer) error {
		return func(out io.Writer) error {
			_, wrote := io.WriteString(out, text)
			return errors.Join(wrote, err)
		}
	}
	if err := backup.WriteFile(path, false, content("half", errFull)); !errors.Is(err, errFull) {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 0 {
		t.Errorf("a failure leaves %v", left)
	}
	if err := os.WriteFile(path+".partial", []byte("what a killed one left behind, longer"), 0o644); err != nil { //nolint:gosec // as another program may have
		t.Fatal(err)
	}
	if err := backup.WriteFile(path, false, content("warder backup whole", nil)); err != nil {
		t.Fatal(err)
	}
	if err := backup.WriteFile(path, false, content("other", nil)); !errors.Is(err, backup.ErrExists) {
		t.Errorf("over a file: %v", err)
	}
	if err := backup.WriteFile(path, true, content("new", nil)); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err = errors.Join(err, statErr); err != nil || string(text) != "new" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v (%v)", text, info.Mode(), err)
	}
	if err := backup.WriteFile(filepath.Dir(path), true, content("x", nil)); err == nil {
		t.Error("a folder was written over")
	}
}
