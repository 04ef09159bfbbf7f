package facts

import (
	"crypto/subtle"

	"warder/engine/input"
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
	token := &input.Token{WellFormed: caller.WellFormed, OwnerAccepted: true, Organizations: 1, TrustedIPs: []string{}, AnyAddress: true, MethodAttached: true}
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

func identityToken(tx *models.Tx, s *State, caller Caller, token *input.Token) error {
	scope := models.Scope{OrgID: caller.OrgID}
	row, err := missing(models.TokenOf(tx, scope, caller.CredentialID, caller.Subject.ID))
	if err != nil || row == nil {
		return err
	}
	token.Known = true
	identity, err := missing(models.First[models.Identity](tx, scope, withID, row.IdentityID))
	if err != nil || identity == nil {
		return err
	}
	s.Token, s.Identity = &row.AccessToken, identity
	s.describe(anIdentity(identity, row.Method))
	token.OwnerKnown, token.OrgID = true, row.OrgID
	token.Revoked, token.SecretRevoked = row.IsRevoked, row.ClientSecretID != nil && row.SecretRevoked
	token.ExpiresAt, token.SignedExpiresAt = row.ExpiresAt.Unix(), caller.ExpiresAt
	token.MaxExpiresAt = row.MaxExpiresAt.Unix()
	token.Uses, token.UsesLimit = row.NumUses, row.NumUsesLimit
	if caller.UseSpent {
		token.Uses--
	}
	token.Auth = proved(&row.AccessToken)
	return issuer(tx, scope, row, token)
}

// issuer reads, live, the auth method a token came from:
// its address list, and whether the method is attached still.
func issuer(tx *models.Tx, scope models.Scope, row *models.IssuedToken, token *input.Token) error {
	method, err := missing(models.First[models.AuthMethod](tx, scope, withID, row.AuthMethodID))
	if err != nil {
		return err
	}
	token.MethodAttached = method != nil
	if method == nil {
		return nil
	}
	token.TrustedIPs, token.AnyAddress = CIDRs(method.AccessTokenTrustedIPs)
	return nil
}

func userSession(tx *models.Tx, s *State, caller Caller, token *input.Token) error {
	session, err := missing(models.First[models.Session](tx, models.Installation, sessionOf, caller.CredentialID, caller.Subject.ID))
	if err != nil || session == nil {
		return err
	}
	s.Session = session
	token.Known, token.SignedExpiresAt = true, caller.ExpiresAt
	token.Version, token.CurrentVersion = caller.AccessVersion, session.AccessVersion
	user, err := owner(tx, s, token, caller.Subject.ID)
	if err != nil || user == nil {
		return err
	}
	s.describe(aUser(user, methodPassword))
	token.OrgID = caller.OrgID
	return nil
}

// owner reads the user that a credential belongs to.
func owner(tx *models.Tx, s *State, token *input.Token, id string) (*models.User, error) {
	user, err := missing(models.First[models.User](tx, models.Installation, withID, id))
	if err != nil || user == nil {
		return nil, err
	}
	s.User = user
	token.OwnerKnown, token.OwnerAccepted = true, user.IsAccepted
	return user, nil
}

func apiKey(tx *models.Tx, s *State, caller Caller, token *input.Token) error {
	key, err := missing(models.First[models.APIKey](tx, models.Installation, withID, caller.CredentialID))
	if err != nil || key == nil || !equal(key.Hash, caller.CredentialHash) {
		return err
	}
	token.Known, token.ExpiresAt = true, key.ExpiresAt.Unix()
	user, err := owner(tx, s, token, key.UserID)
	if err != nil || user == nil {
		return err
	}
	s.Caller.Subject = input.Subject{Type: input.SubjectUser, ID: user.ID}
	s.Request.Subject = aUser(user, "")
	memberships, err := models.MembershipsOfUser(tx, user.ID)
	token.Organizations = int64(len(memberships))
	token.OrgID = s.actsIn(memberships)
	return err
}

// actsIn is where an API key acts, which carries no organization: where the
// request says, if its user is a member there, and else where its user has been a
// member for longest.
func (s *State) actsIn(memberships []models.OrgMembership) string {
	for i := range memberships {
		if memberships[i].OrgID == s.Question.Organization {
			return memberships[i].OrgID
		}
	}
	if len(memberships) == 0 {
		return ""
	}
	return memberships[0].OrgID
}

func serviceToken(tx *models.Tx, s *State, caller Caller, token *input.Token) error {
	row, err := missing(models.ServiceTokenByID(tx, caller.CredentialID))
	if err != nil || row == nil || !equal(row.Hash, caller.CredentialHash) {
		return err
	}
	s.ServiceToken = row
	s.describe(aServiceToken(row))
	token.Known, token.OwnerKnown = true, true
	token.OrgID, token.ExpiresAt = row.OrgID, row.ExpiresAt.Unix()
	return nil
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
