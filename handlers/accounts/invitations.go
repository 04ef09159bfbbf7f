package accounts

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Invitations and the completion of accounts (docs/contract.md 2.2, 2.4).
func invitationRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v1/invite-org/signup", Modes: pep.UserOnly, Resource: "member", Action: "create", Event: "invite-user", Handler: pep.HandleBody(inviteUser)},
		{Method: "POST", Path: "/api/v1/invite-org/verify", Modes: pep.Public, Resource: "invitation", Action: "verify", Handler: pep.HandleBody(verifyInvitation)},
		{Method: "POST", Path: "/api/v1/invite-org/accept", Modes: pep.UserOnly, Resource: "invitation", Action: "accept", Event: "accept-invitation", Handler: pep.HandleBody(acceptInvitation)},
		{Method: "POST", Path: "/api/v3/signup/complete-account/invite", Modes: pep.Public, Resource: "invitation", Action: "complete", Handler: pep.HandleBody(completeAccount)},
	}
}

type inviteRequest struct {
	InviteeEmail   *string `json:"inviteeEmail" validate:"required,email,printascii,max=255"`
	OrganizationID *string `json:"organizationId" validate:"required,min=1,max=255"`

	InviteeEmails pep.Unserved `json:"inviteeEmails" validate:"unserved=An invitation is of one person: inviteeEmail"`
	RoleSlug      pep.Unserved `json:"organizationRoleSlug" validate:"unserved=An invited person begins with the role no-access: change it by PATCH of the membership"`
	Projects      pep.Unserved `json:"projects" validate:"unserved=An invited person begins without projects: add the membership afterwards"`
}

func (r *inviteRequest) Requested(asks *input.Requested) {
	asks.Member, asks.Roles = &input.RequestedMember{Type: input.SubjectUser, Name: r.InviteeEmail}, roles.AskRole(roles.NoAccess)
}

func (r *inviteRequest) Normalize() {
	pep.Trim(r.InviteeEmail, r.OrganizationID)
	if r.InviteeEmail != nil {
		*r.InviteeEmail = pep.NormalizeEmail(*r.InviteeEmail)
	}
}

// invitationAnswer has the link that completes the invitation.
type invitationAnswer struct {
	pep.Message
	CompleteInviteLink string `json:"completeInviteLink"`
}

// inviteUser invites a user with the role no-access. Without e-mail, the response contains the
// link.
func inviteUser(r *pep.Request, body *inviteRequest) (*invitationAnswer, error) {
	invited := &roles.OrgRoleRef{Slug: roles.NoAccess}
	question := r.Question(facts.ProjectRef{}, invited.HandOut)
	question.Organization = *body.OrganizationID
	return pep.Change(r, question.Of(input.KindInvitation), func(tx *store.Tx, s *facts.State) (*invitationAnswer, error) {
		code := seal.NewTokenSecret()
		row, err := invitation(r, tx, s, *body.InviteeEmail)
		if err != nil {
			return nil, err
		}
		err = store.Edit(tx, s.OrgScope(), row, func(row *models.OrgMembership) error {
			if row.Status != models.StatusInvited {
				return errMemberAlready
			}
			row.InviteHash, row.InvitedAt, row.UpdatedAt = r.API.Keyring.Hash(seal.KindInvitation, code), store.At(r.Now), store.At(r.Now)
			return nil
		})
		link := strings.TrimSuffix(r.API.Options.SiteURL, "/") + "/signupinvite?" + url.Values{
			"token": {code}, "to": {*body.InviteeEmail}, "organization_id": {s.OrgID()},
		}.Encode()
		return &invitationAnswer{pep.Message{Message: "Send the invite link to " + *body.InviteeEmail}, link}, err
	})
}

var errMemberAlready = pep.BadRequest("The user is a member of the organization already")

