package database

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is who the server runs as: PostgreSQL refuses root. The zero value is
// the user of the test process.
type account struct {
	uid, gid int
	other    bool
}

// serverAccount is an ordinary account of this machine if we are root.
func serverAccount() (account, error) {
	if os.Getuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(found.Uid)
		gid, gidErr := strconv.Atoi(found.Gid)
		if uidErr == nil && gidErr == nil {
			return account{uid: uid, gid: gid, other: true}, nil
		}
	}
	return account{}, fmt.Errorf("the server needs an ordinary user, and this machine has neither postgres nor nobody")
}

// own hands a folder to the account; everyone may look into it.
func (a account) own(dir string) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	if !a.other {
		return nil
	}
	return os.Chown(dir, a.uid, a.gid)
}

// attributes make a command run as the account, in a process group of its own,
// so that an interrupt at the terminal reaches the tests alone.
func (a account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attributes
}
