package store

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// giveUpAfter makes a socket fail if sent data is not acknowledged within the limit; the
// kernel would retransmit for a quarter of an hour.
func giveUpAfter(raw syscall.RawConn, limit time.Duration) error {
	var failure error
	err := raw.Control(func(descriptor uintptr) {
		failure = unix.SetsockoptInt(int(descriptor), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(limit.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failure
}