// invitation is the pending invitation of an address, new or renewed.
func invitation(r *pep.Request, tx *store.Tx, s *facts.State, email string) (*models.OrgMembership, error) {
	row, err := facts.Missing(store.First[models.OrgMembership](tx, s.OrgScope(), "invite_email = ?", email))
	if err != nil || (row != nil && row.Status == models.StatusInvited) {
		return row, err
	}
	if row != nil {
		return nil, errMemberAlready
	}
	switch _, err := models.UserInOrganization(tx, s.OrgScope(), email); { // joined without an invitation
	case err == nil:
		return nil, errMemberAlready
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	row = &models.OrgMembership{
		ID: store.NewID(), OrgID: s.OrgID(), SubjectType: models.SubjectUser, Role: roles.NoAccess, Status: models.StatusInvited,
		IsActive: true, InviteEmail: email, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
	return row, store.Create(tx, s.OrgScope(), row)
}

type verifyInvitationRequest struct {
	Email          *string `json:"email" validate:"required,email,max=255"`
	OrganizationID *string `json:"organizationId" validate:"required,min=1,max=255"`
	Code           *string `json:"code" validate:"required,min=1,max=1024"`
}

func (r *verifyInvitationRequest) Requested(asks *input.Requested) {
	asks.Member = &input.RequestedMember{Type: input.SubjectUser, Name: r.Email}
}

func (r *verifyInvitationRequest) Normalize() {
	pep.Trim(r.Email, r.OrganizationID, r.Code)
	if r.Email != nil {
		*r.Email = pep.NormalizeEmail(*r.Email)
	}
}

// signupTTL is the lifetime of the token that completes an account.
const signupTTL = 15 * time.Minute

// verifiedInvitationAnswer has a token for a user without an account.
type verifiedInvitationAnswer struct {
	pep.Message
	Token string      `json:"token,omitempty"`
	User  invitedUser `json:"user"`
}

type invitedUser struct {
	Email string `json:"email"`
}

// verifyInvitation exchanges an invitation's code for a token that completes the account. A
// user with an account accepts the invitation while logged in: the code does not prove the
// sender's identity, because the inviter knows it too.
func verifyInvitation(r *pep.Request, body *verifyInvitationRequest) (*verifiedInvitationAnswer, error) {
	question := openly(r, facts.OnInvitation(*body.OrganizationID, *body.Email, r.API.Keyring.Hashes(seal.KindInvitation, *body.Code)...))
	return pep.Read(r, question, func(tx *store.Tx, s *facts.State) (*verifiedInvitationAnswer, error) {
		known, err := store.Count[models.User](tx, store.Installation, "email = ?", *body.Email)
		if err != nil || known > 0 {
			return &verifiedInvitationAnswer{
				Message: pep.Message{Message: "Log in and accept the invitation with POST /api/v1/invite-org/accept"}, User: invitedUser{*body.Email},
			}, err
		}
		token, err := r.API.Signer.Issue(bearer.Claims{
			TokenType: bearer.SignupToken, Email: *body.Email, OrganizationID: s.Found.OrgMembership.OrgID,
			Invitation: s.Found.OrgMembership.Invitation(), ExpiresAt: r.Now.Add(signupTTL).Unix(),
		})
		return &verifiedInvitationAnswer{pep.Message{Message: "Successfully verified email"}, token, invitedUser{*body.Email}}, err
	})
}

type acceptInvitationRequest struct {
	OrganizationID *string `json:"organizationId" validate:"required,min=1,max=255"`
	Code           *string `json:"code" validate:"required,min=1,max=1024"`
}

func (*acceptInvitationRequest) Requested(*input.Requested) {}

func (r *acceptInvitationRequest) Normalize() { pep.Trim(r.OrganizationID, r.Code) }

// acceptedInvitationAnswer is the membership created from an invitation.
type acceptedInvitationAnswer struct {
	pep.Message
	Membership roles.OrgMembershipJSON `json:"membership"`
}

// acceptInvitation makes the caller a member of another organization.
func acceptInvitation(r *pep.Request, body *acceptInvitationRequest) (*acceptedInvitationAnswer, error) {
	question := openly(r, facts.OnOwnInvitation(*body.OrganizationID, r.API.Keyring.Hashes(seal.KindInvitation, *body.Code)...))
	return pep.RetryLost(r, func() (*acceptedInvitationAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*acceptedInvitationAnswer, error) {
			row := s.Found.OrgMembership
			err := accept(r, tx, row, s.User.ID)
			if errors.Is(err, store.ErrDuplicate) {
				return nil, pep.BadRequest("You are a member of the organization already")
			}
			return &acceptedInvitationAnswer{pep.Message{Message: "Successfully joined organization"}, roles.DescribeOrgMembership(row)}, err
		})
	})
}

// accept assigns a pending invitation to its user. It returns ErrLostRace if the invitation
// was replaced or accepted meanwhile.
func accept(r *pep.Request, tx *store.Tx, row *models.OrgMembership, userID string) error {
	proved := row.InviteHash
	return store.Edit(tx, store.Scope{OrgID: row.OrgID}, row, func(row *models.OrgMembership) error {
		if row.Status != models.StatusInvited || row.InviteHash != proved {
			return pep.ErrLostRace
		}
		row.SubjectID, row.Status, row.InviteHash, row.UpdatedAt = userID, models.StatusAccepted, "", store.At(r.Now)
		return nil
	})
}

