package store_test

import (
	"errors"
	"fmt"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// login spends a use and issues tokens, in one go.
func login(t *testing.T, db *store.Store, scope store.Scope, seen models.Counted, tokens ...string) error {
	return db.WriteOptimistic(t.Context(), func(tx *store.Tx) error {
		if _, err := models.ReadLogin(tx, models.LoginQuery{ClientID: "c"}); err != nil {
			return err
		}
		if err := models.ConsumeSecretUse(tx, scope, modelstest.Use(seen)); err != nil {
			return err
		}
		for _, id := range tokens {
			if err := store.Create(tx, scope, modelstest.AccessToken(scope, id)); err != nil {
				return err
			}
		}
		return models.ClearLoginFailures(tx, "m", "10.0.0.9")
	})
}

// left is how many tokens there are, how many uses were counted, and how many
// keys have failures.
func left(t *testing.T, db *store.Store, scope store.Scope) string {
	t.Helper()
	tx := db.Statement(t.Context())
	tokens, err := store.Count[models.AccessToken](tx, scope, "")
	secret, secretErr := store.First[models.ClientSecret](tx, scope, "id = ?", "s")
	failures, failuresErr := store.Count[models.LoginFailures](tx, store.Installation, "")
	if err := errors.Join(err, secretErr, failuresErr); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d tokens, %d uses, %d failures", tokens, secret.NumUses, failures)
}

func Test_changes_at_once_are_all_made_or_none(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Loginable(t, db, 2)
		want := func(what string, err, kind error, rows string) {
			t.Helper()
			if got := left(t, db, scope); !errors.Is(err, kind) || got != rows {
				t.Errorf("%s: %s, %v; want %s, %v", what, got, err, rows, kind)
			}
		}
		want("the first", login(t, db, scope, models.Counted{}, "1", "2"), nil, "2 tokens, 1 uses, 0 failures")
		want("an id that is taken", login(t, db, scope, models.Counted{}, "3", "1"), store.ErrDuplicate, "2 tokens, 1 uses, 0 failures")
		failure := models.LoginFailure{Key: "m", Address: "10.0.0.9", At: modelstest.Now}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			counted, err := models.CountLoginFailure(tx, failure)
			if !counted {
				t.Error("a failure was not counted")
			}
			return err
		})
		want("a failure meanwhile", login(t, db, scope, models.Counted{}, "3"), store.ErrConflict, "2 tokens, 1 uses, 1 failures")
		want("the failure seen", login(t, db, scope, models.Counted{Failures: 1, LastFailure: modelstest.Now.Unix()}, "3"), nil, "3 tokens, 2 uses, 0 failures")
		want("no use left", login(t, db, scope, models.Counted{}, "4"), store.ErrConflict, "3 tokens, 2 uses, 0 failures")
	})
}

// Test_who_changes_at_once_with_others_fails_alone has callers who all come at
// the same time: on SQLite they share transactions.
func Test_who_changes_at_once_with_others_fails_alone(t *testing.T) {
	const callers, rounds, uses = 24, 4, 50
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Loginable(t, db, uses)
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, modelstest.AccessToken(scope, "taken")) })
		var group errgroup.Group
		outcomes := make([][3]int, callers) // made, overtaken, duplicate
		for caller := range callers {
			group.Go(func() error {
				for round := range rounds {
					id := fmt.Sprint(caller, "-", round)
					if caller%6 == 0 {
						id = "taken"
					}
					switch err := login(t, db, scope, models.Counted{}, id); {
					case err == nil:
						outcomes[caller][0]++
					case errors.Is(err, store.ErrConflict):
						outcomes[caller][1]++
					case errors.Is(err, store.ErrDuplicate):
						outcomes[caller][2]++
					default:
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		made := 0
		for caller, outcome := range outcomes {
			made += outcome[0]
			if good := caller%6 != 0; good && outcome[2] > 0 || !good && outcome[0] > 0 {
				t.Errorf("caller %d: %v", caller, outcome)
			}
		}
		if got, want := left(t, db, scope), fmt.Sprintf("%d tokens, %d uses, 0 failures", uses+1, uses); made != uses || got != want {
			t.Errorf("%d logins, %s; want %d, %s", made, got, uses, want)
		}
	})
}

func Test_what_cannot_be_part_of_changes_at_once_is_refused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Loginable(t, db, 0)
		for name, use := range map[string]func(tx *store.Tx) error{
			"another question": func(tx *store.Tx) error {
				_, err := store.First[models.AuthMethod](tx, scope, "id = ?", "other")
				return err
			},
			"an update": func(tx *store.Tx) error { return store.Update(tx, scope, modelstest.Identity(scope, "i"), "name") },
			"a deletion": func(tx *store.Tx) error {
				_, err := store.Delete[models.AccessToken](tx, scope, "id = ?", "1")
				return err
			},
		} {
			err := db.WriteOptimistic(t.Context(), func(tx *store.Tx) error {
				if err := models.ConsumeSecretUse(tx, scope, models.SecretUse{SecretID: "s", At: modelstest.Now}); err != nil {
					return err
				}
				return use(tx)
			})
			if got := left(t, db, scope); !errors.Is(err, store.ErrSecondStatement) || got != "0 tokens, 0 uses, 0 failures" {
				t.Errorf("%s: %s, %v", name, got, err)
			}
		}
	})
}

// Test_many_rows_are_inserted_in_few_statements goes through every size of one.
func Test_many_rows_are_inserted_in_few_statements(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		rows := []*models.Identity{}
		for i := range 2*256 + 3*64 + 16 + 4 + 3 {
			rows = append(rows, modelstest.Identity(scope, fmt.Sprintf("i%04d", i)))
		}
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, rows...) })
		found, err := store.Find[models.Identity](db.Statement(t.Context()).OrderBy("id"), scope, "")
		if err != nil || len(found) != len(rows) {
			t.Fatalf("%d of %d rows, %v", len(found), len(rows), err)
		}
		for i := range found {
			if found[i].ID != rows[i].ID || found[i].Name != rows[i].Name {
				t.Fatalf("row %d is %+v, want %+v", i, found[i], rows[i])
			}
		}
	})
}
