// Package durable has what makes a change of files outlast a crash.
package durable

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// SyncFolder makes the entries of a folder outlast a loss of power: a file that was made
// or renamed in it.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // which takes no flush of a folder
	}
	folder, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
