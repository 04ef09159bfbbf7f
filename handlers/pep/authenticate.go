package pep

import (
	"net/http"
	"regexp"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/models/seal"
)

// credentialID is the format of the id of an API key or service token (docs/contract.md 1.1):
// a UUID, or 24 hexadecimal digits on migrated data.
var credentialID = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// maxCredential is the length limit, in bytes, of a credential before parsing.
const maxCredential = 8 << 10

// Authenticate reads the credential of a request (docs/contract.md 1.2). It reports the kind
// of credential and whether it is well formed; the policy decides whether that is enough.
func (a *API) Authenticate(r *http.Request) facts.Caller {
	caller := facts.Caller{
		Mode:      facts.ModeAnonymous,
		Subject:   input.Subject{Type: input.SubjectAnonymous},
		Address:   ClientAddress(r, a.Options.TrustedProxies),
		UserAgent: r.UserAgent(),
	}
	if keys := r.Header.Values("X-Api-Key"); len(keys) > 0 {
		a.secretCredential(&caller, facts.ModeAPIKey, "ak", strings.Join(keys, ","))
		return caller
	}
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		return caller
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	token = strings.TrimSpace(token)
	if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") {
		token = "" // ambiguous, or of another scheme: presented but malformed
	}
	if strings.HasPrefix(token, "st.") {
		a.secretCredential(&caller, facts.ModeServiceToken, "st", token)
		return caller
	}
	a.signedCredential(&caller, token)
	return caller
}

// secretCredential reads prefix.id.secret; a fourth part is the client's own
// key and is ignored (docs/contract.md 2.24).
func (a *API) secretCredential(caller *facts.Caller, mode, prefix, text string) {
	caller.Mode = mode
	parts := strings.Split(text, ".")
	whole := len(text) <= maxCredential && len(parts) >= 3 && parts[0] == prefix && credentialID.MatchString(parts[1]) && parts[2] != ""
	if !whole || (prefix == "ak" && len(parts) > 3) {
		return
	}
	kind := seal.KindAPIKey
	if mode == facts.ModeServiceToken {
		kind = seal.KindServiceToken
		caller.Subject = input.Subject{Type: input.SubjectServiceToken, ID: parts[1]}
	}
	caller.WellFormed = true
	caller.CredentialID, caller.CredentialHashes = parts[1], a.Keyring.Hashes(kind, parts[2])
}

// signedCredential reads a signed token. A token that does not parse, or was issued for
// another use, is presented but malformed.
func (a *API) signedCredential(caller *facts.Caller, token string) {
	caller.Mode = facts.ModeIdentity
	claims, err := a.Signer.Parse(token)
	if err != nil {
		return
	}
	caller.ExpiresAt = claims.ExpiresAt
	switch claims.TokenType {
	case bearer.IdentityAccessToken:
		caller.WellFormed = true
		caller.Subject = input.Subject{Type: input.SubjectIdentity, ID: claims.IdentityID}
		caller.CredentialID, caller.OrgID = claims.IdentityAccessTokenID, claims.OrgID
	case bearer.AccessToken:
		caller.Mode, caller.WellFormed = facts.ModeUser, true
		caller.Subject = input.Subject{Type: input.SubjectUser, ID: claims.UserID}
		caller.CredentialID, caller.OrgID = claims.TokenVersionID, claims.OrganizationID
		caller.AccessVersion = claims.AccessVersion
	default:
	}
}
