package handlers

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/bearer"
	"warder/models"
	"warder/models/seal"
)

// Invitations and the completion of accounts (docs/contract.md 2.2, 2.4).
func invitationRoutes() []route {
	return []route{
		{"POST", "/api/v1/invite-org/signup", j, "member", "create", "invite-user", inviteUser, false},
		{"POST", "/api/v1/invite-org/verify", public, "invitation", "verify", "", verifyInvitation, false},
		{"POST", "/api/v1/invite-org/accept", j, "invitation", "accept", "accept-invitation", acceptInvitation, false},
		{"POST", "/api/v3/signup/complete-account/invite", public, "invitation", "complete", "", completeAccount, false},
	}
}

type inviteRequest struct {
	InviteeEmail   *string `json:"inviteeEmail" validate:"required,email,printascii"`
	OrganizationID *string `json:"organizationId" validate:"required,min=1"`
}

func (r *inviteRequest) requested(asks *engine.Requested) {
	asks.Member, asks.Roles = &engine.RequestedMember{Type: engine.SubjectUser, Name: r.InviteeEmail}, askRole(roleNoAccess)
}

func (r *inviteRequest) normalize() {
	trim(r.InviteeEmail, r.OrganizationID)
	if r.InviteeEmail != nil {
		*r.InviteeEmail = strings.ToLower(*r.InviteeEmail)
	}
}

// inviteUser invites with the role no-access. Without e-mail the link comes
// back in the answer.
func inviteUser(c *call) (any, error) {
	var body inviteRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	invited := &orgRoleRef{slug: roleNoAccess}
	question := c.question(facts.ProjectRef{}, invited.handOut)
	question.Organization = *body.OrganizationID
	return c.change(question.Of(engine.KindInvitation), func(tx *models.Tx, s *facts.State) (any, error) {
		code := seal.NewTokenSecret()
		row, err := c.invitation(tx, s, *body.InviteeEmail)
		if err != nil {
			return nil, err
		}
		row.InviteHash, row.InvitedAt, row.UpdatedAt = c.api.Keyring.Hash(seal.KindInvitation, code), models.At(c.now), models.At(c.now)
		link := strings.TrimSuffix(c.api.options.SiteURL, "/") + "/signupinvite?" + url.Values{
			"token": {code}, "to": {*body.InviteeEmail}, "organization_id": {s.OrgID()},
		}.Encode()
		return map[string]any{"message": "Send the invite link to " + *body.InviteeEmail, "completeInviteLink": link},
			models.Update(tx, s.OrgScope(), row)
	})
}

// invitation is the open invitation for an address, new or sent again.
func (c *call) invitation(tx *models.Tx, s *facts.State, email string) (*models.OrgMembership, error) {
	row, err := facts.Missing(models.First[models.OrgMembership](tx, s.OrgScope(), "invite_email = ?", email))
	if err != nil || (row != nil && row.Status == models.StatusInvited) {
		return row, err
	}
	if row != nil {
		return nil, badRequest("The user is a member of the organization already")
	}
	row = &models.OrgMembership{
		ID: models.NewID(), OrgID: s.OrgID(), SubjectType: models.SubjectUser, Role: roleNoAccess, Status: models.StatusInvited,
		IsActive: true, InviteEmail: email, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}
	return row, models.Create(tx, s.OrgScope(), row)
}

type verifyInvitationRequest struct {
	Email          *string `json:"email" validate:"required,email"`
	OrganizationID *string `json:"organizationId" validate:"required,min=1"`
	Code           *string `json:"code" validate:"required,min=1"`
}

func (r *verifyInvitationRequest) requested(asks *engine.Requested) {
	asks.Member = &engine.RequestedMember{Type: engine.SubjectUser, Name: r.Email}
}

func (r *verifyInvitationRequest) normalize() {
	trim(r.Email, r.OrganizationID, r.Code)
	if r.Email != nil {
		*r.Email = strings.ToLower(*r.Email)
	}
}

// signupTTL is how long the token to complete an account lives.
const signupTTL = 15 * time.Minute

// verifyInvitation exchanges the code of an invitation for a token that
// completes the account. Somebody who has one accepts it themselves: a code
// does not say who sends it, and whoever invites knows it, too.
func verifyInvitation(c *call) (any, error) {
	var body verifyInvitationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.openly(facts.OnInvitation(*body.OrganizationID, *body.Email, c.api.Keyring.Hash(seal.KindInvitation, *body.Code)))
	return c.read(question, func(tx *models.Tx, s *facts.State) (any, error) {
		known, err := models.Count[models.User](tx, models.Installation, "email = ?", *body.Email)
		if err != nil || known > 0 {
			return map[string]any{"message": "Log in and accept the invitation with POST /api/v1/invite-org/accept", "user": map[string]string{"email": *body.Email}}, err
		}
		token, err := c.api.Signer.Issue(bearer.Claims{
			TokenType: bearer.SignupToken, Email: *body.Email, OrganizationID: s.Found.OrgMembership.OrgID, ExpiresAt: c.now.Add(signupTTL).Unix(),
		})
		return map[string]any{"message": "Successfully verified email", "token": token, "user": map[string]string{"email": *body.Email}}, err
	})
}

