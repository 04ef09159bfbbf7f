//go:build unix && !linux

package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// guardMemory excludes this process's memory, which contains keys and secrets, from core
// dumps.
func guardMemory() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("core dumps cannot be turned off, see insecure-core-dumps: %w", err)
	}
	return nil
}
