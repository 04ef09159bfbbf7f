package matrix

import (
	"fmt"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const whoAmI = "/api/v1/identities?orgId="

// A subject is counted wherever it calls from, an address whomever it guesses.
func Test_rates(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	t.Run("rate_limited", func(t *testing.T) {
		machine := s.As(s.Token(t, s.NewMachine(t, "admin", nil)))
		for n := range 600 {
			machine.From(fmt.Sprintf("192.0.2.%d", n%200)).Get(t, whoAmI+s.Admin.ID).Want(t, 200)
		}
		s.Clock.Advance(15)
		answer := machine.From("192.0.2.7").Get(t, whoAmI+s.Admin.ID).WantRefusal(t, 429, "rate_limited")
		if after := answer.Header.Get("Retry-After"); after != "45" || answer.Text("error") != "RateLimitExceeded" {
			t.Errorf("Retry-After is %q, want 45: %s", after, answer.Body)
		}
		machine.Get(t, whoAmI+s.Admin.ID).Want(t, 200) // from loopback
		s.AsAdmin().From("192.0.2.7").Get(t, whoAmI+s.Admin.ID).Want(t, 200)
		s.Clock.Advance(45)
		machine.From("192.0.2.7").Get(t, whoAmI+s.Admin.ID).Want(t, 200)
	})
	t.Run("a use is not spent", func(t *testing.T) {
		token := s.Token(t, s.NewMachine(t, "admin", testserver.Object{"accessTokenNumUsesLimit": 601}))
		machine := s.As(token).From("192.0.2.8")
		for range 600 {
			machine.Get(t, whoAmI+s.Admin.ID).Want(t, 200)
		}
		machine.Get(t, whoAmI+s.Admin.ID).WantRefusal(t, 429, "rate_limited")
		s.Clock.Advance(60)
		machine.Get(t, whoAmI+s.Admin.ID).Want(t, 200)
		machine.Get(t, whoAmI+s.Admin.ID).WantRefusal(t, 401, "token_uses_exhausted")
	})
	t.Run("failed logins", func(t *testing.T) {
		m := s.NewMachine(t, "no-access", nil)
		for n := range 60 {
			guess := testserver.Machine{ClientID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), ClientSecret: "guess"}
			s.Anonymous().From(fmt.Sprintf("2001:db8::%x", n+1)).Login(t, guess).Want(t, 401)
		}
		s.Anonymous().From("2001:db8::1:1").Login(t, m).WantRefusal(t, 429, "rate_limited")
		s.Anonymous().From("2001:db8:0:1::1").Login(t, m).Want(t, 200)
		s.Clock.Advance(60)
		s.Anonymous().From("2001:db8::1:1").Login(t, m).Want(t, 200)
	})
	t.Run("a dead token", func(t *testing.T) {
		m := s.NewMachine(t, "admin", nil)
		live, dead := s.Token(t, m), s.Token(t, m)
		s.Anonymous().Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": dead}).Want(t, 200)
		for range 600 {
			s.As(dead).From("192.0.2.9").Get(t, whoAmI+s.Admin.ID).WantRefusal(t, 401, "token_revoked")
		}
		s.As(live).From("192.0.2.9").Get(t, whoAmI+s.Admin.ID).Want(t, 200)
	})
}
