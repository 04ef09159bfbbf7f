//go:build cluster

package cluster

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"warder/tests/testserver"

	"github.com/jackc/pgx/v5"
)

// database is the cluster of two nodes and a third etcd.
type database struct{ nodes [2]*node }

// startDatabase makes the cluster with an empty database for Warder.
func startDatabase(t *testing.T) *database {
	t.Helper()
	startWitness(t)
	db := &database{}
	db.nodes[0] = newNode(t, "db1", "10.20.0.11")
	db.nodes[1] = newNode(t, "db2", "10.20.0.12")
	t.Cleanup(func() {
		if t.Failed() {
			for _, n := range db.nodes {
				t.Log(n.lastWords())
			}
		}
	})
	for _, n := range db.nodes {
		n.startDatabase(t)
	}
	db.awaitWhole(t)
	db.create(t)
	return db
}

// startWitness runs the etcd that has a vote and no PostgreSQL.
func startWitness(t *testing.T) {
	t.Helper()
	settings := lines(example(t, "etcd.env", "//10.20.0.11", "//"+witness, "_NAME=db1\n", "_NAME=witness\n", "db1=http://10.20.0.11", "db1=http://10.20.0.11"))
	command := exec.Command("etcd")
	command.Env = append([]string{"PATH=" + os.Getenv("PATH")}, append(settings, "ETCD_DATA_DIR="+ground+"/witness")...)
	log, err := os.Create(ground + "/witness.log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
}

// create makes the role and the database by the statements of docs/high-availability.md.
func (db *database) create(t *testing.T) {
	t.Helper()
	address := fmt.Sprintf("postgres://postgres:change-me-superuser@%s:5432/postgres?sslmode=disable", db.leader(t).address)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	for _, statement := range lines(documented(t, "sql")[0]) {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// is asks Patroni of a node whether it has a role: primary or synchronous.
func (n *node) is(ctx context.Context, role string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.address+":8008/"+role, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// other is the other node.
func (db *database) other(n *node) *node {
	if n == db.nodes[0] {
		return db.nodes[1]
	}
	return db.nodes[0]
}

// leader is the node that is the primary.
func (db *database) leader(t *testing.T) *node {
	t.Helper()
	for _, n := range db.nodes {
		if n.is(t.Context(), "primary") {
			return n
		}
	}
	t.Fatal("there is no primary")
	return nil
}

// awaitWhole waits until there is a primary and a standby that has all that it has.
func (db *database) awaitWhole(t *testing.T) {
	t.Helper()
	await(t, "the cluster has a primary and a synchronous standby", func() bool {
		for _, n := range db.nodes {
			if n.is(t.Context(), "primary") && db.other(n).is(t.Context(), "synchronous") {
				return true
			}
		}
		return false
	})
}

// awaitLeader waits until the other node than the former primary is primary.
func (db *database) awaitLeader(t *testing.T, former *node) {
	t.Helper()
	await(t, "the other node becomes primary", func() bool { return db.other(former).is(t.Context(), "primary") })
}

// patience bounds each wait for the cluster.
const patience = 60 * time.Second

// await asks until the condition holds.
func await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	testserver.Within(t, patience, what, condition)
}
