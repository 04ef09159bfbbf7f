package handlers

import (
	"time"

	"warder/engine/facts"
	"warder/handlers/bearer"
	"warder/models"
)

// issuedToken answers a login, a new token and a renewal; times are seconds.
type issuedToken struct {
	AccessToken       string     `json:"accessToken"`
	ExpiresIn         int64      `json:"expiresIn"`
	AccessTokenMaxTTL int64      `json:"accessTokenMaxTTL"`
	TokenType         string     `json:"tokenType"`
	TokenData         *tokenJSON `json:"tokenData,omitempty"`
}

const (
	// periodicMaxTTL is what a login reports as the maximum of a token that may
	// be renewed for ever (docs/contract.md 5.2).
	periodicMaxTTL = 1000000000
	// noExpiry is the exp of a token that never expires, in seconds: clients
	// and libraries insist on one.
	noExpiry = 10 * 365 * 24 * 3600
)

// issue creates a token of an identity under one of its auth methods.
func (c *call) issue(tx *models.Tx, identity *models.Identity, method *models.AuthMethod, secretID *string) (*issuedToken, error) {
	row := c.newToken(identity, method)
	row.ClientSecretID = secretID
	return c.store(tx, identity, row)
}

// issueNamed creates a Token Auth token of the target identity.
func (c *call) issueNamed(tx *models.Tx, s *facts.State, name *string) (*issuedToken, *models.AccessToken, error) {
	row := c.newToken(s.Found.Identity, s.Found.AuthMethod)
	row.Name = name
	issued, err := c.store(tx, s.Found.Identity, row)
	return issued, row, err
}

// newToken copies TTL, maximum, period and use limit from the configuration,
// so that later edits of it leave the token alone.
func (c *call) newToken(identity *models.Identity, method *models.AuthMethod) *models.AccessToken {
	row := &models.AccessToken{
		ID: models.NewID(), OrgID: identity.OrgID, IdentityID: identity.ID, AuthMethodID: method.ID, Method: method.Method,
		TTL: method.AccessTokenTTL, MaxTTL: method.AccessTokenMaxTTL,
		Period: method.AccessTokenPeriod, NumUsesLimit: method.AccessTokenNumUsesLimit,
		CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}
	if row.Period > 0 {
		row.TTL = row.Period
	} else {
		row.MaxExpiresAt = after(c.now, row.MaxTTL)
	}
	return row
}

func (c *call) store(tx *models.Tx, identity *models.Identity, row *models.AccessToken) (*issuedToken, error) {
	expiresIn := extend(row, c.now)
	if err := models.Create(tx, models.Scope{OrgID: identity.OrgID}, row); err != nil {
		return nil, err
	}
	return c.sign(row, identity.Name, expiresIn)
}

// extend sets when a token expires, counted from now, shortened to fit its
// maximum, and returns the seconds until then; 0 means never.
func extend(row *models.AccessToken, now time.Time) int64 {
	seconds := row.TTL
	if row.MaxExpiresAt != nil {
		left := int64(row.MaxExpiresAt.Sub(now) / time.Second)
		if seconds == 0 || seconds > left {
			seconds = max(left, 1)
		}
	}
	row.ExpiresAt = after(now, seconds)
	return seconds
}

// sign writes a token's row as a JWT.
func (c *call) sign(row *models.AccessToken, identityName string, expiresIn int64) (*issuedToken, error) {
	lifetime := expiresIn
	if lifetime == 0 {
		lifetime = noExpiry
	}
	claims := bearer.Claims{
		TokenType: bearer.IdentityAccessToken, IdentityID: row.IdentityID, IdentityName: identityName,
		IdentityAccessTokenID: row.ID, OrgID: row.OrgID, AuthMethod: row.Method, ExpiresAt: c.now.Unix() + lifetime,
	}
	if row.ClientSecretID != nil {
		claims.ClientSecretID = *row.ClientSecretID
	}
	claims.ID = models.NewID() // a renewed token is another token of the same row
	text, err := c.api.Signer.Issue(claims)
	if err != nil {
		return nil, err
	}
	maxTTL := row.MaxTTL
	if row.Period > 0 {
		maxTTL = periodicMaxTTL
	}
	return &issuedToken{AccessToken: text, ExpiresIn: expiresIn, AccessTokenMaxTTL: maxTTL, TokenType: "Bearer"}, nil
}
