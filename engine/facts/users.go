package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// guessing reads what failed for the account, and whether its user logged in from
// where the caller is.
func guessing(tx *store.Tx, s *State, userID string, account *input.Guessing) error {
	failures, err := orNil(store.First[models.LoginFailures](tx, store.Installation, failuresOf, userID, models.AnyAddress))
	if err != nil {
		return err
	}
	if failures != nil {
		account.Failures, account.LastFailureAt = failures.Failures, failures.LastFailure.Unix()
	}
	addresses, err := models.SessionAddresses(tx, userID)
	for _, address := range addresses {
		account.KnownDevice = account.KnownDevice || NetworkOf(address) == s.Caller.Network()
	}
	return err
}

// OnPassword loads the facts of a password login. Comparing takes long, so it happened
// before: verified is the hash that the password matched, empty for no match. A login locks
// the hash until its session exists, and fails with store.ErrConflict if the user has
// another hash by now.
func OnPassword(email, verified string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		user, err := orNil(store.First[models.User](s.heldTogether(tx), store.Installation, "email = ?", email))
		if err != nil {
			return err
		}
		matched := verified != ""
		if user != nil && matched && s.Question.locks() && user.PasswordHash != verified {
			return &store.Error{Kind: store.ErrConflict}
		}
		if user != nil {
			s.Request.Resource.ID = user.ID
			// Only a known user is named: else a flood of invented addresses
			// would be as many records.
			s.Asks().Member = &input.RequestedMember{Type: input.SubjectUser, ID: &user.ID, Name: &user.Email}
		}
		return s.presented(tx, user, matched)
	}
}

// OnOldPassword loads the facts of the old password that a user presents to change it.
// The comparison happened before.
func OnOldPassword(matched bool) TargetLoader {
	return func(tx *store.Tx, s *State) error { return s.presented(tx, s.User, matched) }
}

// presented adds the facts of a user's password and the guesses at it. An unknown user is
// nil.
func (s *State) presented(tx *store.Tx, user *models.User, matched bool) error {
	state, account := &input.Lockout{}, &input.Guessing{} // settings of people are data of the policy
	login := &input.Login{TrustedIPs: []string{}, AnyAddress: true, Lockout: state, Account: account}
	s.Request.Facts.Login, s.Found.Login = login, &LoginFound{User: user}
	if user == nil {
		return nil
	}
	login.Known, login.OwnerAccepted = true, user.IsAccepted
	if matched {
		login.Secret = &input.LoginSecret{}
	}
	if err := guessing(tx, s, user.ID, account); err != nil {
		return err
	}
	return failuresSoFar(tx, s, user.ID, state)
}

// HoldSession keeps the calling session from ending before what it makes is there to be
// ended with it. It fails with store.ErrConflict if the session has ended or its tokens
// have since it was read.
func HoldSession(tx *store.Tx, s *State) error {
	if s.Session == nil || !s.Question.locks() {
		return nil
	}
	row, err := orNil(store.First[models.Session](tx.Locking(), store.Installation, sessionOf, s.Session.ID, s.Session.UserID))
	if err == nil && (row == nil || row.AccessVersion != s.Session.AccessVersion) {
		err = &store.Error{Kind: store.ErrConflict}
	}
	return err
}

// OnAPIKey makes an API key the target. Its name is private to
// its owner.
func OnAPIKey(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "API key"
		row, err := orNil(store.First[models.APIKey](tx, store.Installation, withID, id))
		if err != nil || row == nil {
			return err
		}
		s.Found.APIKey, target.Known = row, true
		target.Owner = &input.SubjectRef{Type: models.SubjectUser, ID: row.UserID}
		if s.User != nil && s.User.ID == row.UserID {
			s.Asks().Name = &row.Name
		}
		return nil
	}
}

// OnOwnMemberships counts who administers the organizations that the calling
// user is about to leave.
func OnOwnMemberships(tx *store.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "user", true
	if s.User == nil {
		return nil
	}
	if err := s.withoutInstanceAdmin(tx); err != nil {
		return err
	}
	memberships, err := models.MembershipsOfUser(tx, s.User.ID)
	if err != nil {
		return err
	}
	for _, membership := range memberships {
		if membership.Role != "admin" {
			continue
		}
		if s.Question.locks() { // the account may belong to others than the one it acts in
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

// withoutInstanceAdmin counts the people who administer the installation, with
// and without the calling user. Machines do not count: no person could log in as
// one to make the next administrator.
func (s *State) withoutInstanceAdmin(tx *store.Tx) error {
	if !s.User.SuperAdmin {
		return nil
	}
	admins, err := store.Find[models.User](s.held(tx).OrderBy("id"), store.Installation, "super_admin = ? AND is_accepted = ?", true, true)
	if err != nil {
		return err
	}
	target := s.target()
	target.Administrators = append(target.Administrators, input.Administrators{
		Scope: scopeInstance, Before: int64(len(admins)), After: int64(len(admins)) - 1,
	})
	return nil
}

// scopeInstance is the scope of those who administer the installation.
const scopeInstance = "instance"
