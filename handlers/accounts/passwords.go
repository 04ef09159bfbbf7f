package accounts

import (
	"net/http"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Passwords of users (docs/contract.md 2.2).
func passwordRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v2/password/user/password-reset", Modes: pep.UserOnly, Resource: "account", Action: "changePassword", Event: "change-password", Handler: pep.HandleBody(changePassword)},
		{Method: "POST", Path: "/api/v3/auth/login1", Modes: pep.Public, Resource: "instance", Action: "readConfig", Deprecated: true, Title: "Log in by SRP", Handler: pep.Handle(loginBySRP)},
		{Method: "POST", Path: "/api/v3/auth/login2", Modes: pep.Public, Resource: "instance", Action: "readConfig", Deprecated: true, Title: "Log in by SRP", Handler: pep.Handle(loginBySRP)},
	}
}

type changePasswordRequest struct {
	OldPassword *string `json:"oldPassword" validate:"required,min=1,max=1024"`
	NewPassword *string `json:"newPassword" validate:"required,min=8,max=1024"`
}

func (r *changePasswordRequest) Requested(*input.Requested) {}

// changePassword requires the old password, and ends every session of the user, including the
// calling one. API keys are separate credentials and stay valid.
func changePassword(r *pep.Request, body *changePasswordRequest) (struct{}, error) {
	// Hashing is expensive by design, so it runs after the first decision and outside of any
	// transaction. The first decision assumes that the password is right.
	if err := r.PrecheckProof(changingPassword(r, true), "old password"); err != nil {
		return struct{}{}, err
	}
	old, hash, err := passwords(r, body)
	if err != nil {
		return struct{}{}, err
	}
	return credentials.Login(r, changingPassword(r, old != ""), func(tx *store.Tx, q *pep.Evaluation) (struct{}, error) {
		user, err := store.First[models.User](tx.Locking(), store.Installation, "id = ?", q.State.User.ID)
		if err != nil {
			return struct{}{}, err
		}
		if user.PasswordHash != old {
			return struct{}{}, pep.BadRequest("The password was changed by another request.")
		}
		return struct{}{}, replacePassword(r, tx, user, hash)
	})
}

func changingPassword(r *pep.Request, matched bool) facts.Question {
	question := aboutSelf(r)
	question.Targets = append(question.Targets, facts.OnOldPassword(matched))
	return question
}

// passwords returns the hash that the old password matched, empty if it is wrong, and the hash
// of the new one. The change checks that the user still has the first.
func passwords(r *pep.Request, body *changePasswordRequest) (old, hash string, err error) {
	var user *models.User
	err = r.API.Store.Snapshot(r.Request.Context(), func(tx *store.Tx) (err error) {
		user, err = store.First[models.User](tx, store.Installation, "id = ?", r.Caller.Subject.ID)
		return err
	})
	if err != nil {
		return "", "", err
	}
	matched, err := r.API.Passwords.Verify(r.Request.Context(), user.PasswordHash, *body.OldPassword)
	if err != nil || !matched {
		return "", "", err
	}
	hash, err = r.API.Passwords.Hash(r.Request.Context(), *body.NewPassword)
	return user.PasswordHash, hash, err
}

// loginBySRP answers the command line, which calls this route after a failed login and prints
// the response. It reads nothing, so all addresses get the same answer.
func loginBySRP(r *pep.Request) (*pep.Message, error) {
	return pep.Read(r, openly(r), func(*store.Tx, *facts.State) (*pep.Message, error) {
		return nil, &pep.Error{
			Status: http.StatusUnauthorized, Name: "UnauthorizedError",
			Message: "Invalid credentials. Login by SRP is not served; log in with POST /api/v3/auth/login",
		}
	})
}
