package database

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Cluster is a throw-away PostgreSQL server on a Unix socket. It never outlives
// the process that started it, however that ends.
type Cluster struct {
	dir      string
	programs string
	settings []string
	owner    account
	keeper   *exec.Cmd
	leash    io.WriteCloser // while it is open, the server lives
}

// NewCluster starts a server for one test, for those that need to stop it. All
// others share one, see Postgres.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	cluster, err := StartCluster()
	if err != nil {
		t.Fatalf("no PostgreSQL server for the test: %v", err)
	}
	t.Cleanup(cluster.Stop)
	return cluster
}

// StartCluster makes a new cluster and waits until it answers. The caller stops
// it, or leaves that to the end of the process. Settings, such as
// synchronous_commit=on, take the place of those that make tests fast.
func StartCluster(settings ...string) (*Cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(place(), "warder-pg-")
	if err != nil {
		return nil, err
	}
	cluster := &Cluster{dir: dir, settings: settings}
	if err := cluster.start(programs); err != nil {
		cluster.Stop()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return cluster, nil
}

func (c *Cluster) start(programs string) error {
	owner, err := serverAccount()
	if err != nil {
		return err
	}
	if err := owner.own(c.dir); err != nil {
		return err
	}
	if err := c.initialise(programs, owner); err != nil {
		return err
	}
	c.programs, c.owner = programs, owner
	return c.Resume()
}

// initialise makes the data folder. Nothing of it has to survive a crash.
func (c *Cluster) initialise(programs string, owner account) error {
	command := exec.Command(filepath.Join(programs, "initdb"), "--pgdata="+c.data(), "--username=warder",
		"--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions", "--wal-segsize=1")
	command.Dir = c.dir
	command.SysProcAttr = owner.attributes()
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(output))
	}
	return nil
}

// URL is the address of a database of this cluster, which trusts everyone.
func (c *Cluster) URL(name string) string {
	address := url.URL{Scheme: "postgres", User: url.User("warder"), Path: "/" + name}
	address.RawQuery = url.Values{"host": {c.dir}}.Encode()
	return address.String()
}

// Create makes a database from a copy of template0 and returns its address.
func (c *Cluster) Create(name string) (string, error) {
	err := administer(c.URL("postgres"), "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0")
	return c.URL(name), err
}

// PID is the process below which all of the server's processes are.
func (c *Cluster) PID() int { return c.keeper.Process.Pid }

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// Demote makes a standby of the server, one that takes reads and follows no other.
func (c *Cluster) Demote() error {
	c.Halt()
	if err := os.WriteFile(filepath.Join(c.data(), "standby.signal"), nil, 0o644); err != nil { //nolint:gosec // the server's account reads it
		return err
	}
	return c.Resume()
}

// Promote makes a primary of a standby again.
func (c *Cluster) Promote() error { return administer(c.URL("postgres"), "SELECT pg_promote()") }
