package facts

import (
	"warder/engine/input"
	"warder/models"
)

// OnSignInLink is what is known about the code of a link that logs a user in. hash is
// the HMAC of the presented code.
func OnSignInLink(hash string) Target {
	return func(tx *models.Tx, s *State) error {
		proof := &input.Proof{Kind: input.ProofSignInLink}
		s.Request.Facts.Proof = proof
		link, err := missing(models.First[models.SignInLink](tx, models.Installation, "code_hash = ?", hash))
		if err != nil || link == nil {
			return err
		}
		user, err := models.First[models.User](tx, models.Installation, withID, link.UserID)
		if err != nil {
			return err
		}
		s.Found.User, s.Found.SignInLink = user, link
		s.Request.Resource.ID = user.ID
		proof.Genuine, proof.Known, proof.Email, proof.ExpiresAt = true, user.IsAccepted, user.Email, link.ExpiresAt.Unix()
		return nil
	}
}
