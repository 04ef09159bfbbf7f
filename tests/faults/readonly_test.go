package faults

import (
	"errors"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// causes are addresses that no database answers at, and what an operator is told.
func TestOperations_cause_refused(t *testing.T) {
	reachable := database.Postgres(t)
	for name, c := range map[string]struct{ url, cause string }{
		"refused":  {"postgres://warder:sup3rs3cret@127.0.0.1:1/x?sslmode=disable", "the connection was refused"},
		"host":     {"postgres://warder:sup3rs3cret@no-such-host.invalid:1/x?sslmode=disable", "the host is unknown"},
		"database": {otherDatabase(t, reachable), "there is no database of this name"},
	} {
		t.Run(name, func(t *testing.T) {
			config := testserver.Configure(t, c.url, testserver.NewClock(), &testserver.Record{})
			_, err := service.New(t.Context(), config)
			if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), c.cause) || strings.Contains(err.Error(), "sup3rs3cret") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// otherDatabase is an address of the same server with a database that is not there.
func otherDatabase(t *testing.T, address string) string {
	t.Helper()
	before, after, _ := strings.Cut(address, "?")
	return before[:strings.LastIndex(before, "/")] + "/nothing_of_this_name?" + after
}

// A start waits for its database as long as it is told to, and says why.
func TestDatabase_a_start_that_waits(t *testing.T) {
	cluster := database.NewCluster(t)
	log := &testserver.Record{}
	config := testserver.Configure(t, cluster.URL("postgres"), testserver.NewClock(), log)
	config.DatabaseWait = 60e9
	cluster.Halt()
	started := starting(t, config)
	testserver.Eventually(t, "the log says that it waits", func() bool { return strings.Contains(log.String(), "trying again") })
	if err := cluster.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := <-started; err != nil {
		t.Error(err)
	}
}

func TestOperations_ready_read_only(t *testing.T) {
	url := database.Postgres(t)
	s := testserver.Start(t, url)
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	write := func(name string) testserver.Answer {
		return s.AsAdmin().Post(t, p.SecretPath(name), testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": "v"})
	}
	db := s.Store(t)
	set := func(statement string) {
		err := db.Statement(t.Context()).DB().Exec(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I ` + statement + `', current_database()); END $$`).Error
		if err == nil {
			err = db.Statement(t.Context()).DB().Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Error
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set("SET default_transaction_read_only = on")
	testserver.Eventually(t, "a write is refused", func() bool { return write("K").Status == 503 })
	wantUnavailable(t, write("K"))
	testserver.Eventually(t, "readiness says so", func() bool {
		ready := s.Ready(t)
		return ready.Status == 503 && strings.Contains(ready.Body, "it is read-only")
	})
	again := testserver.Configure(t, url, testserver.NewClock(), &testserver.Record{})
	again.RootKey = seal.NewText(s.Config.RootKey.Reveal())
	if _, err := service.New(t.Context(), again); err == nil || !strings.Contains(err.Error(), "it is read-only") {
		t.Errorf("a start says %v", err)
	}
	// The connections stay: each was opened while the database was read-only.
	err := db.Statement(t.Context()).DB().Exec(`DO $$ BEGIN SET LOCAL transaction_read_only = off; EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$`).Error
	if err != nil {
		t.Fatal(err)
	}
	testserver.Eventually(t, "a write succeeds", func() bool { return write("K2").Status == 200 })
	testserver.Eventually(t, "readiness heals", func() bool { return s.Ready(t).Status == 200 })
	if !strings.Contains(s.Log.String(), "the database accepts no writes") {
		t.Error("the log does not say it")
	}
}
