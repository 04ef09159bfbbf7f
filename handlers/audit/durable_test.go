package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"warder/handlers/audit"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

// waitingFor records entries at once, runs the recorder when all of them wait, and
// returns what each was told, by its id.
func waitingFor(t *testing.T, r *audit.Recorder, entries []audit.Entry) map[string]error {
	t.Helper()
	told, mutex := map[string]error{}, sync.Mutex{}
	var asking sync.WaitGroup
	for _, e := range entries {
		asking.Go(func() {
			err := r.Queue(t.Context(), e)
			mutex.Lock()
			defer mutex.Unlock()
			told[e.Answer.ID] = err
		})
	}
	for r.Waiting() < len(entries) {
		runtime.Gosched()
	}
	ctx, end := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	asking.Wait()
	end()
	running.Wait()
	return told
}

func entries(ids ...string) (list []audit.Entry) {
	for _, id := range ids {
		list = append(list, entry(id, 0))
	}
	return list
}

func Test_durable_records_that_wait_are_committed_together(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		commits := atomic.Int64{}
		db, err := store.Open(t.Context(), url, store.Options{Observer: func(_ context.Context, statement string) {
			if statement == "COMMIT" {
				commits.Add(1)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // all is read
		r := audit.NewRecorder(db, audit.Options{Durable: true, Log: slog.New(slog.DiscardHandler)})
		ids := []string{}
		for i := range 40 {
			ids = append(ids, fmt.Sprint("d", i))
		}
		told := waitingFor(t, r, entries(ids...))
		for id, err := range told {
			if err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		if made := commits.Load(); made != 1 {
			t.Errorf("%d commits, want 1", made)
		}
		recorded(t, db, ids...)
	})
}

// recorded is that the log has these records and no other.
func recorded(t *testing.T, db *store.Store, ids ...string) {
	t.Helper()
	rows, err := models.FindDecisions(db.Statement(t.Context()), models.DecisionFilter{OrgID: "o1"}, 1000, 0)
	found := map[string]bool{}
	for i := range rows {
		found[rows[i].ID] = true
	}
	for _, id := range ids {
		if !found[id] {
			t.Errorf("%s is not recorded", id)
		}
	}
	if err != nil || len(rows) != len(ids) {
		t.Errorf("%d records, want %d (%v)", len(rows), len(ids), err)
	}
}

func Test_a_durable_record_fails_for_no_other_one(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		r, db := recorder(t, url, audit.Options{Durable: true})
		list := entries("d1", "d2", "d3", "d4", "d5", "d2")
		bad := entry("bad", 0)
		bad.List.Shared.Context.IP = "\x00" // which SQLite keeps, and PostgreSQL does not
		told := waitingFor(t, r, append(list, bad))
		want := []string{"d1", "d2", "d3", "d4", "d5"}
		if db.Dialect() == store.SQLite {
			want = append(want, "bad")
		} else if !errors.Is(told["bad"], store.ErrStatement) {
			t.Errorf("the bad one is told %v", told["bad"])
		}
		for _, id := range want {
			if told[id] != nil {
				t.Errorf("%s is told %v", id, told[id])
			}
		}
		recorded(t, db, want...)
	})
}

func Test_a_durable_record_without_its_database_is_refused(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		r, db := recorder(t, url, audit.Options{Durable: true})
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		for id, err := range waitingFor(t, r, entries("d1", "d2")) {
			if err == nil {
				t.Errorf("%s is answered", id)
			}
		}
		if err := r.Queue(t.Context(), entry("late", 0)); !errors.Is(err, audit.ErrFull) {
			t.Errorf("after the end: %v", err)
		}
	})
}
