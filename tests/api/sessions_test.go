package api

import (
	"net/http"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// cookie is the refresh token that an answer sets.
func cookie(t *testing.T, answer testserver.Answer) string {
	t.Helper()
	response := &http.Response{Header: answer.Header}
	for _, c := range response.Cookies() {
		if c.Name == "jid" {
			return c.Value
		}
	}
	t.Fatalf("%s sets no cookie", answer.Request)
	return ""
}

func TestSessions_a_refreshed_token_acts_in_the_organization_that_was_selected(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
		selected := s.As(login.Text("accessToken")).Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID}).Want(t, 200)
		refreshed := s.Anonymous().With("Cookie", "jid="+cookie(t, selected)).Post(t, "/api/v1/auth/token", nil).Want(t, 200)
		s.As(refreshed.Text("token")).Get(t, "/api/v1/organization/"+s.Admin.ID).Want(t, 200)
		s.As(refreshed.Text("token")).Post(t, "/api/v1/auth/logout", nil).Want(t, 200)
		again := s.Anonymous().With("Cookie", "jid="+cookie(t, selected)).Post(t, "/api/v1/auth/token", nil).Want(t, 401)
		if !strings.Contains(again.Text("message"), "log in again") {
			t.Errorf("refreshed after logout: %s", again.Body)
		}
	})
}

func TestSessions_selecting_an_organization_ends_the_tokens_before(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
		before := s.As(login.Text("accessToken"))
		selected := before.Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID}).Want(t, 200)
		before.Get(t, "/api/v1/organization").Want(t, 401)
		s.As(selected.Text("token")).Get(t, "/api/v1/organization").Want(t, 200)
	})
}

func TestSessions_a_stranger_writes_into_no_log_by_selecting_its_organization(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		stranger := s.NewPerson(t, "member")
		admin := s.AsPerson(t)
		admin.Delete(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships/"+stranger.MembershipID, nil).Want(t, 200)
		login := logInWith(t, s, stranger.Email, stranger.Password).Want(t, 200)
		refused := func(client testserver.Client, status int) string {
			return client.Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID}).Want(t, status).Header.Get("X-Decision-Id")
		}
		foreign, own := refused(s.As(login.Text("accessToken")), 403), refused(admin, 200)
		testserver.Eventually(t, "the decision after it is recorded", func() bool { return s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+own).Status == 200 })
		s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+foreign).Want(t, 404)
	})
}
