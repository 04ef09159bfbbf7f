package api

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// complete finishes the account of an invited person with a sign-up token.
func complete(t *testing.T, s *testserver.Server, token, email string) testserver.Answer {
	t.Helper()
	return s.Anonymous().With("Authorization", "Bearer "+token).Post(t, "/api/v3/signup/complete-account/invite",
		testserver.Object{"email": email, "password": "a long enough password", "firstName": "Person"})
}

func TestHumanTokens_a_sign_up_token_ends_after_its_quarter_of_an_hour(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin, email := s.AsPerson(t), testserver.Unique("late")+"@example.com"
	token := s.Invitation(t, admin, email)
	s.Clock.Advance(15 * 60)
	complete(t, s, token, email).Want(t, 401)
	s.Clock.Advance(-1)
	complete(t, s, token, email).Want(t, 200)
}

func TestHumanTokens_a_sign_up_token_completes_the_account_it_was_issued_for_alone(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin, mine, another := s.AsPerson(t), testserver.Unique("mine")+"@example.com", testserver.Unique("another")+"@example.com"
	token := s.Invitation(t, admin, mine)
	s.Invitation(t, admin, another) // open as well, so that only the token's address refuses
	complete(t, s, token, another).Want(t, 401)
	complete(t, s, token, mine).Want(t, 200)
}

func TestHumanTokens_other_signed_tokens_complete_no_account(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin, email := s.AsPerson(t), testserver.Unique("invited")+"@example.com"
	s.Invitation(t, admin, email)
	complete(t, s, s.Admin.Token, email).Want(t, 401)
}

func TestHumanTokens_a_refresh_token_ends_after_ninety_days(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
	refresh := s.Anonymous().With("Cookie", "jid="+cookie(t, login))
	s.Clock.Advance(90*24*3600 - 1)
	refresh.Post(t, "/api/v1/auth/token", nil).Want(t, 200)
	s.Clock.Advance(1)
	refresh.Post(t, "/api/v1/auth/token", nil).Want(t, 401)
}

func TestHumanTokens_nobody_deletes_the_API_key_of_somebody_else(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	const keys = "/api/v2/users/me/api-keys"
	owner, other := s.NewPerson(t, "member"), s.NewPerson(t, "admin")
	made := owner.Post(t, keys, testserver.Object{"name": "mine", "expiresIn": 3600}).Want(t, 200)
	key := s.Anonymous().With("X-Api-Key", made.Text("apiKey"))
	other.Delete(t, keys+"/"+made.Text("apiKeyData.id"), nil).Want(t, 404)
	key.Get(t, "/api/v2/users/me").Want(t, 200)
	owner.Delete(t, keys+"/"+made.Text("apiKeyData.id"), nil).Want(t, 200)
	key.Get(t, "/api/v2/users/me").Want(t, 401)
}