type acceptInvitationRequest struct {
	OrganizationID *string `json:"organizationId" validate:"required,min=1"`
	Code           *string `json:"code" validate:"required,min=1"`
}

func (*acceptInvitationRequest) requested(*engine.Requested) {}

func (r *acceptInvitationRequest) normalize() { trim(r.OrganizationID, r.Code) }

// acceptInvitation makes the caller a member of one more organization.
func acceptInvitation(c *call) (any, error) {
	var body acceptInvitationRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.openly(facts.OnOwnInvitation(*body.OrganizationID, c.api.Keyring.Hash(seal.KindInvitation, *body.Code)))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.OrgMembership
		err := c.accept(tx, row, s.User.ID)
		if errors.Is(err, models.ErrDuplicate) {
			return nil, badRequest("You are a member of the organization already")
		}
		return map[string]any{"message": "Successfully joined organization", "membership": describeOrgMembership(row)}, err
	})
}

// accept gives an open invitation its holder.
func (c *call) accept(tx *models.Tx, row *models.OrgMembership, userID string) error {
	row.SubjectID, row.Status, row.InviteHash, row.UpdatedAt = userID, models.StatusAccepted, "", models.At(c.now)
	return models.Update(tx, models.Scope{OrgID: row.OrgID}, row)
}

// openly asks in no organization, such as on a public route.
func (c *call) openly(targets ...facts.Target) facts.Question {
	question := c.question(facts.ProjectRef{}, targets...)
	question.OrgLess = true
	return question
}

type completeAccountRequest struct {
	Email     *string `json:"email" validate:"required,email"`
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
}

func (r *completeAccountRequest) requested(asks *engine.Requested) {
	asks.Member = &engine.RequestedMember{Type: engine.SubjectUser, Name: r.Email}
}

func (r *completeAccountRequest) normalize() {
	trim(r.Email, r.FirstName, &r.LastName)
	if r.Email != nil {
		*r.Email = strings.ToLower(*r.Email)
	}
}

// keyMaterial is what the client wrapped for itself; the server cannot read it.
func (r *completeAccountRequest) keyMaterial() (string, error) {
	raw, err := json.Marshal(map[string]string{
		"protectedKey": r.ProtectedKey, "protectedKeyIV": r.ProtectedKeyIV, "protectedKeyTag": r.ProtectedKeyTag,
		"encryptedPrivateKey": r.EncryptedPrivateKey, "iv": r.EncryptedPrivateKeyIV, "tag": r.EncryptedPrivateKeyTag,
	})
	return string(raw), err
}

// completeAccount makes an invited person a user and a member. The token that
// proves the invitation comes in the Authorization header.
func completeAccount(c *call) (any, error) {
	var body completeAccountRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	proof, claims := c.proof(strings.TrimPrefix(c.GetHeader("Authorization"), "Bearer "))
	question := c.openly(facts.OnSignup(proof, claims.OrganizationID))
	if err := c.beforehand(question); err != nil {
		return nil, err
	}
	hash, err := c.api.Passwords.Hash(c.Request.Context(), *body.Password)
	if err != nil {
		return nil, err
	}
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return c.join(tx, &body, s.Found.OrgMembership, hash)
	})
}

func (c *call) join(tx *models.Tx, body *completeAccountRequest, membership *models.OrgMembership, hash string) (any, error) {
	keys, err := body.keyMaterial()
	if err != nil {
		return nil, err
	}
	user := &models.User{
		// The code went to whoever invited, so it proves nothing about the address.
		ID: models.NewID(), Email: *body.Email, Username: *body.Email, FirstName: *body.FirstName, LastName: body.LastName,
		PasswordHash: hash, IsAccepted: true, KeyMaterial: keys, PublicKey: body.PublicKey,
		CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
	}
	if err := models.Create(tx, models.Installation, user); err != nil {
		return nil, err
	}
	if err := c.accept(tx, membership, user.ID); err != nil {
		return nil, err
	}
	session, err := models.OpenSession(tx, user.ID, c.caller.Address, c.caller.UserAgent, models.At(c.now))
	if err != nil {
		return nil, err
	}
	token, err := c.signSession(session, "")
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"message": "Successfully set up account", "user": describeUser(user), "token": token}
	return answer, c.setRefreshCookie(session)
}
