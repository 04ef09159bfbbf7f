package upkeep_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/models/upkeep"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// outdated are two rows of different kinds that go at the first occasion.
func outdated(t testing.TB, db *store.Store, id string) {
	t.Helper()
	create(t, db, token(id, func(r *models.AccessToken) { r.IsRevoked = true }), &models.Session{ID: id, UserID: "u", LastUsed: ago(100 * day)})
}

func Test_it_cleans_once_a_night(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		clock, tell := now, watch()
		k := keeper(db, func() time.Time { return clock }, tell)
		for i, c := range []struct {
			at      string
			cleans  bool
			because string
		}{
			{"2026-12-01T09:00:00Z", true, "it never did"},
			{"2026-12-01T09:01:00Z", false, "it did this morning"},
			{"2026-12-01T23:59:59Z", false, "it is still this day"},
			{"2026-12-02T00:00:00Z", true, "it is midnight"},
			{"2026-12-02T00:01:00Z", false, "it has"},
			{"2026-12-05T12:00:00Z", true, "nights were missed"},
			{"2026-12-04T23:59:59Z", false, "a clock a little behind is no reason"},
			{"2020-01-01T00:00:00Z", true, "a note of another age is no note"},
		} {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			clock = at
			before := tell.removed["sessions"]
			create(t, db, &models.Session{ID: c.at, UserID: "u", LastUsed: store.At(at.Add(-100 * day))})
			k.Turn(t.Context())
			if cleaned := tell.removed["sessions"] > before; cleaned != c.cleans {
				t.Errorf("%d, at %s: cleaned %v, because %s", i, c.at, cleaned, c.because)
			}
		}
	})
}

func Test_of_two_replicas_at_once_one_cleans(t *testing.T) {
	url := database.Postgres(t)
	first, second := modelstest.Open(t, url), modelstest.Open(t, url)
	ground(t, first)
	outdated(t, first, "old")
	tell := watch()
	var group sync.WaitGroup
	for _, k := range []*upkeep.Keeper{keeper(first, still, tell), keeper(second, still, tell), keeper(first, still, tell), keeper(second, still, tell)} {
		group.Go(func() { k.Turn(t.Context()) })
	}
	group.Wait()
	keeper(second, still, tell).Turn(t.Context())
	if tell.removed["access_tokens"] != 1 || tell.removed["sessions"] != 1 || len(tell.failed) != 0 {
		t.Errorf("removed %v, failed %v", tell.removed, tell.failed)
	}
	if n := tell.runs(); n != 1 {
		t.Errorf("cleaned %d times", n)
	}
}

func Test_nobody_cleans_while_another_does(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		tell := watch()
		ran, err := db.TryWithLock(t.Context(), "warder.upkeep", func(ctx context.Context) error {
			if _, err := keeper(db, still, tell).Clean(ctx); !errors.Is(err, upkeep.ErrBusy) {
				t.Errorf("got %v, want ErrBusy", err)
			}
			keeper(db, still, tell).Turn(ctx)
			return nil
		})
		if !ran || err != nil || tell.runs() != 0 {
			t.Errorf("ran %v, %v, and meanwhile %d times", ran, err, tell.runs())
		}
		if _, err := keeper(db, still, tell).Clean(t.Context()); err != nil || tell.runs() != 1 {
			t.Errorf("afterwards: %v, %d times", err, tell.runs())
		}
	})
}

// runs is how often anything was removed, or found not to be there to remove.
func (s *seen) runs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

func Test_a_kind_that_fails_keeps_no_other_and_is_tried_again(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		outdated(t, db, "old")
		rename(t, db, "access_tokens", "elsewhere")
		clock, tell := now, watch()
		k := keeper(db, func() time.Time { return clock }, tell)
		k.Turn(t.Context())
		if tell.failed["access_tokens"] != 1 || len(tell.failed) != 1 || tell.removed["sessions"] != 1 || len(tell.cleaned) != 0 {
			t.Errorf("failed %v, removed %v, cleaned at %v", tell.failed, tell.removed, tell.cleaned)
		}
		rename(t, db, "elsewhere", "access_tokens")
		clock = now.Add(59 * time.Minute)
		if k.Turn(t.Context()); tell.removed["access_tokens"] != 0 {
			t.Error("it tries again at once")
		}
		clock = now.Add(time.Hour)
		k.Turn(t.Context())
		if tell.removed["access_tokens"] != 1 || tell.failed["access_tokens"] != 1 || len(tell.cleaned) != 1 || !tell.cleaned[0].Equal(clock) {
			t.Errorf("failed %v, removed %v, cleaned at %v", tell.failed, tell.removed, tell.cleaned)
		}
	})
}

func rename(t testing.TB, db *store.Store, table, to string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.DB().Exec("ALTER TABLE " + table + " RENAME TO " + to).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func Test_alone_means_alone_under_a_name(t *testing.T) {
	each(t, func(t *testing.T, db *store.Store) {
		var inside atomic.Int32
		var most atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				_, err := db.TryWithLock(t.Context(), "a name", func(context.Context) error {
					if n := inside.Add(1); n > most.Load() {
						most.Store(n)
					}
					defer inside.Add(-1)
					ran, err := db.TryWithLock(t.Context(), "another name", func(context.Context) error { return nil })
					if !ran {
						t.Error("another name is taken")
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if most.Load() != 1 {
			t.Errorf("%d ran at once", most.Load())
		}
		failure := errors.New("failed")
		if ran, err := db.TryWithLock(t.Context(), "a name", func(context.Context) error { return failure }); !ran || !errors.Is(err, failure) {
			t.Errorf("ran %v, %v", ran, err)
		}
		if ran, _ := db.TryWithLock(t.Context(), "a name", func(context.Context) error { return nil }); !ran {
			t.Error("a failure keeps the name")
		}
	})
}
