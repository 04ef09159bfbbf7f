package models_test

import (
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// What is good for one use is spent by one of two requests that found it both.
func Test_what_is_good_for_one_use_is_spent_once(t *testing.T) {
	recovery := &models.AccountRecovery{UserID: "u", CodeHash: "code", ExpiresAt: modelstest.Now}
	exchanged := &models.AccountRecovery{UserID: "u", TokenID: "token", ExpiresAt: modelstest.Now}
	link := &models.SignInLink{CodeHash: "link", UserID: "u", ExpiresAt: modelstest.Now}
	for name, spend := range map[string]func(tx *store.Tx) (bool, error){
		"recovery code": func(tx *store.Tx) (bool, error) {
			return models.ExchangeRecovery(tx, recovery, "token", modelstest.Now)
		},
		"recovery token": func(tx *store.Tx) (bool, error) { return models.EndRecovery(tx, exchanged) },
		"sign-in link":   func(tx *store.Tx) (bool, error) { return models.SpendSignInLink(tx, link) },
	} {
		t.Run(name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *store.Store) {
				began := recovery
				if name == "recovery token" {
					began = exchanged
				}
				modelstest.Write(t, db, func(tx *store.Tx) error {
					if err := store.Create(tx, store.Installation, &models.User{ID: "u", Email: "u@example.com", Username: "u", KeyMaterial: "{}"}); err != nil {
						return err
					}
					if err := models.BeginRecovery(tx, began); err != nil {
						return err
					}
					return store.Create(tx, store.Installation, link)
				})
				for _, want := range []bool{true, false} {
					modelstest.Write(t, db, func(tx *store.Tx) error {
						spent, err := spend(tx)
						if spent != want {
							t.Errorf("spent: %v, not %v", spent, want)
						}
						return err
					})
				}
			})
		})
	}
}
