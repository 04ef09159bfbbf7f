package models

import "warder/models/store"

// Auth methods a machine identity can have.
const (
	MethodUniversalAuth  = "universal-auth"
	MethodTokenAuth      = "token-auth"
	MethodOIDCAuth       = "oidc-auth"
	MethodJWTAuth        = "jwt-auth"
	MethodKubernetesAuth = "kubernetes-auth"
	MethodAWSAuth        = "aws-auth"
	MethodGCPAuth        = "gcp-auth"
	MethodAzureAuth      = "azure-auth"
)

// TrustedIP is one entry of an address list, in the split form that the API
// answers (docs/contract.md 2.7). A single address has no prefix.
type TrustedIP struct {
	IPAddress string `json:"ipAddress"`
	Type      string `json:"type"`
	Prefix    *int   `json:"prefix,omitempty"`
}

// AuthMethod is the configuration of one way an identity may authenticate.
// ClientID, client-secret addresses and lockout belong to Universal Auth.
type AuthMethod struct {
	ID                         string `gorm:"primaryKey"`
	OrgID                      string
	IdentityID                 string // unique together with Method
	Method                     string
	ClientID                   *string // unique
	AccessTokenTTL             int64   `gorm:"column:access_token_ttl"`     // seconds, 0 means no limit
	AccessTokenMaxTTL          int64   `gorm:"column:access_token_max_ttl"` // seconds, 0 means none
	AccessTokenPeriod          int64   // seconds, 0 means not periodic
	AccessTokenNumUsesLimit    int64
	AccessTokenTrustedIPs      []TrustedIP `gorm:"column:access_token_trusted_ips;serializer:json"`
	ClientSecretTrustedIPs     []TrustedIP `gorm:"column:client_secret_trusted_ips;serializer:json"`
	LockoutEnabled             bool
	LockoutThreshold           int64
	LockoutDurationSeconds     int64
	LockoutCounterResetSeconds int64
	// Settings are whom the method trusts, of a method whose proofs others vouch for.
	Settings MethodSettings `gorm:"serializer:json"`
	// Reviewer is the sealed token that a Kubernetes API server is asked with; empty
	// for none.
	Reviewer  []byte
	CreatedAt store.Time
	UpdatedAt store.Time
}

// ClientSecret is one credential of Universal Auth. Only its HMAC is stored.
type ClientSecret struct {
	ID           string `gorm:"primaryKey"`
	OrgID        string
	IdentityID   string
	AuthMethodID string
	Description  string
	Prefix       string // first four characters
	Hash         string // as seal.Keyring.Hash writes it
	NumUses      int64
	NumUsesLimit int64 // 0 means unlimited
	TTL          int64 `gorm:"column:ttl"` // seconds, 0 means never
	ExpiresAt    *store.Time
	IsRevoked    bool
	CreatedAt    store.Time
	UpdatedAt    store.Time // of the last login, and then of the revocation
}

// AccessToken is an issued machine-identity token. TTL, max TTL, period and
// use limit are copied from the auth method when it is issued (docs/contract.md 2.8).
type AccessToken struct {
	ID             string `gorm:"primaryKey"`
	OrgID          string
	IdentityID     string
	AuthMethodID   string
	Method         string
	ClientSecretID *string
	Name           *string
	TTL            int64 `gorm:"column:ttl"`
	MaxTTL         int64 `gorm:"column:max_ttl"`
	Period         int64
	NumUses        int64
	NumUsesLimit   int64
	ExpiresAt      *store.Time // nil means never
	MaxExpiresAt   *store.Time // ceiling of renewals, nil means none
	LastUsedAt     *store.Time
	LastRenewedAt  *store.Time
	IsRevoked      bool
	// LoginAttributes are what the proof of the login said about the machine.
	LoginAttributes LoginAttributes `gorm:"serializer:json"`
	CreatedAt       store.Time
	UpdatedAt       store.Time
}

// LoginFailures counts failed logins of one key (client id or e-mail address)
// from one address, so that an outsider's failures never lock out the owner.
type LoginFailures struct {
	LoginKey    string `gorm:"primaryKey"` // auth method id or user id
	Address     string `gorm:"primaryKey"`
	OrgID       string
	Failures    int64
	LastFailure store.Time
	LockedUntil *store.Time
}

// Session is a user's login from one address and user agent (docs/contract.md 2.2).
type Session struct {
	ID             string `gorm:"primaryKey"`
	UserID         string
	OrgID          string // selected organization, empty before the choice
	IP             string `gorm:"column:ip"`
	UserAgent      string
	AccessVersion  int64
	RefreshVersion int64
	LastUsed       store.Time
	CreatedAt      store.Time
	UpdatedAt      store.Time
}

// APIKey is a deprecated credential of a user, ak.<id>.<secret>.
type APIKey struct {
	ID        string `gorm:"primaryKey"`
	UserID    string
	Name      string
	Hash      string
	LastUsed  *store.Time
	ExpiresAt *store.Time
	CreatedAt store.Time
	UpdatedAt store.Time
}

// ServiceToken is a deprecated credential of a project, st.<id>.<secret>.
type ServiceToken struct {
	ID           string `gorm:"primaryKey"`
	OrgID        string
	ProjectID    string
	Name         string
	Scopes       []ServiceTokenScope `gorm:"serializer:json"`
	Permissions  []string            `gorm:"serializer:json"`
	Hash         string
	EncryptedKey string
	IV           string `gorm:"column:iv"`
	Tag          string
	CreatedBy    string
	LastUsed     *store.Time
	ExpiresAt    *store.Time
	CreatedAt    store.Time
	UpdatedAt    store.Time
}

// ServiceTokenScope is one place a service token reaches; SecretPath may be a glob.
type ServiceTokenScope struct {
	Environment string `json:"environment" validate:"max=64"`
	SecretPath  string `json:"secretPath" validate:"max=1024"`
}
