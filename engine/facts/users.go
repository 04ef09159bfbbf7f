package facts

import (
	"warder/engine"
	"warder/models"
)

// userLockout is how failed password logins lock: ten from one address within
// five minutes, for five minutes (CONTRACT 2.2 asks for a captcha after ten).
var userLockout = engine.Lockout{Enabled: true, Threshold: 10, DurationSeconds: 300, CounterResetSeconds: 300}

// OnPassword is what is known about a password login; whether the password
// matched was found out before, since that takes long.
func OnPassword(email string, matched bool) Target {
	return func(tx *models.Tx, s *State) error {
		state := userLockout
		login := &engine.Login{TrustedIPs: []string{}, AnyAddress: true, Lockout: &state}
		s.Request.Facts.Login, s.Found.Login = login, &LoginFound{}
		user, err := missing(models.First[models.User](tx, models.Installation, "email = ?", email))
		if err != nil || user == nil {
			return err
		}
		s.Found.Login.User = user
		s.Request.Resource.ID = user.ID
		login.Known, login.Attached = true, user.IsAccepted
		if matched {
			login.Secret = &engine.LoginSecret{}
		}
		return failuresSoFar(tx, s, user.ID, &state)
	}
}

// OnOwnMemberships counts who administers the organizations that the calling
// user is about to leave.
func OnOwnMemberships(tx *models.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "user", true
	if s.User == nil {
		return nil
	}
	memberships, err := models.MembershipsOfUser(tx, s.User.ID)
	if err != nil {
		return err
	}
	for _, membership := range memberships {
		if membership.Role != "admin" {
			continue
		}
		if s.Question.Changes { // the account may belong to others than the one it acts in
			if err := models.LockGrants(tx, membership.OrgID); err != nil {
				return err
			}
		}
		if err := s.withoutAdministrator(tx, &membership); err != nil {
			return err
		}
	}
	return nil
}
