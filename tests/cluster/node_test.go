//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// deployed are the files that the tests run.
const deployed = "../../deploy/patroni"

// node is one machine of the cluster: etcd, Patroni with PostgreSQL, and PgBouncer.
type node struct {
	name, address string
	network       network
	patroni       *exec.Cmd
	pooler        *exec.Cmd
}

func newNode(t *testing.T, name, address string) *node {
	t.Helper()
	plugged, err := plug(name, address)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{name: name, address: address, network: plugged}
	for _, part := range []string{"etcd", "data", "pooler"} {
		n.folder(t, part)
	}
	n.start(t, "etcd", append(n.environment(t, "etcd.env"), "ETCD_DATA_DIR="+n.path("etcd")), "etcd")
	return n
}

// path is a file of the node.
func (n *node) path(name string) string { return filepath.Join(ground, n.name, name) }

// folder makes one that PostgreSQL's user owns, as it owns what is above.
func (n *node) folder(t *testing.T, name string) {
	t.Helper()
	path := n.path(name)
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := shell("chown -R postgres: " + filepath.Join(ground, n.name)); err != nil {
		t.Fatal(err)
	}
}

// example is a file of deploy/patroni as it is on this node.
func (n *node) example(t *testing.T, name string) string {
	t.Helper()
	return example(t, name, "10.20.0.11", n.address, "=db1\n", "="+n.name+"\n")
}

// example is a file of deploy/patroni with some of its words replaced.
func example(t *testing.T, name string, replaced ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(deployed, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(replaced...).Replace(string(text))
}

// environment is what an example sets on this node. The list of all members stays as it is.
func (n *node) environment(t *testing.T, name string) []string {
	t.Helper()
	var settings []string
	whole := lines(example(t, name))
	for i, line := range lines(n.example(t, name)) {
		if strings.HasPrefix(line, "ETCD_INITIAL_CLUSTER=") {
			line = whole[i]
		}
		settings = append(settings, line)
	}
	return settings
}

// lines are those that are no comments.
func lines(text string) []string {
	var kept []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return kept
}

// start runs a program of the node as PostgreSQL's user, until everything ends.
func (n *node) start(t *testing.T, log string, environment []string, words ...string) *exec.Cmd {
	t.Helper()
	output, err := os.OpenFile(n.path(log+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	account := []string{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"}
	words = append(append(n.network.within(), account...), words...)
	command := exec.Command(words[0], words[1:]...)
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + n.path("")}, environment...)
	command.Dir, command.Stdout, command.Stderr = n.path(""), output, output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return command
}

// patroniConfig is the example, as it is.
func patroniConfig(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(deployed, "patroni.yml"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// settings are those of Patroni on this node.
func (n *node) settings(t *testing.T) []string {
	t.Helper()
	return append(n.environment(t, "node.env"), "PATRONI_POSTGRESQL_DATA_DIR="+n.path("data"), "PATRONI_POSTGRESQL_BIN_DIR="+postgresDir())
}

// startDatabase runs Patroni, which runs PostgreSQL, and PgBouncer.
func (n *node) startDatabase(t *testing.T) {
	t.Helper()
	config := patroniConfig(t)
	n.patroni = n.start(t, "patroni", n.settings(t), "patroni", config)
	users, pooler := n.path("pooler/userlist.txt"), n.path("pooler/pgbouncer.ini")
	n.write(t, users, `"warder" "change-me-warder"`)
	n.write(t, pooler, strings.Replace(n.example(t, "pgbouncer.ini"), "/etc/pgbouncer/userlist.txt", users, 1)+"\nunix_socket_dir =\n")
	n.pooler = n.start(t, "pooler", nil, "pgbouncer", pooler)
}

func (n *node) write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// postgres is the process that all others of PostgreSQL are children of.
func (n *node) postgres(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(n.path("data/postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// waits is whether commits of the node wait for a standby.
func (n *node) waits(t *testing.T) bool {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), "postgres://postgres:change-me-superuser@"+n.address+":5432/postgres?sslmode=disable")
	if err != nil {
		return true // it gives up being the leader just now, so nothing is known yet
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var names string
	if err := conn.QueryRow(t.Context(), "SHOW synchronous_standby_names").Scan(&names); err != nil {
		return true
	}
	return names != ""
}

// killPostgres ends PostgreSQL as a crash does, and leaves Patroni running.
func (n *node) killPostgres(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(n.postgres(t), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// kill ends all of the database's processes, as a loss of power does.
func (n *node) kill(t *testing.T) {
	t.Helper()
	_ = n.patroni.Process.Kill()
	_ = n.pooler.Process.Kill()
	n.killPostgres(t)
	_ = n.patroni.Wait()
	_ = n.pooler.Wait()
}

// lastWords are the ends of the node's logs.
func (n *node) lastWords() string {
	var all strings.Builder
	for _, log := range []string{"etcd", "patroni", "pooler"} {
		text, _ := os.ReadFile(n.path(log + ".log"))
		fmt.Fprintf(&all, "--- %s of %s\n%s\n", log, n.name, text[max(0, len(text)-6000):])
	}
	return all.String()
}
