package facts

import (
	"time"

	"warder/engine/input"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// OnRefresh is what is known about a refresh token and the session that it would
// take up again. What the token says of itself is in proof.
func OnRefresh(proof input.Proof, sessionID, userID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		found := proof
		s.Request.Facts.Proof = &found
		if !proof.Genuine {
			return nil
		}
		row, err := orNil(store.First[models.Session](tx, store.Installation, sessionOf, sessionID, userID))
		if err != nil || row == nil {
			return err
		}
		s.Found.Session = row
		found.Known, found.CurrentVersion = true, row.RefreshVersion
		return nil
	}
}

// invitationTTL is how long the code of an invitation can be used; sending it
// again begins anew.
const invitationTTL = 7 * 24 * time.Hour

// OnInvitation is what is known about the code of an invitation: whether one is
// open for the address, and whether its code has one of these hashes.
func OnInvitation(orgID, email string, hashes ...string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		proof := &input.Proof{Kind: input.ProofInvitation}
		s.Request.Facts.Proof = proof
		if err := s.findInvitation(tx, orgID, email); err != nil || s.Found.OrgMembership == nil {
			return err
		}
		proof.Email = s.Found.OrgMembership.InviteEmail
		proof.ExpiresAt = s.Found.OrgMembership.InvitedAt.Add(invitationTTL).Unix()
		proof.Genuine = seal.OneOf(s.Found.OrgMembership.InviteHash, hashes)
		return nil
	}
}

// OnOwnInvitation is OnInvitation for the address of the calling user.
func OnOwnInvitation(orgID string, hashes ...string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		if s.User == nil {
			return nil
		}
		return OnInvitation(orgID, s.User.Email, hashes...)(tx, s)
	}
}

// OnSignup is what is known about a token that completes an account: whether
// the invitation that it was given for is open still, and is the last one that was sent.
func OnSignup(proof input.Proof, orgID, invitation string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		found := proof
		s.Request.Facts.Proof = &found
		if !proof.Genuine {
			return nil
		}
		if err := s.findInvitation(tx, orgID, proof.Email); err != nil || s.Found.OrgMembership == nil {
			return err
		}
		found.Genuine = seal.Equal(s.Found.OrgMembership.Invitation(), invitation)
		return nil
	}
}

// findInvitation looks for the open invitation of an address. A deactivated one is not.
func (s *State) findInvitation(tx *store.Tx, orgID, email string) error {
	if orgID == "" || email == "" {
		return nil
	}
	row, err := orNil(store.First[models.OrgMembership](tx, store.Scope{OrgID: orgID},
		"invite_email = ? AND status = ? AND is_active = ?", email, models.StatusInvited, true))
	s.Found.OrgMembership = row
	s.Request.Facts.Proof.Known = row != nil
	return err
}

// OnSetupToken is what is known about the setup token that a caller presents.
func OnSetupToken(genuine bool) TargetLoader {
	return func(_ *store.Tx, s *State) error {
		s.Request.Facts.Proof = &input.Proof{Kind: input.ProofSetupToken, Genuine: genuine, Known: true}
		return nil
	}
}
