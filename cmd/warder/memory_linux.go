package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// guardMemory protects this process's memory, which contains keys and secrets, from core dumps
// and from debuggers of the same user (ptrace, /proc/PID/mem and environ).
func guardMemory() error {
	if err := errors.Join(unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}), unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)); err != nil {
		return fmt.Errorf("core dumps cannot be turned off, see insecure-core-dumps: %w", err)
	}
	return nil
}
