package accounts

import (
	"errors"

	"warder/engine/facts"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Users: password login, sessions and their own account (docs/contract.md 2.2, 2.3).
func userRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v3/auth/login", Modes: pep.Public, Resource: "user", Action: "login", Event: "user-login", Cookie: true, Handler: pep.HandleBody(loginUser)},
		{Method: "POST", Path: "/api/v1/auth/console-link", Modes: pep.Public, Resource: "user", Action: "loginByLink", Event: "user-login", Cookie: true, Handler: pep.HandleBody(loginByLink)},
		{Method: "POST", Path: "/api/v3/auth/select-organization", Modes: pep.UserOnly, Resource: "organization", Action: "select", Event: "select-organization", Handler: pep.HandleBody(selectOrganization)},
		{Method: "POST", Path: "/api/v1/auth/token", Modes: pep.Public, Resource: "session", Action: "refresh", Cookie: true, Handler: pep.HandleOptional(refreshSession)},
		{Method: "POST", Path: "/api/v1/auth/checkAuth", Modes: pep.UserOnly, Resource: "organization", Action: "read", Handler: pep.Handle(checkAuth)},
		{Method: "POST", Path: "/api/v1/auth/logout", Modes: pep.UserOnly, Resource: "account", Action: "manageSessions", Event: "user-logout", Cookie: true, Handler: pep.Handle(logout)},
		{Method: "GET", Path: "/api/v1/user", Modes: pep.UserOnly, Resource: "account", Action: "read", Handler: pep.Handle(readUser)},
		{Method: "GET", Path: "/api/v2/users/me", Modes: pep.UserOrAPIKey, Resource: "account", Action: "read", Handler: pep.Handle(readUser)},
		{Method: "DELETE", Path: "/api/v2/users/me", Modes: pep.UserOnly, Resource: "account", Action: "delete", Event: "delete-user", Handler: pep.Handle(deleteUser)},
		{Method: "GET", Path: "/api/v2/users/me/organizations", Modes: pep.UserOrAPIKey, Resource: "account", Action: "listOrganizations", Handler: pep.Handle(listOrganizations)},
		{Method: "GET", Path: "/api/v1/organization", Modes: pep.UserOrAPIKey, Resource: "account", Action: "listOrganizations", Handler: pep.Handle(listOrganizations)},
		{Method: "GET", Path: "/api/v1/organization/accessible-with-sub-orgs", Modes: pep.UserOrAPIKey, Resource: "account", Action: "listOrganizations", Handler: pep.Handle(listOrganizations)},
		{Method: "GET", Path: "/api/v2/users/me/sessions", Modes: pep.UserOnly, Resource: "account", Action: "manageSessions", Handler: pep.Handle(listSessions)},
		{Method: "DELETE", Path: "/api/v2/users/me/sessions", Modes: pep.UserOnly, Resource: "account", Action: "manageSessions", Handler: pep.Handle(endSessions)},
	}
}

// aboutSelf asks about the caller's own account, outside of any organization.
func aboutSelf(r *pep.Request) facts.Question {
	question := r.Question(facts.ProjectRef{}, facts.OnSelf)
	question.OrgLess = true
	return question
}

type loginRequest struct {
	Email    *string `json:"email" validate:"required,email,max=255"`
	Password *string `json:"password" validate:"required,min=1,max=1024"`
	sessionLifetime

	ProviderAuthToken pep.Unserved `json:"providerAuthToken" validate:"unserved=People sign in by password and not by another provider"`
}

func (r *loginRequest) Normalize() {
	pep.Trim(r.Email)
	if r.Email != nil {
		*r.Email = pep.NormalizeEmail(*r.Email)
	}
}

// supposed replaces the hash of a password that is assumed right.
const supposed = "supposed"

// loginUser checks a password. The expensive check runs outside of any transaction, and is
// skipped when over the rate limit. Unknown and locked users take as long as a wrong password,
// so that timing reveals nothing. A session starts only if the user still has the hash that
// the password matched.
func loginUser(r *pep.Request, body *loginRequest) (*accessTokenAnswer, error) {
	tooMuch, err := r.OverRate(openly(r, facts.OnPassword(*body.Email, supposed)))
	if err != nil {
		return nil, err
	}
	verified, compared := "", tooMuch
	return pep.RetryLost(r, func() (*accessTokenAnswer, error) {
		if !compared {
			if verified, err = verifiedHash(r, *body.Email, *body.Password); err != nil {
				return nil, err
			}
		}
		question := openly(r, facts.OnPassword(*body.Email, verified))
		answer, err := credentials.LoginOnce(r, question, func(tx *store.Tx, q *pep.Evaluation) (*accessTokenAnswer, error) {
			return openSession(r, tx, q, body.sessionLifetime)
		})
		compared = !errors.Is(err, store.ErrConflict) // otherwise the password was changed meanwhile
		return answer, err
	})
}

