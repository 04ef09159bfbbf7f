// Package facts turns stored rows into the facts a decision needs. It is the only
// package that knows both models and the engine.
package facts

import (
	"net/netip"

	"warder/engine/input"
)

// Auth modes: the kinds of credential a request can carry (docs/contract.md 1.2).
const (
	ModeAnonymous    = "anonymous"
	ModeIdentity     = "identity_access_token"
	ModeUser         = "user_session"
	ModeAPIKey       = "api_key"
	ModeServiceToken = "service_token"
)

// Caller is what a request says about who sends it, before anything is
// believed beyond the signature of its token.
type Caller struct {
	Mode       string
	Subject    input.Subject
	WellFormed bool   // the credential parsed, and its signature is ours
	OrgID      string // organization the token was issued for, empty for none
	// CredentialID names the access token, session, API key or service token.
	CredentialID string
	// CredentialHashes are what a stored secret must equal one of, for API keys and
	// service tokens; none for signed tokens.
	CredentialHashes []string
	// AccessVersion and ExpiresAt are claims of a signed token.
	AccessVersion int64
	ExpiresAt     int64
	Address       string // canonical client address
	UserAgent     string
	// UseSpent is set once this request has spent its use of a limited token,
	// so that the use is not held against the request itself.
	UseSpent bool
}

// Network is what failed logins are counted by.
func (c Caller) Network() string { return NetworkOf(c.Address) }

// NetworkOf is the part of an address that its holder cannot choose: an IPv6 client
// has a /64 to itself. It is empty for an address that is not known.
func NetworkOf(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if parsed.Is4() {
		return parsed.String()
	}
	block, _ := parsed.Prefix(64) // fails for more bits than the address has
	return block.String()
}

// Anonymous reports whether no credential was presented at all.
func (c Caller) Anonymous() bool { return c.Mode == ModeAnonymous }
