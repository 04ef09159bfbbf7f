package models_test

import (
	"errors"
	"testing"

	"warder/models"
)

func Test_a_setting_is_what_was_written_last(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		write(t, store, func(tx *models.Tx) error {
			_, err := models.SettingOf(tx, "a")
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("unset: %v, want ErrNotFound", err)
			}
			return errors.Join(models.SetSetting(tx, "a", "1"), models.SetSetting(tx, "a", "2"), models.SetSetting(tx, "b", "3"))
		})
		if value, err := models.SettingOf(store.Statement(t.Context()), "a"); value != "2" || err != nil {
			t.Errorf("got %q, %v", value, err)
		}
	})
}

func Test_a_claim_never_overwrites(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		for _, value := range []string{"first", "second"} {
			write(t, store, func(tx *models.Tx) error {
				got, err := models.ClaimSetting(tx, "keyset", value)
				if got != "first" {
					t.Errorf("claimed %q with %q, want first", got, value)
				}
				return err
			})
		}
	})
}
