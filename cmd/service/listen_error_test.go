package service

import (
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
)

func TestListenError_names_the_setting(t *testing.T) {
	for _, c := range []struct {
		cause error
		want  string
	}{
		{syscall.EADDRINUSE, "ops-listen: another program listens on 127.0.0.1:80; stop it, or choose another port with --ops-listen or WARDER_OPS_LISTEN"},
		{addressInUse, "another program listens on 127.0.0.1:80"},
		{fs.ErrPermission, "ops-listen: this user may not listen on 127.0.0.1:80; choose a port above 1023 with --ops-listen or WARDER_OPS_LISTEN"},
		{syscall.EADDRNOTAVAIL, "ops-listen: 127.0.0.1:80 is no address of this machine"},
		{syscall.EMFILE, "ops-listen: listen tcp: " + syscall.EMFILE.Error()},
	} {
		err := listenError("ops-listen", "127.0.0.1:80", &net.OpError{Op: "listen", Net: "tcp", Err: c.cause})
		if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.cause.Error()) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