// openly asks outside of any organization, such as on a public route.
func openly(r *pep.Request, targets ...facts.TargetLoader) facts.Question {
	question := r.Question(facts.ProjectRef{}, targets...)
	question.OrgLess = true
	return question
}

type completeAccountRequest struct {
	Email     *string `json:"email" validate:"required,email,max=255"`
	Password  *string `json:"password" validate:"required,min=8,max=1024"`
	FirstName *string `json:"firstName" validate:"required,min=1,max=255"`
	LastName  string  `json:"lastName" validate:"max=255"`
	PublicKey string  `json:"publicKey" validate:"max=4096"`

	ProtectedKey           string `json:"protectedKey" validate:"max=4096"`
	ProtectedKeyIV         string `json:"protectedKeyIV" validate:"max=4096"`
	ProtectedKeyTag        string `json:"protectedKeyTag" validate:"max=4096"`
	EncryptedPrivateKey    string `json:"encryptedPrivateKey" validate:"max=4096"`
	EncryptedPrivateKeyIV  string `json:"encryptedPrivateKeyIV" validate:"max=4096"`
	EncryptedPrivateKeyTag string `json:"encryptedPrivateKeyTag" validate:"max=4096"`

	sessionLifetime
}

func (r *completeAccountRequest) Requested(asks *input.Requested) {
	asks.Member, asks.TTL = &input.RequestedMember{Type: input.SubjectUser, Name: r.Email}, r.TTL
}

func (r *completeAccountRequest) Normalize() {
	pep.Trim(r.Email, r.FirstName, &r.LastName)
	if r.Email != nil {
		*r.Email = pep.NormalizeEmail(*r.Email)
	}
}

// keyMaterial is key material that the client encrypted for itself; the server cannot read it.
func (r *completeAccountRequest) keyMaterial() (string, error) {
	raw, err := json.Marshal(map[string]string{
		"protectedKey": r.ProtectedKey, "protectedKeyIV": r.ProtectedKeyIV, "protectedKeyTag": r.ProtectedKeyTag,
		"encryptedPrivateKey": r.EncryptedPrivateKey, "iv": r.EncryptedPrivateKeyIV, "tag": r.EncryptedPrivateKeyTag,
	})
	return string(raw), err
}

// completedAccountAnswer is the new user with a token of the first session.
type completedAccountAnswer struct {
	pep.Message
	User  userJSON `json:"user"`
	Token string   `json:"token"`
	sessionFacts
}

// completeAccount makes an invited person a user and a member. The Authorization header
// contains the token that proves the invitation.
func completeAccount(r *pep.Request, body *completeAccountRequest) (*completedAccountAnswer, error) {
	proof, claims := proof(r, strings.TrimPrefix(r.GetHeader("Authorization"), "Bearer "))
	question := openly(r, facts.OnSignup(proof, claims.OrganizationID, claims.Invitation))
	if err := r.Precheck(question); err != nil {
		return nil, err
	}
	hash, err := r.API.Passwords.Hash(r.Request.Context(), *body.Password)
	if err != nil {
		return nil, err
	}
	return pep.RetryLost(r, func() (*completedAccountAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*completedAccountAnswer, error) {
			return join(r, tx, body, s.Found.OrgMembership, hash)
		})
	})
}

func join(r *pep.Request, tx *store.Tx, body *completeAccountRequest, membership *models.OrgMembership, hash string) (*completedAccountAnswer, error) {
	keys, err := body.keyMaterial()
	if err != nil {
		return nil, err
	}
	user := &models.User{
		// The code went to the inviter, so it does not verify the address.
		ID: store.NewID(), Email: *body.Email, Username: *body.Email, FirstName: *body.FirstName, LastName: body.LastName,
		PasswordHash: hash, IsAccepted: true, KeyMaterial: keys, PublicKey: body.PublicKey,
		CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
	}
	if err := store.Create(tx, store.Installation, user); err != nil {
		return nil, err
	}
	if err := accept(r, tx, membership, user.ID); err != nil {
		return nil, err
	}
	session, err := startSession(r, tx, user, body.sessionLifetime)
	if err != nil {
		return nil, err
	}
	return &completedAccountAnswer{pep.Message{Message: "Successfully set up account"}, describeUser(user), session.AccessToken, session.sessionFacts}, nil
}
