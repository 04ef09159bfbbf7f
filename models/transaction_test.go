package models_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"warder/models"
	"warder/tests/database"
)

func Test_a_snapshot_sees_one_state_while_another_commits(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		count := func(tx *models.Tx) int64 {
			n, err := models.Count[models.Identity](tx, scope, "")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := store.Snapshot(t.Context(), func(tx *models.Tx) error {
			before := count(tx)
			write(t, store, func(tx *models.Tx) error { return models.Create(tx, scope, identity(scope, "i1")) })
			if after := count(tx); before != 0 || after != before {
				t.Errorf("the snapshot saw %d, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(store.Statement(t.Context())); n != 1 {
			t.Errorf("a later statement sees %d, want 1", n)
		}
	})
}

func Test_a_read_cannot_change_anything(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		change := func(tx *models.Tx) error {
			return tx.DB().Exec("INSERT INTO settings (name, value) VALUES ('a', 'b')").Error
		}
		if err := store.Snapshot(t.Context(), change); err == nil {
			t.Error("a snapshot wrote")
		}
		lock := func(tx *models.Tx) error {
			_, err := models.First[models.Setting](tx.Locking(), models.Installation, "name = ?", "a")
			return err
		}
		if err := store.Snapshot(t.Context(), lock); !errors.Is(err, models.ErrStatement) {
			t.Errorf("a snapshot locked: %v", err)
		}
	})
}

func Test_a_write_that_fails_or_panics_leaves_nothing(t *testing.T) {
	refused := errors.New("refused")
	each(t, func(t *testing.T, store *models.Store) {
		err := store.Write(t.Context(), func(tx *models.Tx) error {
			return errors.Join(models.SetSetting(tx, "a", "1"), refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("got %v, want the function's own error", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = store.Write(t.Context(), func(tx *models.Tx) error {
				_ = models.SetSetting(tx, "b", "1")
				panic("in the middle")
			})
		}()
		n, err := models.Count[models.Setting](store.Statement(t.Context()), models.Installation, "")
		if err != nil || n != 0 {
			t.Errorf("%d settings stayed, %v", n, err)
		}
		write(t, store, func(tx *models.Tx) error { return models.SetSetting(tx, "c", "1") }) // no lock stayed either
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
		"without an end": {losses: 100, runs: 5, want: models.ErrUnavailable},
	}
	each(t, func(t *testing.T, store *models.Store) {
		for name, c := range cases {
			runs := 0
			err := store.Write(t.Context(), func(tx *models.Tx) error {
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
	each(t, func(t *testing.T, store *models.Store) {
		runs := 0
		err := store.Write(t.Context(), func(*models.Tx) error { runs++; return models.ErrNotFound })
		if runs != 1 || !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func Test_two_that_deadlock_both_succeed_in_the_end(t *testing.T) {
	store := open(t, database.Postgres(t))
	rename := func(tx *models.Tx, id string) error {
		return tx.DB().Exec("UPDATE organizations SET name = 'renamed' WHERE id = ?", id).Error
	}
	organization(t, store, "a")
	organization(t, store, "b")
	met := make(chan struct{}, 2)
	both := make(chan struct{})
	swap := func(first, second string) error {
		waited := false
		return store.Write(context.Background(), func(tx *models.Tx) error {
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
	each(t, func(t *testing.T, store *models.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := store.Write(ctx, func(tx *models.Tx) error {
			cancel()
			return models.SetSetting(tx, "a", "1")
		})
		if !errors.Is(err, context.Canceled) || errors.Is(err, models.ErrUnavailable) {
			t.Errorf("got %v, want context.Canceled alone", err)
		}
		if _, err := models.SettingOf(store.Statement(t.Context()), "a"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the write stayed: %v", err)
		}
	})
}

// On SQLite no other transaction can write in between.
func Test_a_parent_that_goes_meanwhile_is_seen_to_be_gone(t *testing.T) {
	store := open(t, database.Postgres(t))
	scope := organization(t, store, "acme")
	attempts := 0
	err := store.Write(t.Context(), func(tx *models.Tx) error {
		attempts++
		if _, err := models.First[models.Organization](tx, models.Installation, "id = ?", scope.OrgID); err != nil {
			return err
		}
		write(t, store, func(tx *models.Tx) error {
			_, err := models.Delete[models.Organization](tx, models.Installation, "id = ?", scope.OrgID)
			return err
		})
		return models.Create(tx, scope, identity(scope, "i"))
	})
	if !errors.Is(err, models.ErrNotFound) || attempts != 2 {
		t.Errorf("%v after %d attempts", err, attempts)
	}
}
