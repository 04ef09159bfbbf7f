package main

import (
	"fmt"
	"io"
	"os"
)

// openRegular opens a file that is to be read to its end: a device may have none, a pipe
// waits for a writer, and a folder has nothing in it to read.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path) // before it is opened, for which a pipe waits
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file, so that its content cannot be verified; name a file", path)
	}
	return os.Open(path)
}

// readRegular reads such a file, of which most bytes are enough.
func readRegular(path string, most int64) (content []byte, err error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
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
