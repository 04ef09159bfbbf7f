package models

import "gorm.io/gorm"

// IssuedToken is an access token with what has become of the client secret that
// it was issued for, which takes it along.
type IssuedToken struct {
	AccessToken
	// SecretRevoked is true, too, where the client secret is gone, and where there
	// never was one.
	SecretRevoked bool `gorm:"from:coalesce(client_secrets.is_revoked, TRUE)"`
}

func (*IssuedToken) joins() (table, from string) { return "access_tokens", fromIssued }

const (
	fromIssued = `access_tokens
LEFT JOIN client_secrets ON client_secrets.id = access_tokens.client_secret_id AND client_secrets.org_id = access_tokens.org_id`
	// tokenOf keeps PostgreSQL, as long as it has not counted them, from reading all
	// tokens of the identity by their index: an identity may have thousands.
	tokenOf = "access_tokens.id = ? AND (access_tokens.identity_id || '') = ?"
)

// TokenOf reads a token of an identity, or fails with ErrNotFound.
func TokenOf(tx *Tx, scope Scope, id, identityID string) (*IssuedToken, error) {
	rows, known := answered[IssuedToken](tx, scope, tokenOf, []any{id, identityID})
	if !known {
		const statement = "SELECT access_tokens.*, coalesce(client_secrets.is_revoked, TRUE) AS secret_revoked FROM " + fromIssued +
			" WHERE access_tokens.org_id = ? AND " + tokenOf
		if err := tx.DB().Raw(statement, scope.OrgID, id, identityID).Scan(&rows).Error; err != nil {
			return nil, Failed[AccessToken]("read", err)
		}
	}
	if len(rows) == 0 {
		return nil, Failed[AccessToken]("read", gorm.ErrRecordNotFound)
	}
	return &rows[0], nil
}

// PrefetchTokenOf adds the question of TokenOf.
func PrefetchTokenOf(f *Prefetch, scope ScopeRef, id, identityID string) *Query {
	return PrefetchFirst[IssuedToken](f, scope, tokenOf, id, identityID)
}
