package database

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

// startLimit is how long a server may take until it answers.
const startLimit = 30 * time.Second

// keeper starts the server and ends it as soon as its own input ends, which is
// also when the test process is gone, be it killed. A signal on the parent's
// death would be tied to one of its threads. Unless the last word was "halt",
// nothing of the cluster stays.
const keeper = `"$@" & server=$!
read -r word
kill -INT $server; wait $server
[ "$word" = halt ] || { cd /; rm -rf "$CLUSTER"; }`

// run starts the keeper, which starts the server.
func (c *Cluster) run() error {
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	words := []string{
		"-c", keeper, "keeper", filepath.Join(c.programs, "postgres"),
		"-D", c.data(), "-k", c.dir, "-F",
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=32MB",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off",
		"-c", "min_wal_size=8MB", "-c", "max_wal_size=128MB",
	}
	for _, setting := range c.settings {
		words = append(words, "-c", setting) // the last one holds
	}
	command := exec.Command("/bin/sh", words...)
	command.Dir = c.dir
	command.Env = append(os.Environ(), "CLUSTER="+c.dir)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = c.owner.attributes()
	leash, err := command.StdinPipe()
	if err != nil {
		return err
	}
	c.keeper, c.leash = command, leash
	return command.Start()
}

// Resume starts the server again after Halt, with what it held, and waits until
// it answers.
func (c *Cluster) Resume() error {
	if err := c.run(); err != nil {
		return err
	}
	return c.await()
}

// Halt ends the server beneath its clients and keeps its data.
func (c *Cluster) Halt() { c.end("halt\n") }

// Stop ends the server for good. Further calls do nothing.
func (c *Cluster) Stop() {
	c.end("")
	_ = os.RemoveAll(c.dir)
}

// end says a last word to the keeper, and waits until it is done.
func (c *Cluster) end(word string) {
	if c.leash == nil {
		return
	}
	_, _ = io.WriteString(c.leash, word)
	_ = c.leash.Close()
	_ = c.keeper.Wait()
	c.leash = nil
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
