//go:build linux || darwin || freebsd

package service

import "golang.org/x/sys/unix"

// freeBytes is the space available to the user on a folder's disk.
func freeBytes(folder string) (uint64, error) {
	var about unix.Statfs_t
	if err := unix.Statfs(folder, &about); err != nil {
		return 0, err
	}
	return uint64(about.Bavail) * uint64(about.Bsize), nil //nolint:gosec,unconvert // their types differ by system; neither is negative
}
