package models_test

import (
	"errors"
	"testing"

	"warder/models"
)

func Test_a_setting_is_what_was_written_last(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		write(t, store, func(tx *models.Tx) error {
			_, err := tx.Setting("a")
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("unset: %v, want ErrNotFound", err)
			}
			return errors.Join(tx.SetSetting("a", "1"), tx.SetSetting("a", "2"), tx.SetSetting("b", "3"))
		})
		if value, err := store.Statement(t.Context()).Setting("a"); value != "2" || err != nil {
			t.Errorf("got %q, %v", value, err)
		}
	})
}

func Test_a_claim_never_overwrites(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		for _, value := range []string{"first", "second"} {
			write(t, store, func(tx *models.Tx) error {
				got, err := tx.ClaimSetting("keyset", value)
				if got != "first" {
					t.Errorf("claimed %q with %q, want first", got, value)
				}
				return err
			})
		}
	})
}
