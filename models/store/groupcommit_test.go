package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// caller logs in from an address, for a token of an id.
type caller struct {
	address, token string
	want           error
}

// callers are nine from one address, changed as told.
func callers(change func(n int, c *caller)) []caller {
	all := make([]caller, 9)
	for i := range all {
		all[i] = caller{address: "10.0.0.1", token: fmt.Sprint("t", i)}
		change(i, &all[i])
	}
	return all
}

// Test_who_waits_for_the_same_row_writes_with_the_others has the row of a client
// secret held until all callers are there: the first one waits for it, and the
// others for the first.
func Test_who_waits_for_the_same_row_writes_with_the_others(t *testing.T) {
	for name, c := range map[string]struct {
		limit   int64
		callers []caller
		made    int // of the callers
		most    int // statements that spend
	}{
		"from one address":       {0, callers(func(int, *caller) {}), 9, 2},
		"from several addresses": {0, callers(func(n int, c *caller) { c.address = fmt.Sprint("10.0.0.", n) }), 9, 2},
		"one whose failure was counted meanwhile": {0, callers(func(n int, c *caller) {
			if n%4 == 3 {
				c.address, c.want = "10.6.6.6", store.ErrConflict
			}
		}), 7, 10},
		"an id that is taken": {0, callers(func(n int, c *caller) {
			if n == 5 {
				c.token, c.want = "taken", store.ErrDuplicate
			}
		}), 8, 10},
		"fewer uses than callers":        {4, callers(func(int, *caller) {}), 4, 10},
		"just as many uses as callers":   {9, callers(func(int, *caller) {}), 9, 2},
		"fewer uses, several addresses":  {5, callers(func(n int, c *caller) { c.address = fmt.Sprint("10.0.0.", n) }), 5, 10},
		"none left":                      {1, callers(func(int, *caller) {}), 1, 10},
		"a limit that leaves the others": {8, callers(func(int, *caller) {}), 8, 10},
	} {
		t.Run(name, func(t *testing.T) {
			database.Each(t, func(t *testing.T, url string) {
				var spent atomic.Int64
				db, err := store.Open(t.Context(), url, store.Options{Observer: func(_ context.Context, statement string) {
					if strings.Contains(statement, "UPDATE client_secrets") {
						spent.Add(1)
					}
				}})
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close() //nolint:errcheck // nothing is kept
				scope := modelstest.Loginable(t, db, c.limit)
				modelstest.Write(t, db, func(tx *store.Tx) error {
					_, err := models.CountLoginFailure(tx, models.LoginFailure{Key: "m", Address: "10.6.6.6", At: modelstest.Now})
					return errors.Join(err, store.Create(tx, scope, modelstest.AccessToken(scope, "taken")))
				})
				got := meet(t, db, scope, c.callers)
				limited := c.limit > 0 && c.limit < int64(len(c.callers))
				for i, err := range got {
					if want := c.callers[i].want; !limited && !errors.Is(err, want) || limited && err != nil && !errors.Is(err, store.ErrConflict) {
						t.Errorf("caller %d: %v, want %v", i, err, want)
					}
				}
				failed := len(slices.DeleteFunc(got, func(err error) bool { return err == nil }))
				if now, want := left(t, db, scope), fmt.Sprintf("%d tokens, %d uses, 1 failures", c.made+1, c.made); now != want || failed != len(c.callers)-c.made {
					t.Errorf("%s and %d failed; want %s", now, failed, want)
				}
				if int(spent.Load()) > c.most {
					t.Errorf("uses were spent by %d statements, want at most %d", spent.Load(), c.most)
				}
			})
		})
	}
}

// meet has all callers wait before the first of them may write.
func meet(t *testing.T, db *store.Store, scope store.Scope, callers []caller) []error {
	t.Helper()
	outcomes := make([]error, len(callers))
	var all sync.WaitGroup
	modelstest.Write(t, db, func(tx *store.Tx) error {
		if _, err := store.First[models.ClientSecret](tx.Locking(), scope, "id = ?", "s"); err != nil {
			return err
		}
		for i, c := range callers {
			all.Go(func() {
				outcomes[i] = db.WriteOptimistic(t.Context(), func(tx *store.Tx) error {
					use := models.SecretUse{SecretID: "s", MethodID: "m", Address: c.address, At: modelstest.Now}
					return errors.Join(models.ConsumeSecretUse(tx, scope, use), store.Create(tx, scope, modelstest.AccessToken(scope, c.token)))
				})
			})
			for i == 0 && !store.Writing(db) && t.Context().Err() == nil {
				runtime.Gosched() // or the first might take some of the others along
			}
		}
		for store.Waiting(db) < len(callers)-1 && t.Context().Err() == nil {
			runtime.Gosched()
		}
		return nil
	})
	all.Wait()
	return outcomes
}

// Whoever writes for others may fail in any way: none of them is told that theirs
// was written.
func Test_nobody_is_told_that_a_write_was_made_that_panicked(t *testing.T) {
	var panics atomic.Bool
	db, err := store.Open(t.Context(), database.SQLite(t), store.Options{Observer: func(_ context.Context, statement string) {
		if panics.Load() && strings.Contains(statement, "UPDATE client_secrets") {
			panic("while writing")
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is kept
	scope := modelstest.Loginable(t, db, 0)
	var all sync.WaitGroup
	var panicked, failed atomic.Int64
	login := func(token string) {
		all.Go(func() {
			defer func() {
				if recover() != nil {
					panicked.Add(1)
				}
			}()
			err := db.WriteOptimistic(t.Context(), func(tx *store.Tx) error {
				return errors.Join(models.ConsumeSecretUse(tx, scope, models.SecretUse{SecretID: "s", MethodID: "m", At: modelstest.Now}),
					store.Create(tx, scope, modelstest.AccessToken(scope, token)))
			})
			if errors.Is(err, store.ErrUnavailable) {
				failed.Add(1)
			}
		})
	}
	modelstest.Write(t, db, func(*store.Tx) error {
		panics.Store(true)
		login("alone")
		for !store.Writing(db) {
			runtime.Gosched()
		}
		login("one of two")
		login("other of two")
		for store.Waiting(db) < 2 {
			runtime.Gosched()
		}
		return nil
	})
	all.Wait()
	if panicked.Load() != 2 || failed.Load() != 1 {
		t.Errorf("%d panicked and %d failed, want 2 and 1", panicked.Load(), failed.Load())
	}
}
