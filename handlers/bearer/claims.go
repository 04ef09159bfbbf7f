package bearer

// TokenType is the claim authTokenType, by which a token for one use never
// passes for another (docs/contract.md 1.2).
type TokenType string

// Types of tokens.
const (
	IdentityAccessToken TokenType = "identityAccessToken" // machine identity, docs/contract.md 5.2
	AccessToken         TokenType = "accessToken"         // user, docs/contract.md 2.2
	RefreshToken        TokenType = "refreshToken"        // user, in the cookie jid
	SignupToken         TokenType = "signupToken"         // completes an account
	RecoveryToken       TokenType = "recoveryToken"       // sets a new password; TokenVersionID names the recovery
)

// Claims are what a token says. They are what Warder itself once signed, not
// what is true now: facts come from the database. A claim that does not belong
// to the token's type stays empty.
type Claims struct {
	TokenType TokenType `json:"authTokenType"`

	// Of a machine identity (docs/contract.md 5.2).
	IdentityID            string `json:"identityId,omitempty"`
	IdentityName          string `json:"identityName,omitempty"`
	IdentityAccessTokenID string `json:"identityAccessTokenId,omitempty"`
	ClientSecretID        string `json:"clientSecretId,omitempty"` // Universal Auth only
	OrgID                 string `json:"orgId,omitempty"`

	// Of a user (docs/contract.md 2.2).
	UserID         string `json:"userId,omitempty"`
	TokenVersionID string `json:"tokenVersionId,omitempty"` // the session
	AccessVersion  int64  `json:"accessVersion,omitempty"`
	RefreshVersion int64  `json:"refreshVersion,omitempty"`
	OrganizationID string `json:"organizationId,omitempty"` // empty before the choice
	Email          string `json:"email,omitempty"`          // of a sign-up
	Invitation     string `json:"invitation,omitempty"`     // that a sign-up was given for

	AuthMethod string `json:"authMethod,omitempty"`

	// Issue sets IssuedAt, and ID where it is empty: to IdentityAccessTokenID,
	// else to a fresh UUID. Both times are Unix seconds.
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	ID        string `json:"jti"`
}

// issuer and audience stand in every token and are required of every token.
const (
	issuer   = "warder"
	audience = "warder"
)

// payload is the JSON object that is signed.
type payload struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Claims
}
