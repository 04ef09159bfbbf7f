package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// OnSignInLink loads the facts of the code of a sign-in link. hashes are the HMACs of the
// presented code.
func OnSignInLink(hashes ...string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		proof := &input.Proof{Kind: input.ProofSignInLink}
		s.Request.Facts.Proof = proof
		var link *models.SignInLink
		for _, hash := range hashes {
			found, err := orNil(store.First[models.SignInLink](tx, store.Installation, "code_hash = ?", hash))
			if err != nil {
				return err
			}
			if found != nil {
				link = found
			}
		}
		if link == nil {
			return nil
		}
		user, err := store.First[models.User](tx, store.Installation, withID, link.UserID)
		if err != nil {
			return err
		}
		s.Found.User, s.Found.SignInLink = user, link
		s.Request.Resource.ID = user.ID
		proof.Genuine, proof.Known, proof.Email, proof.ExpiresAt = true, user.IsAccepted, user.Email, link.ExpiresAt.Unix()
		return nil
	}
}
