package handlers

import (
	"net/http"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Passwords of people (docs/contract.md 2.2).
func passwordRoutes() []route {
	return []route{
		{"POST", "/api/v2/password/user/password-reset", j, "account", "edit", "change-password", changePassword, false},
		{"POST", "/api/v3/auth/login1", public, "instance", "readConfig", "", loginBySRP, false},
		{"POST", "/api/v3/auth/login2", public, "instance", "readConfig", "", loginBySRP, false},
	}
}

type changePasswordRequest struct {
	OldPassword *string `json:"oldPassword" validate:"required,min=1,max=1024"`
	NewPassword *string `json:"newPassword" validate:"required,min=8,max=1024"`
}

func (r *changePasswordRequest) requested(*engine.Requested) {}

// changePassword takes the old password, and ends every session of the user, the
// one that asks included. API keys are credentials of their own and stay.
func changePassword(c *call) (any, error) {
	var body changePasswordRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	// Hashing is costly by design, so it waits for the first decision and runs
	// outside any transaction.
	if err := c.beforehand(c.aboutSelf()); err != nil {
		return nil, err
	}
	old, hash, err := c.passwords(&body)
	if err != nil {
		return nil, err
	}
	return c.change(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		user, err := models.First[models.User](tx.Locking(), models.Installation, "id = ?", s.User.ID)
		if err != nil {
			return nil, err
		}
		if old == "" || user.PasswordHash != old {
			return nil, badRequest("Incorrect current password.")
		}
		user.PasswordHash, user.UpdatedAt = hash, models.At(c.now)
		if err := models.Update(tx, models.Installation, user, "password_hash", "updated_at"); err != nil {
			return nil, err
		}
		c.clearRefreshCookie()
		_, err = models.Delete[models.Session](tx, models.Installation, "user_id = ?", user.ID)
		return struct{}{}, err
	})
}

// passwords are the hash that the old password matched, empty if it is wrong,
// and the hash of the new one. The change looks whether the first still holds.
func (c *call) passwords(body *changePasswordRequest) (old, hash string, err error) {
	var user *models.User
	err = c.api.Store.Snapshot(c.Request.Context(), func(tx *models.Tx) (err error) {
		user, err = models.First[models.User](tx, models.Installation, "id = ?", c.caller.Subject.ID)
		return err
	})
	if err != nil {
		return "", "", err
	}
	matched, err := c.api.Passwords.Verify(c.Request.Context(), user.PasswordHash, *body.OldPassword)
	if err != nil || !matched {
		return "", "", err
	}
	hash, err = c.api.Passwords.Hash(c.Request.Context(), *body.NewPassword)
	return user.PasswordHash, hash, err
}

func (c *call) clearRefreshCookie() {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: refreshCookie, Path: "/", HttpOnly: true, MaxAge: -1, SameSite: http.SameSiteStrictMode, Secure: c.api.options.SecureCookies,
	})
}

// loginBySRP answers the command line, which comes here after a login failed and
// prints what it hears. It looks nothing up: every address is answered alike.
func loginBySRP(c *call) (any, error) {
	return c.read(c.openly(), func(*models.Tx, *facts.State) (any, error) {
		return nil, &Error{
			Status: http.StatusUnauthorized, Name: "UnauthorizedError",
			Message: "Invalid credentials. Login by SRP is not served; log in with POST /api/v3/auth/login",
		}
	})
}
