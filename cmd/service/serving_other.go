//go:build !linux

package service

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// servingEnds are the ends of the names of the files that servers lock here, by place.
var servingEnds = []string{".serving", ".serving-twice"}

// lockServing locks a file beside a SQLite file until close. Servers that know the database
// by a symbolic link or a relative path find each other, and those by a hard link in
// another folder do not.
func lockServing(file string, place int) (taken bool, closing func() error, err error) {
	lock := flock.New(servingFile(file, place), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return false, nil, fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	return !locked, lock.Close, nil
}

// servingLocked is whether a server has locked a place. It makes no file.
func servingLocked(file string, place int) bool {
	lock := flock.New(servingFile(file, place), flock.SetFlag(0)) // of a file that is there
	free, err := lock.TryLock()
	if free {
		_ = lock.Unlock() // it was taken to see whether it is free
	}
	return err == nil && !free
}

// names is not told here.
func names(string) uint64 { return 0 }

func servingFile(file string, place int) string {
	if resolved, err := filepath.EvalSymlinks(file); err == nil {
		file = resolved
	}
	return file + servingEnds[place]
}
