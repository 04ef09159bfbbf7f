package testserver

import (
	"net/http"
	"net/url"
	"testing"

	"warder/cmd/service"
)

// Person is a user of the bootstrapped organization, logged in there.
type Person struct {
	Client
	ID, Email, Password string
	MembershipID        string // of the organization
}

// AsPerson is the administrator as a person, in the bootstrapped organization.
func (s *Server) AsPerson(t testing.TB) Client {
	t.Helper()
	return s.LogIn(t, s.Admin.Email, s.Admin.Password, s.Admin.ID)
}

// LogIn is a person in an organization, in a session of its own: sessions are
// told apart by the user agent.
func (s *Server) LogIn(t testing.TB, email, password, organizationID string) Client {
	t.Helper()
	browser := Client{Server: s, header: http.Header{"User-Agent": {Unique("browser")}}}
	login := browser.Post(t, "/api/v3/auth/login", Object{"email": email, "password": password}).Want(t, 200)
	unbound := browser.With("Authorization", "Bearer "+login.Text("accessToken"))
	selected := unbound.Post(t, "/api/v3/auth/select-organization", Object{"organizationId": organizationID}).Want(t, 200)
	return browser.With("Authorization", "Bearer "+selected.Text("token"))
}

// NewPerson invites a user, completes the account, and gives it an
// organization role.
func (s *Server) NewPerson(t testing.TB, role string) Person {
	t.Helper()
	return s.NewPersonWithKey(t, role, "")
}

// NewPersonWithKey is NewPerson with the public key that others encrypt for.
func (s *Server) NewPersonWithKey(t testing.TB, role, publicKey string) Person {
	t.Helper()
	admin := s.AsPerson(t)
	p := Person{Email: Unique("person") + "@example.com", Password: "a long enough password"}
	token := s.Invitation(t, admin, p.Email)
	account := s.Anonymous().With("Authorization", "Bearer "+token).Post(t, "/api/v3/signup/complete-account/invite",
		Object{"email": p.Email, "password": p.Password, "firstName": "Person", "publicKey": publicKey}).Want(t, 200)
	p.ID = account.Text("user.id")
	p.MembershipID = s.MembershipOf(t, p.ID)
	if role != "no-access" {
		admin.Patch(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships/"+p.MembershipID, Object{"role": role}).Want(t, 200)
	}
	p.Client = s.LogIn(t, p.Email, p.Password, s.Admin.ID)
	return p
}

// MembershipOf is the membership of a user in the bootstrapped organization.
func (s *Server) MembershipOf(t testing.TB, userID string) string {
	t.Helper()
	listed := s.AsAdmin().Get(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships").Want(t, 200)
	users, _ := listed.Value("users").([]any)
	for _, user := range users {
		if row, _ := user.(map[string]any); row["userId"] == userID {
			id, _ := row["id"].(string)
			return id
		}
	}
	t.Fatalf("%s is not listed: %s", userID, listed.Body)
	return ""
}

// Invitation is the token that completes the account of an invited user.
func (s *Server) Invitation(t testing.TB, admin Client, email string) string {
	t.Helper()
	invited := admin.Post(t, "/api/v1/invite-org/signup", Object{"inviteeEmail": email, "organizationId": s.Admin.ID}).Want(t, 200)
	return s.Anonymous().Post(t, "/api/v1/invite-org/verify", Object{
		"email": email, "organizationId": s.Admin.ID, "code": CodeOf(t, invited),
	}).Want(t, 200).Text("token")
}

// CodeOf is the code in the link of an invitation.
func CodeOf(t testing.TB, invited Answer) string {
	t.Helper()
	link, err := url.Parse(invited.Text("completeInviteLink"))
	if err != nil {
		t.Fatal(err)
	}
	return link.Query().Get("token")
}

// RecoveryCode is what the operator of the server obtains for a user who lost the password.
func (s *Server) RecoveryCode(t testing.TB, email string) string {
	t.Helper()
	config := s.Config
	admin, err := service.OpenAdmin(t.Context(), &config)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // the test is about the code
	code, _, err := admin.ResetPassword(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
