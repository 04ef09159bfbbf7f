package seal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"warder/models/durable"
)

// maxRootKeyFile is more than any form of a root key needs, in bytes.
const maxRootKeyFile = 4096

// ErrRootKeyExposed is a root key file that others than its owner may read or
// write; the message names the command that mends it.
var ErrRootKeyExposed = errors.New("root key file is open to others")

// LoadRootKey reads the root key from a file that only its owner may touch.
// A missing file is an error wrapping fs.ErrNotExist.
func LoadRootKey(path string) (RootKey, error) {
	text, err := loadRootKeyText(path)
	if err != nil {
		return RootKey{}, err
	}
	key, err := ParseRootKey(text)
	if err != nil {
		return RootKey{}, fmt.Errorf("root key file %s: %w", path, err)
	}
	return key, nil
}

func loadRootKeyText(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("root key file: %w", err)
	}
	defer file.Close()
	// Checking the open file rules out that another file is read.
	if err := checkPrivate(file); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxRootKeyFile))
	if err != nil {
		return "", fmt.Errorf("root key file: %w", err)
	}
	return string(text), nil
}

func checkPrivate(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("root key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: %s is not a regular file", ErrRootKey, file.Name())
	}
	if runtime.GOOS == "windows" {
		return nil // modes say nothing there; the access list of the folder decides
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %04o; run: chmod 600 %s", ErrRootKeyExposed, file.Name(), mode, file.Name())
	}
	return nil
}

// LoadOrCreateRootKey reads the root key at path, or makes one there: a file
// of mode 0600, in a directory that gets mode 0700 if it has to be made. The
// file appears whole or not at all, and of several processes starting at once
// all return the same key. Before creating one for a database that already
// holds a sealed keyring, use LoadRootKey: a new key cannot open the old data.
func LoadOrCreateRootKey(path string) (RootKey, error) {
	key, err := LoadRootKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createRootKey(path, NewRootKey().Reveal()); err != nil && !errors.Is(err, fs.ErrExist) {
		return RootKey{}, fmt.Errorf("create root key: %w", err)
	}
	return LoadRootKey(path)
}

// createRootKey writes a temporary file beside path and links it there. Unlike
// a rename, a link never replaces a key that another process put there first.
func createRootKey(path, text string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temporary, err := durable.Temporary(path, []byte(text+"\n"))
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	if err := os.Link(temporary, path); err != nil {
		return err
	}
	return durable.SyncFolder(dir)
}
