package bundles

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"warder/models/durable"
)

// ReadFile reads a bundle from a file, unless it is too large to be one.
func ReadFile(path string) ([]byte, error) {
	opened, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	defer opened.Close() //nolint:errcheck // only read from
	return readArchive(opened)
}

func readArchive(from io.Reader) ([]byte, error) {
	packed, err := io.ReadAll(io.LimitReader(from, MaxArchiveBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if len(packed) > MaxArchiveBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrUnreadable, MaxArchiveBytes)
	}
	return packed, nil
}

// WriteFile puts a file in the place of another in one step: a reader of the
// path, also after a crash, finds the old content or the new one.
func WriteFile(path string, content []byte) error {
	folder := filepath.Dir(path)
	written, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(written.Name()) //nolint:errcheck // it is gone once it was renamed
	_, err = written.Write(content)
	if err = errors.Join(err, written.Sync(), written.Close()); err != nil {
		return err
	}
	if err := os.Rename(written.Name(), path); err != nil {
		return err
	}
	return durable.SyncFolder(folder)
}
