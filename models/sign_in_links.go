package models

// SignInLink lets a user log in once without a password. Whoever operates the server
// has it made.
type SignInLink struct {
	CodeHash  string `gorm:"primaryKey"`
	UserID    string
	ExpiresAt Time
}

// SpendSignInLink ends a link. It is false where another request was faster.
func SpendSignInLink(tx *Tx, link *SignInLink) (bool, error) {
	n, err := Delete[SignInLink](tx, Installation, "code_hash = ?", link.CodeHash)
	return n == 1, err
}

// OutdatedSignInLinks are those that ended before a moment.
func OutdatedSignInLinks(moment Time) Expiry {
	return Expiry{&SignInLink{}, "code_hash", "expires_at < ?", []any{moment}}
}
