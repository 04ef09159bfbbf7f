package backup

import (
	"bufio"
	"bytes"
	"slices"
)

// Classified are the tables that a restore says what to do about.
func Classified() []string {
	names := slices.Clone(unchanged)
	for name := range endings {
		names = append(names, name)
	}
	return names
}

// ReadValue reads one value.
func ReadValue(content []byte) (any, error) {
	return readValue(bufio.NewReader(bytes.NewReader(content)))
}

// AppendValue writes one.
func AppendValue(value any) ([]byte, error) { return appendValue(nil, value) }
