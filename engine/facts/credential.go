package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// credential reads the state of the credential the caller presented.
func credential(tx *store.Tx, s *State) error {
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

func identityToken(tx *store.Tx, s *State, caller Caller, token *input.Token) error {
	query := models.TokenQuery{OrgID: caller.OrgID, ID: caller.CredentialID, IdentityID: caller.Subject.ID, ProjectID: s.Question.Project.ID}
	if query.ProjectID != "" {
		query.Secrets = s.Question.Secrets
	}
	read, err := models.ReadToken(tx, query)
	if err != nil {
		return err
	}
	s.proof = proof{read.Revisions, query.OrgID, query.ProjectID}
	s.secrets, s.read = read.Secrets, query.Secrets != nil
	row := read.Token
	if row == nil {
		return nil
	}
	token.Known = true
	owner, err := cached(s, s.proof.Organization, "token owner", [4]string{row.IdentityID, row.AuthMethodID}, func() (tokenOwner, error) {
		return readTokenOwner(tx, store.Scope{OrgID: caller.OrgID}, row)
	})
	if err != nil || owner.Identity == nil {
		return err
	}
	s.Token, s.Identity = &row.AccessToken, copied(owner.Identity)
	subject := owner.Subject
	subject.AuthMethod = row.Method
	s.describe(subject)
	token.OwnerKnown, token.OrgID = true, row.OrgID
	token.Revoked, token.SecretRevoked = row.IsRevoked, row.ClientSecretID != nil && row.SecretRevoked
	token.ExpiresAt, token.SignedExpiresAt = row.ExpiresAt.Unix(), caller.ExpiresAt
	token.MaxExpiresAt = row.MaxExpiresAt.Unix()
	token.Uses, token.UsesLimit = row.NumUses, row.NumUsesLimit
	if caller.UseSpent {
		token.Uses--
	}
	if row.LoginAttributes != (models.LoginAttributes{}) {
		token.Auth = proved(&row.AccessToken)
	}
	if token.MethodAttached = owner.MethodAttached; token.MethodAttached {
		token.TrustedIPs, token.AnyAddress = owner.TrustedIPs, owner.AnyAddress
	}
	return nil
}

// tokenOwner is whom a token belongs to, and, live, the auth method it came from: its
// address list, and whether the method is attached still.
type tokenOwner struct {
	Identity       *models.Identity // nil if it is gone
	Subject        input.Subject    // that it is
	MethodAttached bool
	TrustedIPs     []string
	AnyAddress     bool
}

func readTokenOwner(tx *store.Tx, scope store.Scope, row *models.IssuedToken) (owner tokenOwner, err error) {
	owner.Identity, err = orNil(store.First[models.Identity](tx, scope, withID, row.IdentityID))
	if err != nil || owner.Identity == nil {
		return owner, err
	}
	owner.Subject = anIdentity(owner.Identity, "")
	method, err := orNil(store.First[models.AuthMethod](tx, scope, withID, row.AuthMethodID))
	if owner.MethodAttached = method != nil; owner.MethodAttached {
		owner.TrustedIPs, owner.AnyAddress = CIDRs(method.AccessTokenTrustedIPs)
	}
	return owner, err
}

func userSession(tx *store.Tx, s *State, caller Caller, token *input.Token) error {
	session, err := orNil(store.First[models.Session](tx, store.Installation, sessionOf, caller.CredentialID, caller.Subject.ID))
	if err != nil || session == nil {
		return err
	}
	s.Session = session
	if err := s.readRevisions(tx, caller.OrgID, s.Question.Project.ID); err != nil {
		return err
	}
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
func owner(tx *store.Tx, s *State, token *input.Token, id string) (*models.User, error) {
	known, err := cached(s, s.proof.Installation, "user", [4]string{id}, func() (*models.User, error) {
		return orNil(store.First[models.User](tx, store.Installation, withID, id))
	})
	user := copied(known)
	if err != nil || user == nil {
		return nil, err
	}
	s.User = user
	token.OwnerKnown, token.OwnerAccepted = true, user.IsAccepted
	return user, nil
}

func apiKey(tx *store.Tx, s *State, caller Caller, token *input.Token) error {
	key, err := orNil(store.First[models.APIKey](tx, store.Installation, withID, caller.CredentialID))
	if err != nil || key == nil || !seal.OneOf(key.Hash, caller.CredentialHashes) {
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
	if token.OrgID = s.actsIn(memberships); err != nil {
		return err
	}
	return s.readRevisions(tx, token.OrgID, s.Question.Project.ID)
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

func serviceToken(tx *store.Tx, s *State, caller Caller, token *input.Token) error {
	row, err := orNil(models.ServiceTokenByID(tx, caller.CredentialID))
	if err != nil || row == nil || !seal.OneOf(row.Hash, caller.CredentialHashes) {
		return err
	}
	s.ServiceToken = row
	s.describe(aServiceToken(row))
	token.Known, token.OwnerKnown = true, true
	token.OrgID, token.ExpiresAt = row.OrgID, row.ExpiresAt.Unix()
	return s.readRevisions(tx, row.OrgID, s.Question.Project.ID)
}
