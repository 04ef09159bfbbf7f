//go:build !linux

package store

import (
	"syscall"
	"time"
)

// giveUpAfter is left to the keep-alive of the socket and to the limit of statements.
func giveUpAfter(syscall.RawConn, time.Duration) error { return nil }
