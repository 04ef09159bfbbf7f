package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// OnRecoveryCode loads the facts of a code that recovers the account of an address. hashes
// are the HMACs of the presented code.
func OnRecoveryCode(email string, hashes ...string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.Request.Facts.Proof = &input.Proof{Kind: input.ProofRecoveryCode}
		user, err := orNil(store.First[models.User](tx, store.Installation, "email = ?", email))
		if err != nil || user == nil {
			return err
		}
		return s.findRecovery(tx, user, func(row *models.AccountRecovery) bool { return seal.OneOf(row.CodeHash, hashes) })
	}
}

// OnRecovery loads the facts of the token that a recovery code was exchanged for. proof
// holds the token's own claims.
func OnRecovery(proof input.Proof, userID, tokenID string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		found := proof
		s.Request.Facts.Proof = &found
		if !proof.Genuine {
			return nil
		}
		// Held before anything of the user is changed, as every login holds it first.
		user, err := orNil(store.First[models.User](s.held(tx), store.Installation, withID, userID))
		if err != nil || user == nil {
			return err
		}
		return s.findRecovery(tx, user, func(row *models.AccountRecovery) bool { return seal.Equal(row.TokenID, tokenID) })
	}
}

// findRecovery looks for the recovery that a user began, and whether the proof is the
// one it waits for.
func (s *State) findRecovery(tx *store.Tx, user *models.User, proves func(*models.AccountRecovery) bool) error {
	row, err := orNil(store.First[models.AccountRecovery](tx, store.Installation, "user_id = ?", user.ID))
	if err != nil || row == nil {
		return err
	}
	s.Found.User, s.Found.Recovery = user, row
	s.Request.Resource.ID = user.ID
	proof := s.Request.Facts.Proof
	proof.Known, proof.Genuine, proof.Email, proof.ExpiresAt = true, proves(row), user.Email, row.ExpiresAt.Unix()
	return nil
}
