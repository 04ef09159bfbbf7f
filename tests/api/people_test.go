package api

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestSignUp_is_by_invitation_and_says_so(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	for _, path := range []string{"email/signup", "email/verify", "complete-account/signup"} {
		s.Anonymous().Post(t, "/api/v3/signup/"+path, testserver.Object{"email": "new@example.com"}).WantRefusal(t, 400, "sign_up_disabled")
		s.Anonymous().Post(t, "/api/v3/signup/"+path, testserver.Object{"email": "no address"}).Want(t, 422)
	}
	other := s.As(s.Token(t, s.NewMachine(t, "admin", nil)))
	other.Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": true}).WantRefusal(t, 403, "permission_missing")
	s.AsAdmin().Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": false}).Want(t, 200)
	s.AsPerson(t).Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": true}).Want(t, 200)
	answer := s.Anonymous().Post(t, "/api/v3/signup/email/signup", testserver.Object{"email": "new@example.com"}).Want(t, 400)
	if !strings.Contains(answer.Text("message"), "invite-org") {
		t.Errorf("does not say how to come in: %s", answer.Body)
	}
}

// Who invites knows the code, so a code alone adds nobody who has an account.
func TestInvitations_are_accepted_by_those_they_are_for(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		host, guest := s.NewPerson(t, "no-access"), s.NewPerson(t, "no-access")
		id := host.Post(t, "/api/v2/organizations", testserver.Object{"name": "Second"}).Want(t, 200).Text("organization.id")
		there := s.LogIn(t, host.Email, host.Password, id)
		invited := there.Post(t, "/api/v1/invite-org/signup", testserver.Object{"inviteeEmail": guest.Email, "organizationId": id}).Want(t, 200)
		code := testserver.CodeOf(t, invited)
		verified := s.Anonymous().Post(t, "/api/v1/invite-org/verify", testserver.Object{"email": guest.Email, "organizationId": id, "code": code}).Want(t, 200)
		if verified.Value("token") != nil {
			t.Errorf("a code alone opens an account: %s", verified.Body)
		}
		accept := testserver.Object{"organizationId": id, "code": code}
		host.Post(t, "/api/v1/invite-org/accept", accept).Want(t, 401)
		guest.Post(t, "/api/v1/invite-org/accept", testserver.Object{"organizationId": id, "code": "wrong"}).Want(t, 401)
		guest.Post(t, "/api/v1/invite-org/accept", testserver.Object{"organizationId": s.Admin.ID, "code": code}).Want(t, 401)
		guest.Post(t, "/api/v1/invite-org/accept", accept).Want(t, 200)
		guest.Post(t, "/api/v1/invite-org/accept", accept).Want(t, 401)
		s.LogIn(t, guest.Email, guest.Password, id).Get(t, "/api/v1/organization/"+id).Want(t, 200)
		if list := guest.Get(t, "/api/v1/organization/accessible-with-sub-orgs").Want(t, 200); list.Value("organizations.1") == nil {
			t.Errorf("both organizations are listed: %s", list.Body)
		}
	})
}
