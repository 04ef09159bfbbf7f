package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func Test_a_snapshot_sees_one_state_while_another_commits(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		count := func(tx *store.Tx) int64 {
			n, err := store.Count[models.Identity](tx, scope, "")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := db.Snapshot(t.Context(), func(tx *store.Tx) error {
			before := count(tx)
			modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, modelstest.Identity(scope, "i1")) })
			if after := count(tx); before != 0 || after != before {
				t.Errorf("the snapshot saw %d, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(db.Statement(t.Context())); n != 1 {
			t.Errorf("a later statement sees %d, want 1", n)
		}
	})
}

func Test_a_read_cannot_change_anything(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		change := func(tx *store.Tx) error {
			return tx.DB().Exec("INSERT INTO settings (name, value) VALUES ('a', 'b')").Error
		}
		if err := db.Snapshot(t.Context(), change); err == nil {
			t.Error("a snapshot wrote")
		}
		lock := func(tx *store.Tx) error {
			_, err := store.First[models.Setting](tx.Locking(), store.Installation, "name = ?", "a")
			return err
		}
		if err := db.Snapshot(t.Context(), lock); !errors.Is(err, store.ErrStatement) {
			t.Errorf("a snapshot locked: %v", err)
		}
	})
}

func Test_a_write_that_fails_or_panics_leaves_nothing(t *testing.T) {
	refused := errors.New("refused")
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(models.SetSetting(tx, "a", "1"), refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("got %v, want the function's own error", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(tx *store.Tx) error {
				_ = models.SetSetting(tx, "b", "1")
				panic("in the middle")
			})
		}()
		n, err := store.Count[models.Setting](db.Statement(t.Context()), store.Installation, "")
		if err != nil || n != 0 {
			t.Errorf("%d settings stayed, %v", n, err)
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.SetSetting(tx, "c", "1") }) // no lock stayed either
	})
}

func Test_a_write_that_loses_is_tried_again(t *testing.T) {
	lost := &pgconn.PgError{Code: "40001", Message: "could not serialize"}
	cases := map[string]struct {
		losses, runs int
		want         error
	}{
		"once":           {losses: 1, runs: 2},
		"four times":     {losses: 4, runs: 5},
		"without an end": {losses: 100, runs: 5, want: store.ErrUnavailable},
	}
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		for name, c := range cases {
			runs := 0
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				runs++
				if runs <= c.losses {
					return lost
				}
				return models.SetSetting(tx, name, "written")
			})
			if runs != c.runs || !errors.Is(err, c.want) {
				t.Errorf("%s: %d runs, %v; want %d, %v", name, runs, err, c.runs, c.want)
			}
		}
	})
}

func Test_an_error_of_the_function_is_not_tried_again(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		runs := 0
		err := db.Write(t.Context(), func(*store.Tx) error { runs++; return store.ErrNotFound })
		if runs != 1 || !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func Test_two_that_deadlock_both_succeed_in_the_end(t *testing.T) {
	db := modelstest.Open(t, database.Postgres(t))
	rename := func(tx *store.Tx, id string) error {
		return tx.DB().Exec("UPDATE organizations SET name = 'renamed' WHERE id = ?", id).Error
	}
	modelstest.Organization(t, db, "a")
	modelstest.Organization(t, db, "b")
	met := make(chan struct{}, 2)
	both := make(chan struct{})
	swap := func(first, second string) error {
		waited := false
		return db.Write(context.Background(), func(tx *store.Tx) error {
			if err := rename(tx, first); err != nil {
				return err
			}
			if !waited {
				waited = true
				met <- struct{}{}
				<-both
			}
			return rename(tx, second)
		})
	}
	results := make(chan error, 2)
	go func() { results <- swap("org-a", "org-b") }()
	go func() { results <- swap("org-b", "org-a") }()
	<-met
	<-met
	close(both)
	if err := errors.Join(<-results, <-results); err != nil {
		t.Fatal(err)
	}
}

func Test_a_caller_who_left_gets_its_own_error(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(tx *store.Tx) error {
			cancel()
			return models.SetSetting(tx, "a", "1")
		})
		if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("got %v, want context.Canceled alone", err)
		}
		if _, err := models.SettingOf(db.Statement(t.Context()), "a"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the write stayed: %v", err)
		}
	})
}

// On SQLite no other transaction can write in between.
func Test_a_parent_that_goes_meanwhile_is_seen_to_be_gone(t *testing.T) {
	db := modelstest.Open(t, database.Postgres(t))
	scope := modelstest.Organization(t, db, "acme")
	attempts := 0
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		attempts++
		if _, err := store.First[models.Organization](tx, store.Installation, "id = ?", scope.OrgID); err != nil {
			return err
		}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			_, err := store.Delete[models.Organization](tx, store.Installation, "id = ?", scope.OrgID)
			return err
		})
		return store.Create(tx, scope, modelstest.Identity(scope, "i"))
	})
	if !errors.Is(err, store.ErrNotFound) || attempts != 2 {
		t.Errorf("%v after %d attempts", err, attempts)
	}
}
