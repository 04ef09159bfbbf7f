//go:build cluster

package cluster

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slack is what a busy machine adds to the bounds.
const slack = 8 * time.Second

// leaseOf is the ttl of deploy/patroni, which Patroni raises since version 3.1.
func leaseOf(t *testing.T) time.Duration {
	t.Helper()
	output, err := exec.Command("patroni", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(string(output), "patroni 3.0.") {
		return 10 * time.Second
	}
	return 20 * time.Second
}

// Each fault is met by a fresh load on the same cluster, whose servers are never restarted.
func Test_servers_heal_by_themselves(t *testing.T) {
	db := startDatabase(t)
	on, lease := startServers(t), leaseOf(t)
	for _, c := range []struct {
		name  string
		bound time.Duration // of a gap
		fault func(t *testing.T) (mend func())
	}{
		{"planned_switchover", 3*time.Second + slack, func(t *testing.T) func() {
			leader := db.leader(t)
			rehearse(t, leader, on.replicas[0])
			db.awaitLeader(t, leader)
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
		{"former_primary_stays_up", 3*time.Second + slack, func(t *testing.T) func() {
			leader := db.leader(t)
			must(t, leader.patroni.Process.Signal(syscall.SIGSTOP))
			db.awaitLeader(t, leader)
			return func() { must(t, leader.patroni.Process.Signal(syscall.SIGCONT)) }
		}},
		// Commits wait until Patroni goes on without the standby.
		{"vanished_standby", lease + slack, func(t *testing.T) func() {
			standby := db.other(db.leader(t))
			must(t, standby.network.cut())
			await(t, "the standby is given up", func() bool { return !db.leader(t).waits(t) })
			return func() { must(t, standby.network.mend()) }
		}},
	} {
		ok := t.Run(c.name, func(t *testing.T) {
			l := begin(t, on)
			defer l.halt()
			l.awaitAll(l.begun)
			struck := time.Now()
			mend := c.fault(t)
			t.Logf("the cluster goes on after %.1fs", time.Since(struck).Seconds())
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
