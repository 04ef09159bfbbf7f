package models

import "gorm.io/gorm/clause"

// AccountRecovery is how a user whose password is lost sets another one: by a code
// that is exchanged for a token that sets it. Each is good for one use.
type AccountRecovery struct {
	UserID    string `gorm:"primaryKey"`
	CodeHash  string // empty once the code was exchanged
	TokenID   string // empty before
	ExpiresAt Time
}

// BeginRecovery replaces the recovery of a user, and ends the one before.
func BeginRecovery(tx *Tx, recovery *AccountRecovery) error {
	overwrite := clause.OnConflict{
		Columns:   []clause.Column{{Name: "user_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"code_hash", "token_id", "expires_at"}),
	}
	return Translate(tx.DB().Clauses(overwrite).Create(recovery).Error)
}

// ExchangeRecovery spends the code of a recovery for a token. It is false where
// another request was faster.
func ExchangeRecovery(tx *Tx, recovery *AccountRecovery, tokenID string, until Time) (bool, error) {
	n, err := set[AccountRecovery](tx, Installation, map[string]any{"code_hash": "", "token_id": tokenID, "expires_at": until},
		"user_id = ? AND code_hash = ?", recovery.UserID, recovery.CodeHash)
	return n == 1, err
}

// EndRecovery spends the token of a recovery. It is false where another request was
// faster.
func EndRecovery(tx *Tx, recovery *AccountRecovery) (bool, error) {
	n, err := Delete[AccountRecovery](tx, Installation, "user_id = ? AND token_id = ?", recovery.UserID, recovery.TokenID)
	return n == 1, err
}

// OutdatedRecoveries are those that ended before a moment.
func OutdatedRecoveries(moment Time) Expiry {
	return Expiry{&AccountRecovery{}, "user_id", "expires_at < ?", []any{moment}}
}
