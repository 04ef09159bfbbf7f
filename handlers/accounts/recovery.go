package accounts

import (
	"strings"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// Recovery of an account after a lost password (docs/contract.md 2.2). The server's operator
// creates the code: `warder admin reset-password`.
func recoveryRoutes() []pep.Route {
	rows := []pep.Route{
		{Method: "POST", Path: "/api/v2/password/password-reset", Modes: pep.Public, Resource: "user", Action: "resetPassword", Event: "reset-password", Handler: pep.HandleBody(resetPassword)},
	}
	for _, path := range []string{"/api/v1/account-recovery/send-email", "/api/v1/password/email/password-reset"} {
		rows = append(rows, pep.Route{Method: "POST", Path: path, Modes: pep.Public, Resource: "user", Action: "beginRecovery", Handler: pep.HandleBody(beginRecovery)})
	}
	for _, path := range []string{"/api/v1/account-recovery/verify-email", "/api/v1/password/email/password-reset-verify"} {
		rows = append(rows, pep.Route{Method: "POST", Path: path, Modes: pep.Public, Resource: "user", Action: "recover", Event: "recover-account", Handler: pep.HandleBody(recoverAccount)})
	}
	return rows
}

type beginRecoveryRequest struct {
	Email *string `json:"email" validate:"required,email,max=255"`
}

func (*beginRecoveryRequest) Requested(*input.Requested) {}

// beginRecovery gives the same answer for every address and reads nothing: this server sends
// no e-mail.
func beginRecovery(r *pep.Request, body *beginRecoveryRequest) (*pep.Message, error) {
	return pep.Read(r, openly(r), func(*store.Tx, *facts.State) (*pep.Message, error) {
		return &pep.Message{Message: "If an account exists with this email, a recovery link has been sent"}, nil
	})
}

// recoveryTTL is the lifetime of the token that sets a new password.
const recoveryTTL = 15 * time.Minute

type recoverRequest struct {
	Email *string `json:"email" validate:"required,email,max=255"`
	Code  *string `json:"code" validate:"required,min=1,max=1024"`
}

func (*recoverRequest) Requested(*input.Requested) {}

func (r *recoverRequest) Normalize() {
	pep.Trim(r.Email, r.Code)
	if r.Email != nil {
		*r.Email = pep.NormalizeEmail(*r.Email)
	}
}

// recoverAccount exchanges the code for a token.
func recoverAccount(r *pep.Request, body *recoverRequest) (*recoveryAnswer, error) {
	question := openly(r, facts.OnRecoveryCode(*body.Email, r.API.Keyring.Hashes(seal.KindRecovery, *body.Code)...))
	return pep.RetryLost(r, func() (*recoveryAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*recoveryAnswer, error) { return exchangeCode(r, tx, s) })
	})
}

// recoveryAnswer has the token that sets a new password.
type recoveryAnswer struct {
	User                  userJSON `json:"user"`
	Token                 string   `json:"token"`
	UserEncryptionVersion int      `json:"userEncryptionVersion"`
}

func exchangeCode(r *pep.Request, tx *store.Tx, s *facts.State) (*recoveryAnswer, error) {
	if s.Found.Recovery == nil { // permitted without a recovery
		return nil, pep.CredentialNeeded()
	}
	id, until := store.NewID(), r.Now.Add(recoveryTTL)
	exchanged, err := models.ExchangeRecovery(tx, s.Found.Recovery, id, store.At(until))
	if err == nil && !exchanged {
		err = pep.ErrLostRace
	}
	if err != nil {
		return nil, err
	}
	token, err := r.API.Signer.Issue(bearer.Claims{
		TokenType: bearer.RecoveryToken, UserID: s.Found.User.ID, TokenVersionID: id, ExpiresAt: until.Unix(),
	})
	return &recoveryAnswer{User: describeUser(s.Found.User), Token: token, UserEncryptionVersion: 2}, err
}

type resetPasswordRequest struct {
	NewPassword *string `json:"newPassword" validate:"required,min=8,max=1024"`
}

func (*resetPasswordRequest) Requested(*input.Requested) {}

// resetPassword sets a password with a recovery token. It ends every session and API key of
// the user and clears failed logins: the operator vouches for the account's holder from now
// on, and earlier credentials may belong to another person, such as an inviter who completed
// the account in place of its owner.
func resetPassword(r *pep.Request, body *resetPasswordRequest) (struct{}, error) {
	question := openly(r)
	if header := r.GetHeader("Authorization"); header != "" {
		proof, claims := proof(r, strings.TrimPrefix(header, "Bearer "))
		question = openly(r, facts.OnRecovery(proof, claims.UserID, claims.TokenVersionID))
	}
	// Hashing is expensive by design, so it runs after the first decision.
	if err := r.Precheck(question); err != nil {
		return struct{}{}, err
	}
	hash, err := r.API.Passwords.Hash(r.Request.Context(), *body.NewPassword)
	if err != nil {
		return struct{}{}, err
	}
	return pep.RetryLost(r, func() (struct{}, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (struct{}, error) { return setPassword(r, tx, s, hash) })
	})
}

func setPassword(r *pep.Request, tx *store.Tx, s *facts.State, hash string) (struct{}, error) {
	if s.Found.Recovery == nil { // permitted without a recovery
		return struct{}{}, pep.CredentialNeeded()
	}
	ended, err := models.EndRecovery(tx, s.Found.Recovery)
	if err == nil && !ended {
		err = pep.ErrLostRace
	}
	if err != nil {
		return struct{}{}, err
	}
	user := s.Found.User
	if err := models.ClearAllLoginFailures(tx, user.ID); err != nil {
		return struct{}{}, err
	}
	if err := replacePassword(r, tx, user, hash); err != nil {
		return struct{}{}, err
	}
	// After the sessions: ending a session waits for the changes that it is making.
	_, err = store.Delete[models.APIKey](tx, store.Installation, "user_id = ?", user.ID)
	return struct{}{}, err
}

// replacePassword sets the password and ends every session of the user.
func replacePassword(r *pep.Request, tx *store.Tx, user *models.User, hash string) error {
	user.PasswordHash, user.UpdatedAt = hash, store.At(r.Now)
	if err := store.Update(tx, store.Installation, user, "password_hash", "updated_at"); err != nil {
		return err
	}
	giveRefreshCookie(r, "", -1)
	_, err := store.Delete[models.Session](tx, store.Installation, "user_id = ?", user.ID)
	return err
}
