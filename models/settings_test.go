package models_test

import (
	"errors"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_a_setting_is_what_was_written_last(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Write(t, db, func(tx *store.Tx) error {
			_, err := models.SettingOf(tx, "a")
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("unset: %v, want ErrNotFound", err)
			}
			return errors.Join(models.SetSetting(tx, "a", "1"), models.SetSetting(tx, "a", "2"), models.SetSetting(tx, "b", "3"))
		})
		if value, err := models.SettingOf(db.Statement(t.Context()), "a"); value != "2" || err != nil {
			t.Errorf("got %q, %v", value, err)
		}
	})
}

func Test_a_claim_never_overwrites(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		for _, value := range []string{"first", "second"} {
			modelstest.Write(t, db, func(tx *store.Tx) error {
				got, err := models.ClaimSetting(tx, "keyset", value)
				if got != "first" {
					t.Errorf("claimed %q with %q, want first", got, value)
				}
				return err
			})
		}
	})
}
