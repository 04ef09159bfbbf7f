package bundles

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
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
