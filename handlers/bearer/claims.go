package bearer

// TokenType is the claim authTokenType, which prevents use of a token for another purpose
// (docs/contract.md 1.2).
type TokenType string

// Types of tokens.
const (
	IdentityAccessToken TokenType = "identityAccessToken" // machine identity, docs/contract.md 5.2
	AccessToken         TokenType = "accessToken"         // user, docs/contract.md 2.2
	RefreshToken        TokenType = "refreshToken"        // user, in the cookie jid
	SignupToken         TokenType = "signupToken"         // completes an account
	RecoveryToken       TokenType = "recoveryToken"       // sets a new password; TokenVersionID names the recovery
)

// Claims are the claims of a token. They were true when Warder signed it; current facts come
// from the database. Claims of other token types are empty.
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
	OrganizationID string `json:"organizationId,omitempty"` // empty before the selection
	Email          string `json:"email,omitempty"`          // of a sign-up
	Invitation     string `json:"invitation,omitempty"`     // of the invitation that a sign-up token is for

	AuthMethod string `json:"authMethod,omitempty"`

	// Issue sets IssuedAt, and ID if it is empty: to IdentityAccessTokenID, or else to a new
	// UUID. Both times are Unix seconds.
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	ID        string `json:"jti"`
}

// issuer and audience are in every token and required by Parse.
const (
	issuer   = "warder"
	audience = "warder"
)

// payload is the signed JSON object.
type payload struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Claims
}
