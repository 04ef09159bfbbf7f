package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"warder/models/durable"
)

// partial is what the name of a file ends with while it is written. A program that was
// killed leaves it behind; it is no backup, and the next one writes over it.
const partial = ".partial"

var (
	// ErrExists is an output that is there already.
	ErrExists = errors.New("it exists; give another name, or --force to replace it")
	// ErrBusy is an output that another program is writing.
	ErrBusy = errors.New("another backup is writing it")
)

// WriteFile has write fill a file of mode 0600 that appears under its name whole and
// synced, or not at all. Without replace a file that is there stays.
func WriteFile(path string, replace bool, write func(out io.Writer) error) (err error) {
	if err := free(path, replace); err != nil {
		return err
	}
	lock := flock.New(path+partial, flock.SetPermissions(0o600))
	alone, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if !alone {
		return fmt.Errorf("%s: %w", path, ErrBusy)
	}
	if err := fill(path+partial, write); err != nil {
		return errors.Join(err, os.Remove(path+partial))
	}
	if err := free(path, replace); err != nil { // it took a while
		return errors.Join(err, os.Remove(path+partial))
	}
	if err := os.Rename(path+partial, path); err != nil {
		return errors.Join(err, os.Remove(path+partial))
	}
	return durable.SyncFolder(filepath.Dir(path))
}

// isBackup reports whether a file that begins so is a backup.
func isBackup(start []byte) bool { return bytes.HasPrefix(start, []byte(magic)) }

// free fails where a file has the name already, and may not be replaced.
func free(path string, replace bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file; give the name of one, or - for standard output", path)
	case !replace:
		return fmt.Errorf("%s: %w", path, ErrExists)
	}
	return durable.Replaceable(path, isBackup)
}

func fill(path string, write func(out io.Writer) error) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.Chmod(0o600); err != nil { // of a file that was left behind
		return err
	}
	if err := write(file); err != nil {
		return err
	}
	return file.Sync()
}
