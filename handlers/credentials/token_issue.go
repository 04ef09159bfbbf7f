package credentials

import (
	"time"

	"warder/engine/facts"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// IssuedToken is the response of a login, a new token and a renewal; times are in seconds.
type IssuedToken struct {
	AccessToken       string     `json:"accessToken"`
	ExpiresIn         int64      `json:"expiresIn"`
	AccessTokenMaxTTL int64      `json:"accessTokenMaxTTL"`
	TokenType         string     `json:"tokenType"`
	TokenData         *tokenJSON `json:"tokenData,omitempty"`
}

const (
	// periodicMaxTTL is the reported maximum of a token that can be renewed without end
	// (docs/contract.md 5.2).
	periodicMaxTTL = 1000000000
	// noExpiry is the exp of a token that never expires, in seconds: clients and libraries
	// require one.
	noExpiry = 10 * 365 * 24 * 3600
)

// issueProven creates the token of a login verified by a third party, with the attributes that
// the party asserted.
func issueProven(r *pep.Request, tx *store.Tx, found *facts.LoginFound, attributes models.LoginAttributes) (*IssuedToken, error) {
	row := newToken(r, found.Identity, found.Method)
	row.LoginAttributes = attributes
	return storeToken(r, tx, found.Identity, row)
}

// IssueToken creates a token of an identity under one of its auth methods.
func IssueToken(r *pep.Request, tx *store.Tx, identity *models.Identity, method *models.AuthMethod, secretID *string) (*IssuedToken, error) {
	row := newToken(r, identity, method)
	row.ClientSecretID = secretID
	return storeToken(r, tx, identity, row)
}

// issueNamed creates a Token Auth token of the target identity.
func issueNamed(r *pep.Request, tx *store.Tx, s *facts.State, name *string) (*IssuedToken, *models.AccessToken, error) {
	row := newToken(r, s.Found.Identity, s.Found.AuthMethod)
	row.Name = name
	issued, err := storeToken(r, tx, s.Found.Identity, row)
	return issued, row, err
}

// newToken copies TTL, maximum, period and use limit from the configuration, so that later
// edits do not affect the token.
func newToken(r *pep.Request, identity *models.Identity, method *models.AuthMethod) *models.AccessToken {
	row := &models.AccessToken{
		ID: store.NewID(), OrgID: identity.OrgID, IdentityID: identity.ID, AuthMethodID: method.ID, Method: method.Method,
		TTL: method.AccessTokenTTL, MaxTTL: method.AccessTokenMaxTTL,
		Period: method.AccessTokenPeriod, NumUsesLimit: method.AccessTokenNumUsesLimit,
		CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
	if row.Period > 0 {
		row.TTL = row.Period
	} else {
		row.MaxExpiresAt = ExpiresAfter(r.Now, row.MaxTTL)
	}
	return row
}

func storeToken(r *pep.Request, tx *store.Tx, identity *models.Identity, row *models.AccessToken) (*IssuedToken, error) {
	expiresIn := extend(row, r.Now)
	if err := store.Create(tx, store.Scope{OrgID: identity.OrgID}, row); err != nil {
		return nil, err
	}
	return sign(r, row, identity.Name, expiresIn)
}

// extend sets the token's expiry from now, limited by its maximum, and returns the remaining
// seconds; 0 means never.
func extend(row *models.AccessToken, now time.Time) int64 {
	seconds := row.TTL
	if row.MaxExpiresAt != nil {
		left := int64(row.MaxExpiresAt.Sub(now) / time.Second)
		if seconds == 0 || seconds > left {
			seconds = max(left, 1)
		}
	}
	row.ExpiresAt = ExpiresAfter(now, seconds)
	return seconds
}

// sign writes a token row as a JWT.
func sign(r *pep.Request, row *models.AccessToken, identityName string, expiresIn int64) (*IssuedToken, error) {
	lifetime := expiresIn
	if lifetime == 0 {
		lifetime = noExpiry
	}
	claims := bearer.Claims{
		TokenType: bearer.IdentityAccessToken, IdentityID: row.IdentityID, IdentityName: identityName,
		IdentityAccessTokenID: row.ID, OrgID: row.OrgID, AuthMethod: row.Method, ExpiresAt: r.Now.Unix() + lifetime,
	}
	if row.ClientSecretID != nil {
		claims.ClientSecretID = *row.ClientSecretID
	}
	claims.ID = store.NewID() // a renewed token has its own id, but the same row
	text, err := r.API.Signer.Issue(claims)
	if err != nil {
		return nil, err
	}
	maxTTL := row.MaxTTL
	if row.Period > 0 {
		maxTTL = periodicMaxTTL
	}
	return &IssuedToken{AccessToken: text, ExpiresIn: expiresIn, AccessTokenMaxTTL: maxTTL, TokenType: "Bearer"}, nil
}
