package models

import "warder/models/store"

// SignInLink lets a user log in once without a password. The operator of the server
// creates it.
type SignInLink struct {
	CodeHash  string `gorm:"primaryKey"`
	UserID    string
	ExpiresAt store.Time
}

// SpendSignInLink ends a link. It is false where another request was faster.
func SpendSignInLink(tx *store.Tx, link *SignInLink) (bool, error) {
	n, err := store.Delete[SignInLink](tx, store.Installation, "code_hash = ?", link.CodeHash)
	return n == 1, err
}

// OutdatedSignInLinks are those that ended before a moment.
func OutdatedSignInLinks(moment store.Time) Expiry {
	return Expiry{&SignInLink{}, "code_hash", "expires_at < ?", []any{moment}}
}
