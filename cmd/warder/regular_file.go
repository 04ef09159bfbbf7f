package main

import (
	"fmt"
	"io"
	"os"
)

// openRegular opens a file to read it to its end. It refuses devices, which may have no end,
// pipes, which wait for a writer, and folders.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path) // before opening, which would wait for a pipe's writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file, so that its content cannot be verified; name a file", path)
	}
	return os.Open(path)
}

// readRegular reads at most this many bytes of a regular file.
func readRegular(path string, most int64) (content []byte, err error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	content, err = io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(content)) > most:
		return nil, fmt.Errorf("%s has more than %d bytes", path, most)
	case len(content) == 0:
		return nil, fmt.Errorf("%s is empty", path)
	}
	return content, nil
}
