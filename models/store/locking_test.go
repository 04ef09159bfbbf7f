package store_test

import (
	"strconv"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_a_locked_row_cannot_be_overtaken(t *testing.T) {
	const writers, rounds = 8, 5
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Write(t, db, func(tx *store.Tx) error { return models.SetSetting(tx, "sum", "0") })
		increment := func(tx *store.Tx) error {
			row, err := store.First[models.Setting](tx.Locking(), store.Installation, "name = ?", "sum")
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(row.Value)
			if err != nil {
				return err
			}
			return models.SetSetting(tx, "sum", strconv.Itoa(n+1))
		}
		var group errgroup.Group
		for range writers {
			group.Go(func() error {
				for range rounds {
					if err := db.Write(t.Context(), increment); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		if sum, err := models.SettingOf(db.Statement(t.Context()), "sum"); sum != strconv.Itoa(writers*rounds) || err != nil {
			t.Errorf("sum %s, %v; want %d", sum, err, writers*rounds)
		}
	})
}

func Test_replicas_that_claim_a_setting_agree(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		claimed := make([]string, 6)
		var group errgroup.Group
		for i := range claimed {
			group.Go(func() error {
				return db.Write(t.Context(), func(tx *store.Tx) (err error) {
					claimed[i], err = models.ClaimSetting(tx, "keyset", "of replica "+strconv.Itoa(i))
					return err
				})
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		for _, value := range claimed {
			if value == "" || value != claimed[0] {
				t.Fatalf("replicas claimed %q", claimed)
			}
		}
	})
}
