package accounts

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

type linkLoginRequest struct {
	Code *string `json:"code" validate:"required,min=1,max=1024"`
	sessionLifetime
}

func (r *linkLoginRequest) Normalize() { pep.Trim(r.Code) }

// loginByLink logs a user in with a link that the server's operator created. It works once.
func loginByLink(r *pep.Request, body *linkLoginRequest) (*accessTokenAnswer, error) {
	question := openly(r, facts.OnSignInLink(r.API.Keyring.Hashes(seal.KindSignInLink, *body.Code)...))
	return pep.RetryLost(r, func() (*accessTokenAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*accessTokenAnswer, error) {
			if s.Found.SignInLink == nil { // permitted without a link
				return nil, pep.CredentialNeeded()
			}
			spent, err := models.SpendSignInLink(tx, s.Found.SignInLink)
			if err == nil && !spent {
				err = pep.ErrLostRace
			}
			if err != nil {
				return nil, err
			}
			return startSession(r, tx, s.Found.User, body.sessionLifetime)
		})
	})
}
