//go:build unix && !linux

package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// guardMemory keeps the memory of this process, which has keys and secrets in it, out of
// core dumps.
func guardMemory() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("core dumps cannot be turned off, see insecure-core-dumps: %w", err)
	}
	return nil
}
