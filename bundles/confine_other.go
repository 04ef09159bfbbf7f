//go:build !linux

package bundles

import "runtime/debug"

// boundsMemory reports whether confine ends a process that takes more.
const boundsMemory = false

// confine makes the garbage collector work harder near this much memory; here
// the system offers nothing that ends the process beyond it.
func confine(bytes uint64) error {
	if bytes > 0 {
		debug.SetMemoryLimit(int64(bytes))
	}
	return nil
}
