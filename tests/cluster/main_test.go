//go:build cluster

package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// insideVariable tells the process within the namespaces from the one that makes them.
const insideVariable = "WARDER_CLUSTER_INSIDE"

// ground is where everything is kept: a file system in memory that ends with the namespace.
const ground = "/mnt"

// programs are what the test starts, and the Debian packages that have them.
var programs = []struct{ name, packaged string }{
	{"patroni", "patroni"}, {"etcd", "etcd-server"}, {"pgbouncer", "pgbouncer"}, {postgresDir() + "/postgres", "postgresql"},
	{"ip", "iproute2"}, {"unshare", "util-linux"}, {"nsenter", "util-linux"}, {"setpriv", "util-linux"},
}

// postgresDir is where the newest PostgreSQL of this machine is.
func postgresDir() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(found)
	if len(found) == 0 {
		return "/usr/lib/postgresql"
	}
	return found[len(found)-1]
}

func init() { runtime.LockOSThread() } // the main thread's child dies with the process

// TestMain runs the tests in namespaces for processes, networks, mounts and shared memory.
// Bash is the first process there, since it waits for orphans. All of it ends with this
// process, however that ends, and nothing is left behind.
func TestMain(m *testing.M) {
	if os.Getenv(insideVariable) != "" {
		if err := prepare(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	if err := present(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	words := []string{"--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc", "--", "bash", "-c", `"$@"; exit $?`, "cluster"}
	command := exec.Command("unshare", append(words, os.Args...)...)
	command.Env = append(os.Environ(), insideVariable+"=1", "TMPDIR="+ground)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "tests/cluster:", err)
		os.Exit(1)
	}
}

// present says all that is missing on this machine.
func present() error {
	missing := map[string]bool{}
	for _, p := range programs {
		if !installed(p.name) {
			missing[p.packaged] = true
		}
	}
	var errs []error
	for name := range missing {
		errs = append(errs, fmt.Errorf("the Debian package %s is missing; .ci/packages installs it", name))
	}
	if os.Getuid() != 0 {
		errs = append(errs, errors.New("tests/cluster makes network namespaces, which needs root; make test-cluster uses sudo"))
	}
	if _, err := os.Stat(warder()); err != nil {
		errs = append(errs, fmt.Errorf("there is no server to test: run make build (%w)", err))
	}
	return errors.Join(errs...)
}

func installed(name string) bool {
	if _, err := exec.LookPath(name); err == nil {
		return true
	}
	_, err := os.Stat(filepath.Join("/usr/sbin", name))
	return err == nil
}

// warder is the built server.
func warder() string {
	path, _ := filepath.Abs("../../bin/warder")
	return path
}

// prepare makes the file systems and the network of the namespaces.
func prepare() error {
	if err := os.Setenv("PATH", strings.Join([]string{os.Getenv("PATH"), "/usr/sbin", "/sbin"}, ":")); err != nil {
		return err
	}
	for _, dir := range []string{ground, "/dev/shm"} {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=1777"); err != nil {
			return fmt.Errorf("mount %s: %w", dir, err)
		}
	}
	return openNetwork()
}
