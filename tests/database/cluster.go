package database

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startLimit is how long a server may take until it answers.
const startLimit = 30 * time.Second

// Cluster is a throw-away PostgreSQL server on a Unix socket. It never outlives
// the process that started it, however that ends.
type Cluster struct {
	dir    string
	keeper *exec.Cmd
	leash  io.Closer // while it is open, the server lives
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
// it, or leaves that to the end of the process.
func StartCluster() (*Cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "warder-pg-")
	if err != nil {
		return nil, err
	}
	cluster := &Cluster{dir: dir}
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
	if err := c.run(programs, owner); err != nil {
		return err
	}
	return c.await()
}

// initialise makes the data folder. Nothing of it has to survive a crash.
func (c *Cluster) initialise(programs string, owner account) error {
	command := exec.Command(filepath.Join(programs, "initdb"), "--pgdata="+c.data(), "--username=warder",
		"--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	command.Dir = c.dir
	command.SysProcAttr = owner.attributes()
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(output))
	}
	return nil
}

// keeper starts the server and ends it, with its folder, as soon as its own
// input ends: when the cluster is stopped, and when the test process is gone,
// be it killed. A signal on the parent's death would be tied to a thread of it.
const keeper = `"$@" & server=$!
cat >/dev/null
kill -INT $server; wait $server
cd /; rm -rf "$CLUSTER"`

func (c *Cluster) run(programs string, owner account) error {
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command("/bin/sh", "-c", keeper, "keeper", filepath.Join(programs, "postgres"),
		"-D", c.data(), "-k", c.dir, "-F",
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=32MB",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
	command.Dir = c.dir
	command.Env = append(os.Environ(), "CLUSTER="+c.dir)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = owner.attributes()
	leash, err := command.StdinPipe()
	if err != nil {
		return err
	}
	c.keeper, c.leash = command, leash
	return command.Start()
}

// await asks until the server answers.
func (c *Cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, c.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
			return fmt.Errorf("server does not answer: %w: %s", err, bytes.TrimSpace(log))
		case <-tick.C:
		}
	}
}

// Stop ends the server and waits for it. Further calls do nothing.
func (c *Cluster) Stop() {
	if c.leash == nil {
		return
	}
	_ = c.leash.Close()
	_ = c.keeper.Wait()
	c.leash = nil
}

// URL is the address of a database of this cluster, which trusts everyone.
func (c *Cluster) URL(name string) string {
	address := url.URL{Scheme: "postgres", User: url.User("warder"), Path: "/" + name}
	address.RawQuery = url.Values{"host": {c.dir}}.Encode()
	return address.String()
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }
