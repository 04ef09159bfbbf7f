package service

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// servingPlace is the first byte that servers lock: far beyond a database's size and SQLite's
// own locks.
const servingPlace = 1 << 60

// lockServing locks a place of a SQLite file until closing is called. The lock belongs to the
// file, so that servers find each other under any name: a relative path, a symbolic or a hard
// link. It belongs to the open file description and not to the process, and does not affect
// SQLite's locks; but SQLite loses its locks when the process closes the file, so call closing
// after the database is closed.
func lockServing(file string, place int) (taken bool, closing func() error, err error) {
	opened, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil { // reported when the database is opened
		return false, func() error { return nil }, nil //nolint:nilerr // see above
	}
	err = unix.FcntlFlock(opened.Fd(), unix.F_OFD_SETLK, servingLock(place))
	taken = errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES)
	if err != nil && !taken {
		return false, nil, errors.Join(fmt.Errorf("lock %s: %w", file, err), opened.Close())
	}
	return taken, opened.Close, nil
}

// servingLocked reports whether a server has locked a place. It takes no lock.
func servingLocked(file string, place int) bool {
	opened, err := os.Open(file)
	if err != nil {
		return false
	}
	defer opened.Close() //nolint:errcheck // only read
	lock := servingLock(place)
	err = unix.FcntlFlock(opened.Fd(), unix.F_OFD_GETLK, lock)
	return err == nil && lock.Type != unix.F_UNLCK
}

// names is the number of a file's hard links.
func names(file string) uint64 {
	var about unix.Stat_t
	if err := unix.Stat(file, &about); err != nil {
		return 0
	}
	return uint64(about.Nlink) //nolint:unconvert // its type differs by architecture
}

func servingLock(place int) *unix.Flock_t {
	return &unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart, Start: servingPlace + int64(place), Len: 1}
}
