package facts

import (
	"time"

	"warder/engine/input"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// OnRefresh loads the facts of a refresh token and its session. proof holds the token's
// own claims.
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

// OnInvitation loads the facts of an invitation code: whether an invitation is open for
// the address, and whether its code has one of these hashes.
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

// OnSignup loads the facts of a token that completes an account: whether its invitation
// is still open, and is the last one that was sent.
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

// OnSetupToken adds the fact whether the caller presents the setup token.
func OnSetupToken(genuine bool) TargetLoader {
	return func(_ *store.Tx, s *State) error {
		s.Request.Facts.Proof = &input.Proof{Kind: input.ProofSetupToken, Genuine: genuine, Known: true}
		return nil
	}
}
