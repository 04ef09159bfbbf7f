package bundles

import (
	"runtime/debug"
	"syscall"
)

// boundsMemory reports whether confine ends a process that takes more. Of the systems
// that Warder is built for, only this one counts what a Go program takes.
const boundsMemory = true

// confine lets this process have no more memory than this: the garbage
// collector works harder near it, and beyond it the process ends.
func confine(bytes uint64) error {
	if bytes == 0 {
		return nil
	}
	debug.SetMemoryLimit(int64(bytes / 10 * 9)) //nolint:gosec // far below the largest
	limit := syscall.Rlimit{Cur: bytes, Max: bytes}
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &limit)
}