// verifiedHash returns the user's hash if the password matches it, and otherwise "".
func verifiedHash(r *pep.Request, email, password string) (string, error) {
	var user *models.User
	err := r.API.Store.Snapshot(r.Request.Context(), func(tx *store.Tx) (err error) {
		user, err = facts.Missing(store.First[models.User](tx, store.Installation, "email = ?", email))
		return err
	})
	if err != nil {
		return "", err
	}
	if user == nil || user.PasswordHash == "" {
		return "", r.API.Passwords.DummyVerify(r.Request.Context(), password)
	}
	matched, err := r.API.Passwords.Verify(r.Request.Context(), user.PasswordHash, password)
	if err != nil || !matched {
		return "", err
	}
	return user.PasswordHash, nil
}

// userAnswer is the response for a user.
type userAnswer struct {
	User userJSON `json:"user"`
}

func readUser(r *pep.Request) (*userAnswer, error) {
	return pep.Read(r, aboutSelf(r), func(_ *store.Tx, s *facts.State) (*userAnswer, error) {
		return &userAnswer{User: describeUser(s.User)}, nil
	})
}

func deleteUser(r *pep.Request) (*userAnswer, error) {
	question := aboutSelf(r)
	question.Targets = append(question.Targets, facts.OnOwnMemberships)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*userAnswer, error) {
		return &userAnswer{User: describeUser(s.User)}, models.DeleteUser(tx, s.User.ID)
	})
}

// organizationsAnswer lists the organizations of a user.
type organizationsAnswer struct {
	Organizations []organizationJSON `json:"organizations"`
}

func listOrganizations(r *pep.Request) (*organizationsAnswer, error) {
	return pep.Read(r, aboutSelf(r), func(tx *store.Tx, s *facts.State) (*organizationsAnswer, error) {
		memberships, err := models.MembershipsOfUser(tx, s.User.ID)
		if err != nil {
			return nil, err
		}
		organizations, err := models.OrganizationsOf(tx, memberships)
		list := []organizationJSON{}
		for i := range organizations {
			list = append(list, describeOrganization(&organizations[i]))
		}
		return &organizationsAnswer{Organizations: list}, err
	})
}

func checkAuth(r *pep.Request) (*pep.Message, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(*store.Tx, *facts.State) (*pep.Message, error) {
		return &pep.Message{Message: "Authenticated"}, nil
	})
}

// userJSON is a user in the API (docs/contract.md 2.3). No field derives from the password.
type userJSON struct {
	ID              string     `json:"id"`
	UserID          string     `json:"userId"`
	Username        string     `json:"username"`
	Email           string     `json:"email"`
	FirstName       string     `json:"firstName"`
	LastName        string     `json:"lastName"`
	AuthMethods     []string   `json:"authMethods"`
	SuperAdmin      bool       `json:"superAdmin"`
	IsAccepted      bool       `json:"isAccepted"`
	IsMfaEnabled    bool       `json:"isMfaEnabled"`
	MfaMethods      []string   `json:"mfaMethods"`
	Devices         []struct{} `json:"devices"`
	IsGhost         bool       `json:"isGhost"`
	IsEmailVerified bool       `json:"isEmailVerified"`
	IsLocked        bool       `json:"isLocked"`
	PublicKey       string     `json:"publicKey"`
	Encryption      int        `json:"encryptionVersion"`
	CreatedAt       store.Time `json:"createdAt"`
	UpdatedAt       store.Time `json:"updatedAt"`
}

func describeUser(row *models.User) userJSON {
	return userJSON{
		ID: row.ID, UserID: row.ID, Username: row.Username, Email: row.Email, FirstName: row.FirstName, LastName: row.LastName,
		AuthMethods: []string{"email"}, SuperAdmin: row.SuperAdmin, IsAccepted: row.IsAccepted, MfaMethods: []string{}, Devices: []struct{}{},
		IsEmailVerified: row.IsEmailVerified, PublicKey: row.PublicKey, Encryption: 2, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}
