package handlers

import (
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// People: password login, sessions and their own account (docs/contract.md 2.2, 2.3).
func userRoutes() []route {
	return []route{
		{"POST", "/api/v3/auth/login", public, "user", "login", "user-login", loginUser, false},
		{"POST", "/api/v3/auth/select-organization", j, "organization", "select", "select-organization", selectOrganization, false},
		{"POST", "/api/v1/auth/token", public, "session", "refresh", "", refreshSession, false},
		{"POST", "/api/v1/auth/checkAuth", j, "organization", "read", "", checkAuth, false},
		{"POST", "/api/v1/auth/logout", j, "account", "manageSessions", "user-logout", logout, false},
		{"GET", "/api/v1/user", j, "account", "read", "", readUser, false},
		{"GET", "/api/v2/users/me", jk, "account", "read", "", readUser, false},
		{"DELETE", "/api/v2/users/me", j, "account", "delete", "delete-user", deleteUser, false},
		{"GET", "/api/v2/users/me/organizations", jk, "account", "listOrganizations", "", listOrganizations, false},
		{"GET", "/api/v1/organization", jk, "account", "listOrganizations", "", listOrganizations, false},
		{"GET", "/api/v1/organization/accessible-with-sub-orgs", jk, "account", "listOrganizations", "", listOrganizations, false},
		{"GET", "/api/v2/users/me/sessions", j, "account", "manageSessions", "", listSessions, false},
		{"DELETE", "/api/v2/users/me/sessions", j, "account", "manageSessions", "", endSessions, false},
	}
}

// aboutSelf asks about the caller's own account, in no organization.
func (c *call) aboutSelf() facts.Question {
	question := c.question(facts.ProjectRef{}, facts.OnSelf)
	question.OrgLess = true
	return question
}

type loginRequest struct {
	Email    *string `json:"email" validate:"required,email"`
	Password *string `json:"password" validate:"required,min=1"`
}

func (*loginRequest) requested(*engine.Requested) {} // see facts.OnPassword

func (r *loginRequest) normalize() {
	trim(r.Email)
	if r.Email != nil {
		*r.Email = strings.ToLower(*r.Email)
	}
}

// loginUser checks a password. The costly check runs outside any transaction;
// an unknown user costs the same as a wrong password.
func loginUser(c *call) (any, error) {
	var body loginRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	matched, err := c.passwordMatches(*body.Email, *body.Password)
	if err != nil {
		return nil, err
	}
	question := c.question(facts.ProjectRef{}, facts.OnPassword(*body.Email, matched))
	question.OrgLess = true
	return c.login(question, c.openSession)
}

func (c *call) passwordMatches(email, password string) (matched bool, err error) {
	var user *models.User
	err = c.api.Store.Snapshot(c.Request.Context(), func(tx *models.Tx) (err error) {
		user, err = facts.Missing(models.First[models.User](tx, models.Installation, "email = ?", email))
		return err
	})
	if err != nil {
		return false, err
	}
	if user == nil || user.PasswordHash == "" {
		return false, c.api.Passwords.DummyVerify(c.Request.Context(), password)
	}
	return c.api.Passwords.Verify(c.Request.Context(), user.PasswordHash, password)
}

func readUser(c *call) (any, error) {
	return c.read(c.aboutSelf(), func(_ *models.Tx, s *facts.State) (any, error) {
		return map[string]any{"user": describeUser(s.User)}, nil
	})
}

func deleteUser(c *call) (any, error) {
	question := c.aboutSelf()
	question.Targets = append(question.Targets, facts.OnOwnMemberships)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		return map[string]any{"user": describeUser(s.User)}, models.DeleteUser(tx, s.User.ID)
	})
}

func listOrganizations(c *call) (any, error) {
	return c.read(c.aboutSelf(), func(tx *models.Tx, s *facts.State) (any, error) {
		memberships, err := models.MembershipsOfUser(tx, s.User.ID)
		if err != nil {
			return nil, err
		}
		list := []organizationJSON{}
		for _, membership := range memberships {
			org, err := models.First[models.Organization](tx, models.Installation, "id = ?", membership.OrgID)
			if err != nil {
				return nil, err
			}
			list = append(list, describeOrganization(org))
		}
		return map[string]any{"organizations": list}, nil
	})
}

func checkAuth(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}), func(*models.Tx, *facts.State) (any, error) {
		return map[string]string{"message": "Authenticated"}, nil
	})
}

// userJSON is a person as the API shows them (docs/contract.md 2.3). No field derives
// from the password.
type userJSON struct {
	ID              string      `json:"id"`
	UserID          string      `json:"userId"`
	Username        string      `json:"username"`
	Email           string      `json:"email"`
	FirstName       string      `json:"firstName"`
	LastName        string      `json:"lastName"`
	AuthMethods     []string    `json:"authMethods"`
	SuperAdmin      bool        `json:"superAdmin"`
	IsAccepted      bool        `json:"isAccepted"`
	IsMfaEnabled    bool        `json:"isMfaEnabled"`
	MfaMethods      []string    `json:"mfaMethods"`
	Devices         []any       `json:"devices"`
	IsGhost         bool        `json:"isGhost"`
	IsEmailVerified bool        `json:"isEmailVerified"`
	IsLocked        bool        `json:"isLocked"`
	PublicKey       string      `json:"publicKey"`
	Encryption      int         `json:"encryptionVersion"`
	CreatedAt       models.Time `json:"createdAt"`
	UpdatedAt       models.Time `json:"updatedAt"`
}

func describeUser(row *models.User) userJSON {
	return userJSON{
		ID: row.ID, UserID: row.ID, Username: row.Username, Email: row.Email, FirstName: row.FirstName, LastName: row.LastName,
		AuthMethods: []string{"email"}, SuperAdmin: row.SuperAdmin, IsAccepted: row.IsAccepted, MfaMethods: []string{}, Devices: []any{},
		IsEmailVerified: row.IsEmailVerified, PublicKey: row.PublicKey, Encryption: 2, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}
