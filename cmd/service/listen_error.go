package service

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// addressInUse is WSAEADDRINUSE, which Windows returns instead of syscall.EADDRINUSE. No other
// system uses this number.
const addressInUse = syscall.Errno(10048)

// listenError describes why an address cannot be used, and how to change its setting.
func listenError(name, address string, err error) error {
	ways := fmt.Sprintf("with --%s or %s", name, variable(name))
	switch {
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, addressInUse):
		return fmt.Errorf("%s: another program listens on %s; stop it, or choose another port %s (port 0 takes a free one): %w", name, address, ways, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: this user may not listen on %s; choose a port above 1023 %s: %w", name, address, ways, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s: %s is no address of this machine; choose one of its own %s: %w", name, address, ways, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
