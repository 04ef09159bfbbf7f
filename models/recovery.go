package models

import (
	"gorm.io/gorm/clause"

	"warder/models/store"
)

// AccountRecovery is how a user whose password is lost sets another one: by a code
// that is exchanged for a token that sets it. Each is good for one use.
type AccountRecovery struct {
	UserID    string `gorm:"primaryKey"`
	CodeHash  string // empty once the code was exchanged
	TokenID   string // empty before
	ExpiresAt store.Time
}

// BeginRecovery replaces the recovery of a user, and ends the one before.
func BeginRecovery(tx *store.Tx, recovery *AccountRecovery) error {
	overwrite := clause.OnConflict{
		Columns:   []clause.Column{{Name: "user_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"code_hash", "token_id", "expires_at"}),
	}
	return store.Translate(tx.DB().Clauses(overwrite).Create(recovery).Error)
}

// ExchangeRecovery spends the code of a recovery for a token. It is false where
// another request was faster.
func ExchangeRecovery(tx *store.Tx, recovery *AccountRecovery, tokenID string, until store.Time) (bool, error) {
	n, err := set[AccountRecovery](tx, store.Installation, map[string]any{"code_hash": "", "token_id": tokenID, "expires_at": until},
		"user_id = ? AND code_hash = ?", recovery.UserID, recovery.CodeHash)
	return n == 1, err
}

// EndRecovery spends the token of a recovery. It is false where another request was
// faster.
func EndRecovery(tx *store.Tx, recovery *AccountRecovery) (bool, error) {
	n, err := store.Delete[AccountRecovery](tx, store.Installation, "user_id = ? AND token_id = ?", recovery.UserID, recovery.TokenID)
	return n == 1, err
}

// OutdatedRecoveries are those that ended before a moment.
func OutdatedRecoveries(moment store.Time) Expiry {
	return Expiry{&AccountRecovery{}, "user_id", "expires_at < ?", []any{moment}}
}
