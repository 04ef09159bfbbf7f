package facts

import (
	"crypto/subtle"

	"warder/engine"
	"warder/models"
)

// credential reads the state of the credential the caller presented.
func credential(tx *models.Tx, s *State) error {
	caller := s.Caller
	if s.Question.Credential != nil {
		caller = *s.Question.Credential
	}
	if caller.Anonymous() {
		return nil
	}
	token := &engine.Token{WellFormed: caller.WellFormed, TrustedIPs: []string{}, AnyAddress: true, MethodAttached: true}
	s.Request.Facts.Token = token
	if !caller.WellFormed {
		return nil
	}
	switch caller.Mode {
	case ModeIdentity:
		return identityToken(tx, s, caller, token)
	case ModeUser:
		return userSession(tx, s, caller, token)
	case ModeAPIKey:
		return apiKey(tx, s, caller, token)
	case ModeServiceToken:
		return serviceToken(tx, s, caller, token)
	}
	return nil
}

func identityToken(tx *models.Tx, s *State, caller Caller, token *engine.Token) error {
	scope := models.Scope{OrgID: caller.OrgID}
	row, err := missing(models.TokenOf(tx, scope, caller.CredentialID, caller.Subject.ID))
	if err != nil || row == nil {
		return err
	}
	identity, err := missing(models.First[models.Identity](tx, scope, withID, row.IdentityID))
	if err != nil || identity == nil {
		return err
	}
	s.Token, s.Identity = &row.AccessToken, identity
	s.describe(anIdentity(identity, row.Method))
	token.Known, token.OrgID = true, row.OrgID
	token.Revoked = row.IsRevoked
	token.ExpiresAt = earliest(row.ExpiresAt.Unix(), caller.ExpiresAt)
	token.MaxExpiresAt = row.MaxExpiresAt.Unix()
	token.Uses, token.UsesLimit = row.NumUses, row.NumUsesLimit
	if caller.UseSpent {
		token.Uses--
	}
	return issuer(tx, scope, row, token)
}

// issuer reads, live, the auth method and the client secret a token came from:
// its address list, and whether a revoked secret takes the token along.
func issuer(tx *models.Tx, scope models.Scope, row *models.IssuedToken, token *engine.Token) error {
	method, err := missing(models.First[models.AuthMethod](tx, scope, withID, row.AuthMethodID))
	if err != nil {
		return err
	}
	token.MethodAttached = method != nil
	if method == nil {
		return nil
	}
	token.TrustedIPs, token.AnyAddress = CIDRs(method.AccessTokenTrustedIPs)
	token.Revoked = token.Revoked || row.ClientSecretID != nil && row.SecretRevoked
	return nil
}

func userSession(tx *models.Tx, s *State, caller Caller, token *engine.Token) error {
	session, err := missing(models.First[models.Session](tx, models.Installation, sessionOf, caller.CredentialID, caller.Subject.ID))
	if err != nil || session == nil {
		return err
	}
	user, err := missing(models.First[models.User](tx, models.Installation, acceptedUser, caller.Subject.ID, true))
	if err != nil || user == nil {
		return err
	}
	s.Session, s.User = session, user
	s.describe(aUser(user, methodPassword))
	token.Known, token.OrgID = true, caller.OrgID
	token.Revoked = session.AccessVersion != caller.AccessVersion
	token.ExpiresAt = caller.ExpiresAt
	return nil
}

func apiKey(tx *models.Tx, s *State, caller Caller, token *engine.Token) error {
	key, err := missing(models.First[models.APIKey](tx, models.Installation, withID, caller.CredentialID))
	if err != nil || key == nil || !equal(key.Hash, caller.CredentialHash) {
		return err
	}
	user, err := missing(models.First[models.User](tx, models.Installation, acceptedUser, key.UserID, true))
	if err != nil || user == nil {
		return err
	}
	s.User = user
	s.Caller.Subject = engine.Subject{Type: engine.SubjectUser, ID: user.ID}
	s.Request.Subject = aUser(user, "")
	token.Known, token.ExpiresAt = true, key.ExpiresAt.Unix()
	org, err := onlyOrganization(tx, user.ID)
	token.OrgID = org
	return err
}

// onlyOrganization is where an API key acts: keys carry no organization, so a
// user of exactly one acts there and a user of several must use a session.
func onlyOrganization(tx *models.Tx, userID string) (string, error) {
	rows, err := models.MembershipsOfUser(tx, userID)
	if err != nil || len(rows) != 1 {
		return "", err
	}
	return rows[0].OrgID, nil
}

func serviceToken(tx *models.Tx, s *State, caller Caller, token *engine.Token) error {
	row, err := missing(models.ServiceTokenByID(tx, caller.CredentialID))
	if err != nil || row == nil || !equal(row.Hash, caller.CredentialHash) {
		return err
	}
	s.ServiceToken = row
	s.describe(aServiceToken(row))
	token.Known, token.OrgID, token.ExpiresAt = true, row.OrgID, row.ExpiresAt.Unix()
	return nil
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// earliest is the smaller of two Unix times of which 0 means never.
func earliest(a, b int64) int64 {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}
