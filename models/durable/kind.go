package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrOtherKind is an existing file of another kind at the path to write.
var ErrOtherKind = errors.New("is a file of another kind, which is not replaced; name another file, or remove it")

// beginning is how many bytes of a file tell its kind.
const beginning = 4 << 10

// FormatCheck reports whether a file that begins so is of a kind.
type FormatCheck func(start []byte) bool

// Kinds of files that Warder writes.
var (
	JSONLines FormatCheck = func(start []byte) bool { return start[0] == '{' }
	Gzip      FormatCheck = func(start []byte) bool { return bytes.HasPrefix(start, []byte{0x1f, 0x8b}) }
)

// Settings accepts what programs and people write as text with names in it (dotenv, YAML,
// JSON, XML), and neither a key nor anything binary.
func Settings(start []byte) bool {
	line, _, _ := strings.Cut(strings.TrimSpace(string(start)), "\n")
	named := strings.ContainsAny(strings.TrimRight(line, "= \r"), "=:") || strings.ContainsAny(line[:min(len(line), 1)], "{[<#")
	return !bytes.ContainsRune(start, 0) && !strings.HasPrefix(line, "-----BEGIN") && (named || line == "")
}

// Replaceable fails with ErrOtherKind where a path leads to a file that is neither empty nor
// of the kind that is about to take its place: a slip in a name must not cost a key or a
// database.
func Replaceable(path string, kind FormatCheck) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil // opening a pipe would wait for its other end
	}
	if err != nil {
		return err
	}
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	start := make([]byte, beginning)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if n > 0 && !kind(start[:n]) {
		return fmt.Errorf("%s %w", path, ErrOtherKind)
	}
	return nil
}
