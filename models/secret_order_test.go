package models_test

import (
	"slices"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// A locale puts a before B; byte by byte B comes first.
func Test_lists_of_secrets_ignore_the_locale_of_the_database(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := linked(t, db, []string{"/"})
		modelstest.Write(t, db, func(tx *store.Tx) error {
			if tx.Dialect() == store.Postgres {
				if err := tx.DB().Exec(`ALTER TABLE secrets ALTER COLUMN key TYPE text COLLATE "en-x-icu"`).Error; err != nil {
					return err
				}
			}
			for _, key := range []string{"a", "B", "_C"} {
				if row, _ := told(scope, key, "/", models.SecretShared, ""); row != nil {
					if err := store.Create(tx, scope, row); err != nil {
						return err
					}
				}
			}
			return nil
		})
		tx, folder := db.Statement(t.Context()), modelstest.FolderOf(scope, "/").ID
		rows, err := models.SecretsIn(tx, scope, []string{folder}, "")
		keys := []string{}
		for _, row := range rows {
			keys = append(keys, row.Key)
		}
		if err != nil || !slices.Equal(keys, []string{"B", "_C", "a"}) {
			t.Errorf("%v, %v", keys, err)
		}
	})
}
