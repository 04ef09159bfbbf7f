package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile puts a file of mode 0600 in the place of another in one step: a reader of the
// path, also after a crash, finds the old content or the new one.
func WriteFile(path string, content []byte) error {
	temporary, err := Temporary(path, content)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return SyncFolder(filepath.Dir(path))
}

// Temporary leaves a synced file of mode 0600 beside a path, and returns its own path.
func Temporary(path string, content []byte) (temporary string, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // of mode 0600
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}
