package store_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"
	"testing"

	"warder/models/store"
)

// What a caller's function meets at a file is not the database's: a backup onto a full disk
// was told as a database that is unavailable.
func Test_an_error_of_a_file_is_told_as_it_is(t *testing.T) {
	for name, c := range map[string]struct {
		err         error
		unavailable bool
	}{
		"a_full_disk":          {&fs.PathError{Op: "write", Path: "b", Err: syscall.ENOSPC}, false},
		"a_file_of_another":    {&fs.PathError{Op: "open", Path: "b", Err: syscall.EACCES}, false},
		"a_link":               {&os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.EXDEV}, false},
		"a_broken_pipe":        {syscall.EPIPE, false},
		"a_refused_connection": {&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, true},
		"a_missing_socket":     {&net.OpError{Op: "dial", Net: "unix", Err: os.NewSyscallError("connect", syscall.ENOENT)}, true},
		"a_reset_connection":   {&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, true},
		"an_unknown_host":      {&net.DNSError{Err: "no such host", Name: "db"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := store.Translate(c.err)
			if errors.Is(got, store.ErrUnavailable) != c.unavailable || !c.unavailable && got != c.err { //nolint:errorlint // left alone
				t.Errorf("got %v", got)
			}
		})
	}
}
