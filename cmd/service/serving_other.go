//go:build !linux

package service

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// servingEnds are the suffixes of lock files by place.
var servingEnds = []string{".serving", ".serving-twice"}

// lockServing locks a file beside a SQLite file until closing is called. It detects servers
// that use a symbolic link or a relative path, but not a hard link in another folder.
func lockServing(file string, place int) (taken bool, closing func() error, err error) {
	lock := flock.New(servingFile(file, place), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return false, nil, fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	return !locked, lock.Close, nil
}

// servingLocked reports whether a server has locked a place. It creates no file.
func servingLocked(file string, place int) bool {
	lock := flock.New(servingFile(file, place), flock.SetFlag(0)) // of an existing file
	free, err := lock.TryLock()
	if free {
		_ = lock.Unlock() // the lock was only a test
	}
	return err == nil && !free
}

// names is not supported on this system.
func names(string) uint64 { return 0 }

func servingFile(file string, place int) string {
	if resolved, err := filepath.EvalSymlinks(file); err == nil {
		file = resolved
	}
	return file + servingEnds[place]
}
