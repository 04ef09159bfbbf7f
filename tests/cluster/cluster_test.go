//go:build cluster

package cluster

import (
	"syscall"
	"testing"
	"time"
)

// The settings of deploy/patroni, and what a busy machine adds.
const (
	lease = 10 * time.Second // ttl
	slack = 8 * time.Second
)

// Each fault is met by a fresh load on the same cluster, whose servers are never restarted.
func Test_servers_heal_by_themselves(t *testing.T) {
	db := startDatabase(t)
	on := startServers(t)
	for _, c := range []struct {
		name  string
		bound time.Duration // of a gap
		fault func(t *testing.T) (mend func())
	}{
		{"planned_switchover", 3*time.Second + slack, func(t *testing.T) func() {
			db.switchOver(t)
			return func() {}
		}},
		{"killed_postgres", 12 * time.Second, func(t *testing.T) func() {
			leader := db.leader(t)
			leader.killPostgres(t)
			db.awaitLeader(t, leader)
			return func() {}
		}},
		{"killed_node", lease + slack, func(t *testing.T) func() {
			leader := db.leader(t)
			leader.kill(t)
			db.awaitLeader(t, leader)
			return func() { leader.startDatabase(t) }
		}},
		{"cut_network", lease + slack, func(t *testing.T) func() {
			leader := db.leader(t)
			must(t, leader.network.cut())
			db.awaitLeader(t, leader)
			return func() { must(t, leader.network.mend()) }
		}},
		// Patroni hangs, and PostgreSQL beneath it goes on as a second primary.
		{"former_primary_stays_up", lease + slack, func(t *testing.T) func() {
			leader := db.leader(t)
			must(t, leader.patroni.Process.Signal(syscall.SIGSTOP))
			db.awaitLeader(t, leader)
			return func() { must(t, leader.patroni.Process.Signal(syscall.SIGCONT)) }
		}},
	} {
		ok := t.Run(c.name, func(t *testing.T) {
			l := begin(t, on)
			defer l.halt()
			l.awaitAll(l.begun)
			struck := time.Now()
			mend := c.fault(t)
			t.Logf("another leader after %.1fs", time.Since(struck).Seconds())
			l.awaitAll(time.Now())
			t.Logf("all answer after %.1fs", time.Since(struck).Seconds())
			mend()
			db.awaitWhole(t)
			l.awaitAll(time.Now())
			l.end(c.bound)
		})
		if !ok {
			break
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
