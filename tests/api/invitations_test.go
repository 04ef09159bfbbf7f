package api

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// A token that completes an account is good for the invitation that it was given for, as
// long as that is the last one and active.
func TestInvitations_a_token_ends_with_its_invitation(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsPerson(t)
		complete := func(email, token string) testserver.Answer {
			return s.As(token).Post(t, "/api/v3/signup/complete-account/invite",
				testserver.Object{"email": email, "password": "a long enough password", "firstName": "Person"})
		}

		again := "again@example.com"
		outdated := s.Invitation(t, admin, again)
		newest := s.Invitation(t, admin, again)
		complete(again, outdated).WantRefusal(t, 401, "credentials_invalid")
		account := complete(again, newest).Want(t, 200)
		s.As(account.Text("token")).Delete(t, "/api/v2/users/me", nil).Want(t, 200)
		invited := s.Invitation(t, admin, again)
		complete(again, newest).WantRefusal(t, 401, "credentials_invalid") // of the account that is gone
		complete(again, invited).Want(t, 200)

		off := "off@example.com"
		code := testserver.CodeOf(t, admin.Post(t, "/api/v1/invite-org/signup",
			testserver.Object{"inviteeEmail": off, "organizationId": s.Admin.ID}).Want(t, 200))
		verify := func() testserver.Answer {
			return s.Anonymous().Post(t, "/api/v1/invite-org/verify", testserver.Object{"email": off, "organizationId": s.Admin.ID, "code": code})
		}
		token := verify().Want(t, 200).Text("token")
		activate := func(active bool) {
			path := "/api/v2/organizations/" + s.Admin.ID + "/memberships/" + invitationOf(t, s, off)
			admin.Patch(t, path, testserver.Object{"isActive": active}).Want(t, 200)
		}
		activate(false)
		verify().WantRefusal(t, 401, "credentials_invalid")
		complete(off, token).WantRefusal(t, 401, "credentials_invalid")
		activate(true)
		complete(off, token).Want(t, 200)
	})
}

// invitationOf is the membership that an address is invited to.
func invitationOf(t *testing.T, s *testserver.Server, email string) string {
	t.Helper()
	listed := s.AsAdmin().Get(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships").Want(t, 200)
	users, _ := listed.Value("users").([]any)
	for _, user := range users {
		if row, _ := user.(map[string]any); row["inviteEmail"] == email {
			id, _ := row["id"].(string)
			return id
		}
	}
	t.Fatalf("%s is not invited: %s", email, listed.Body)
	return ""
}
