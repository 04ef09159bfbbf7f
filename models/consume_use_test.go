package models_test

import (
	"errors"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// A use of a client secret is spent only while what it was decided on is still so.
func TestConsumeSecretUse_holds_to_what_was_decided(t *testing.T) {
	failed := func(tx *store.Tx) error {
		_, err := models.CountLoginFailure(tx, models.LoginFailure{Key: "m", Address: "10.0.0.9", At: modelstest.Now})
		return err
	}
	change := func(column string, more ...string) func(*models.ClientSecret) func(tx *store.Tx) error {
		return func(row *models.ClientSecret) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				return store.Update(tx, store.Scope{OrgID: row.OrgID}, row, column, more...)
			}
		}
	}
	for name, c := range map[string]struct {
		meanwhile func(org string) func(tx *store.Tx) error
		decided   func(*models.SecretUse)
		want      error
	}{
		"nothing happened": {},
		"it was revoked": {meanwhile: func(org string) func(*store.Tx) error {
			return change("is_revoked")(&models.ClientSecret{ID: "s", OrgID: org, IsRevoked: true})
		}, want: store.ErrConflict},
		"it was revoked before and permitted": {meanwhile: func(org string) func(*store.Tx) error {
			return change("is_revoked")(&models.ClientSecret{ID: "s", OrgID: org, IsRevoked: true})
		}, decided: func(use *models.SecretUse) { use.Revoked = true }},
		"its last use was taken": {meanwhile: func(org string) func(*store.Tx) error {
			return change("num_uses")(&models.ClientSecret{ID: "s", OrgID: org, NumUses: 2})
		}, want: store.ErrConflict},
		"its last use was taken before and permitted": {meanwhile: func(org string) func(*store.Tx) error {
			return change("num_uses")(&models.ClientSecret{ID: "s", OrgID: org, NumUses: 2})
		}, decided: func(use *models.SecretUse) { use.Exhausted = true }},
		"a failure was counted": {meanwhile: func(string) func(*store.Tx) error { return failed }, want: store.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *store.Store) {
				scope := modelstest.Loginable(t, db, 2)
				if c.meanwhile != nil {
					modelstest.Write(t, db, c.meanwhile(scope.OrgID))
				}
				spent := modelstest.Use(models.Counted{})
				if c.decided != nil {
					c.decided(&spent)
				}
				err := db.Write(t.Context(), func(tx *store.Tx) error { return models.ConsumeSecretUse(tx, scope, spent) })
				if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
					t.Errorf("spending failed with %v, want %v", err, c.want)
				}
			})
		})
	}
}
