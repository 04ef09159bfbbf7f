package models_test

import (
	"errors"
	"testing"

	"warder/models"
)

// A use of a client secret is spent only while what it was decided on is still so.
func TestConsumeSecretUse_holds_to_what_was_decided(t *testing.T) {
	failed := func(tx *models.Tx) error {
		_, err := models.CountLoginFailure(tx, models.LoginFailure{Key: "m", Address: "10.0.0.9", At: now})
		return err
	}
	change := func(columns ...string) func(*models.ClientSecret) func(tx *models.Tx) error {
		return func(row *models.ClientSecret) func(tx *models.Tx) error {
			return func(tx *models.Tx) error {
				return models.Update(tx, models.Scope{OrgID: row.OrgID}, row, columns...)
			}
		}
	}
	for name, c := range map[string]struct {
		meanwhile func(org string) func(tx *models.Tx) error
		decided   func(*models.SecretUse)
		want      error
	}{
		"nothing happened": {},
		"it was revoked": {meanwhile: func(org string) func(*models.Tx) error {
			return change("is_revoked")(&models.ClientSecret{ID: "s", OrgID: org, IsRevoked: true})
		}, want: models.ErrConflict},
		"it was revoked before and permitted": {meanwhile: func(org string) func(*models.Tx) error {
			return change("is_revoked")(&models.ClientSecret{ID: "s", OrgID: org, IsRevoked: true})
		}, decided: func(use *models.SecretUse) { use.Revoked = true }},
		"its last use was taken": {meanwhile: func(org string) func(*models.Tx) error {
			return change("num_uses")(&models.ClientSecret{ID: "s", OrgID: org, NumUses: 2})
		}, want: models.ErrConflict},
		"its last use was taken before and permitted": {meanwhile: func(org string) func(*models.Tx) error {
			return change("num_uses")(&models.ClientSecret{ID: "s", OrgID: org, NumUses: 2})
		}, decided: func(use *models.SecretUse) { use.Exhausted = true }},
		"a failure was counted": {meanwhile: func(string) func(*models.Tx) error { return failed }, want: models.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, store *models.Store) {
				scope := loginable(t, store, 2)
				if c.meanwhile != nil {
					write(t, store, c.meanwhile(scope.OrgID))
				}
				spent := use(models.Counted{})
				if c.decided != nil {
					c.decided(&spent)
				}
				err := store.Write(t.Context(), func(tx *models.Tx) error { return models.ConsumeSecretUse(tx, scope, spent) })
				if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
					t.Errorf("spending failed with %v, want %v", err, c.want)
				}
			})
		})
	}
}
