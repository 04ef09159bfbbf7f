package api

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

func recoverAccount(t *testing.T, s *testserver.Server, email, code string) testserver.Answer {
	t.Helper()
	return s.Anonymous().Post(t, "/api/v1/account-recovery/verify-email", testserver.Object{"email": email, "code": code})
}

func setPassword(t *testing.T, s *testserver.Server, token, password string) testserver.Answer {
	t.Helper()
	return s.As(token).Post(t, "/api/v2/password/password-reset", testserver.Object{"newPassword": password})
}

func logInWith(t *testing.T, s *testserver.Server, email, password string) testserver.Answer {
	t.Helper()
	return s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": email, "password": password})
}

func TestRecovery_a_code_sets_one_password_and_ends_what_was_before(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person := s.NewPerson(t, "member")
		key := s.Anonymous().With("X-Api-Key", person.Post(t, "/api/v2/users/me/api-keys", testserver.Object{"name": "k", "expiresIn": 3600}).Want(t, 200).Text("apiKey"))
		key.Get(t, "/api/v2/users/me").Want(t, 200)
		old := s.RecoveryCode(t, person.Email)
		code := s.RecoveryCode(t, strings.ToUpper(person.Email))
		recoverAccount(t, s, person.Email, old).WantRefusal(t, 401, "credentials_invalid") // a newer one was made
		for range 10 {
			logInWith(t, s, person.Email, "wrong").Want(t, 401)
		}
		logInWith(t, s, person.Email, person.Password).WantRefusal(t, 401, "credentials_invalid")
		exchanged := recoverAccount(t, s, " "+person.Email+" ", code).Want(t, 200)
		if exchanged.Text("user.id") != person.ID {
			t.Errorf("answered %s", exchanged.Body)
		}
		recoverAccount(t, s, person.Email, code).WantRefusal(t, 401, "credentials_invalid")
		token := exchanged.Text("token")
		s.As(token).Get(t, "/api/v1/user").Want(t, 401)
		setPassword(t, s, token, "short").Want(t, 422)
		setPassword(t, s, token, "a new password").Want(t, 200)
		setPassword(t, s, token, "another password").WantRefusal(t, 401, "credentials_invalid")
		person.Get(t, "/api/v1/user").Want(t, 401)
		key.Get(t, "/api/v2/users/me").Want(t, 401)
		logInWith(t, s, person.Email, person.Password).Want(t, 401)
		logInWith(t, s, person.Email, "a new password").Want(t, 200)
	})
}

func TestRecovery_of_many_who_have_the_code_one_sets_the_password(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person := s.NewPerson(t, "member")
		code := s.RecoveryCode(t, person.Email)
		token := oneOfMany(t, func() testserver.Answer { return recoverAccount(t, s, person.Email, code) }).Text("token")
		oneOfMany(t, func() testserver.Answer { return setPassword(t, s, token, "a new password") })
	})
}

// A code that was exchanged before a newer one was made leaves a token: it ends with its
// code, and does not come back when the newer one is exchanged.
func TestRecovery_a_token_of_an_older_code_sets_no_password(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person := s.NewPerson(t, "member")
		older := recoverAccount(t, s, person.Email, s.RecoveryCode(t, person.Email)).Want(t, 200).Text("token")
		code := s.RecoveryCode(t, person.Email)
		setPassword(t, s, older, "a new password").WantRefusal(t, 401, "credentials_invalid")
		newer := recoverAccount(t, s, person.Email, code).Want(t, 200).Text("token")
		setPassword(t, s, older, "a new password").WantRefusal(t, 401, "credentials_invalid")
		setPassword(t, s, newer, "another password").Want(t, 200)
	})
}

func TestRecovery_codes_and_tokens_end_by_themselves(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	code := s.RecoveryCode(t, person.Email)
	s.Clock.Advance(24*3600 - 1)
	late := recoverAccount(t, s, person.Email, code).Want(t, 200).Text("token")
	s.Clock.Advance(15 * 60)
	setPassword(t, s, late, "a new password").WantRefusal(t, 401, "credentials_invalid")
	code = s.RecoveryCode(t, person.Email)
	s.Clock.Advance(24 * 3600)
	recoverAccount(t, s, person.Email, code).WantRefusal(t, 401, "credentials_invalid")
}

func TestRecovery_tells_nothing_of_who_has_an_account(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	s.RecoveryCode(t, person.Email)
	for _, path := range []string{"/api/v1/account-recovery/send-email", "/api/v1/password/email/password-reset"} {
		known := s.Anonymous().Post(t, path, testserver.Object{"email": person.Email}).Want(t, 200)
		unknown := s.Anonymous().Post(t, path, testserver.Object{"email": "nobody@example.com"}).Want(t, 200)
		if known.Body != unknown.Body {
			t.Errorf("%s tells %s from %s", path, known.Body, unknown.Body)
		}
	}
	known, unknown := recoverAccount(t, s, person.Email, "guess"), recoverAccount(t, s, "nobody@example.com", "guess")
	if known.Status != 401 || unknown.Status != 401 || known.Text("message") != unknown.Text("message") {
		t.Errorf("%s and %s", known.Body, unknown.Body)
	}
	setPassword(t, s, "", "a new password").Want(t, 401)
	s.Anonymous().Post(t, "/api/v2/password/password-reset", testserver.Object{"newPassword": "a new password"}).WantRefusal(t, 401, "credentials_invalid")
	session := logInWith(t, s, person.Email, person.Password).Want(t, 200).Text("accessToken")
	setPassword(t, s, session, "a new password").WantRefusal(t, 401, "credentials_invalid")
}

func TestAdmin_a_granted_user_administers_the_installation(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	person.Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": false}).Want(t, 403)
	config := s.Config
	admin, err := service.OpenAdmin(t.Context(), &config)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // the test is about the grant
	if err := admin.Grant(t.Context(), person.Email); err != nil {
		t.Fatal(err)
	}
	person.Patch(t, "/api/v1/admin/config", testserver.Object{"allowSignUp": false}).Want(t, 200)
	users, identities, err := admin.Administrators(t.Context())
	if err != nil || len(users) != 2 || len(identities) != 1 || identities[0].ID != s.Admin.IdentityID {
		t.Errorf("%v %v %v", users, identities, err)
	}
	if err := admin.Grant(t.Context(), "nobody@example.com"); err == nil || !strings.Contains(err.Error(), "nobody@example.com") {
		t.Errorf("granted to an unknown address: %v", err)
	}
}

// Strangers who guess slow each other down. The owner goes on where there is a
// session, and logs in from where they logged in before.
func TestLogin_strangers_who_guess_do_not_lock_the_owner_out(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	person := s.NewPerson(t, "member")
	from := func(address, password string) testserver.Answer {
		return s.Anonymous().From(address).Post(t, "/api/v3/auth/login", testserver.Object{"email": person.Email, "password": password})
	}
	from("203.0.113.7", person.Password).Want(t, 200)
	for i := range 20 {
		from("198.51.100."+string(rune('1'+i%9)), "wrong").WantRefusal(t, 401, "credentials_invalid")
	}
	locked := from("192.0.2.1", "wrong").WantRefusal(t, 401, "credentials_invalid")
	unknown := s.Anonymous().From("192.0.2.1").Post(t, "/api/v3/auth/login", testserver.Object{"email": "x@example.com", "password": "wrong"})
	if said(locked) != said(unknown) {
		t.Errorf("a lock tells that there is an account: %s is not %s", said(locked), said(unknown))
	}
	from("192.0.2.1", person.Password).WantRefusal(t, 401, "credentials_invalid")
	from("203.0.113.7", person.Password).Want(t, 200)
	person.Get(t, "/api/v1/user").Want(t, 200)
	s.Clock.Advance(1) // the first delay, which the refusals did not prolong
	from("192.0.2.1", person.Password).Want(t, 200)
}

// said is a refusal without the ids of its request and decision.
func said(a testserver.Answer) string {
	return ids.ReplaceAllString(a.Body, "")
}

var ids = regexp.MustCompile(`"(reqId|decisionId)":"[^"]*"`)

// A client of IPv6 has more addresses than can be counted.
func TestLogin_an_IPv6_network_is_one_guesser(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	machine := s.NewMachine(t, "no-access", nil)
	wrong := machine
	wrong.ClientSecret = "wrong"
	for _, host := range []string{"1", "2", "ffff:ffff"} {
		s.Anonymous().From("2001:db8::"+host).Login(t, wrong).WantRefusal(t, 401, "credentials_invalid")
	}
	s.Anonymous().From("2001:db8::4").Login(t, machine).WantRefusal(t, 401, "login_locked_out")
	s.Anonymous().From("2001:db8:0:1::4").Login(t, machine).Want(t, 200)
}

func TestSetup_of_a_server_that_others_reach_takes_its_token(t *testing.T) {
	s := testserver.Launch(t, database.SQLite(t), func(config *service.Config) { config.Listen = "0.0.0.0:0" })
	body := testserver.Object{"email": "admin@example.com", "password": "long enough", "organization": "Acme"}
	for _, path := range []string{"/api/v1/admin/bootstrap", "/api/v1/admin/signup"} {
		s.Anonymous().Post(t, path, body).WantRefusal(t, 401, "setup_token_required")
		s.Anonymous().With("X-Setup-Token", "guess").Post(t, path, body).WantRefusal(t, 401, "setup_token_required")
	}
	config := s.Config
	again, err := service.New(t.Context(), config) // a replica makes the same token
	if err != nil {
		t.Fatal(err)
	}
	token := again.SetupToken()
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	printed := func() (seal.Text, error) { // by warder admin setup-token
		admin, err := service.OpenAdmin(t.Context(), &config)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = admin.Close() }()
		return admin.SetupToken(t.Context())
	}
	if got, err := printed(); err != nil || got.Reveal() != token.Reveal() {
		t.Errorf("the command prints another token, or %v", err)
	}
	s.Anonymous().With("X-Setup-Token", token.Reveal()).Post(t, "/api/v1/admin/signup", body).Want(t, 400)
	body["setupToken"] = token.Reveal()
	s.Anonymous().Post(t, "/api/v1/admin/bootstrap", body).Want(t, 200)
	s.Anonymous().Post(t, "/api/v1/admin/bootstrap", body).WantRefusal(t, 400, "instance_initialized")
	if _, err := printed(); !errors.Is(err, service.ErrSetUp) {
		t.Errorf("a token of an installation that is set up: %v", err)
	}
	if strings.Contains(s.Log.String(), token.Reveal()) {
		t.Error("the log has the setup token")
	}
}

func TestSetup_a_preset_token_holds_on_loopback_too(t *testing.T) {
	s := testserver.Launch(t, database.SQLite(t), func(config *service.Config) { config.SetupToken = seal.NewText("preset-token") })
	s.Anonymous().Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "a@example.com", "password": "long enough", "organization": "Acme"}).
		WantRefusal(t, 401, "setup_token_required")
	s.Anonymous().With("X-Setup-Token", "preset-token").Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "a@example.com", "password": "long enough", "organization": "Acme"}).Want(t, 200)
}

func TestSessions_the_cookie_goes_to_the_routes_that_need_it(t *testing.T) {
	for site, secure := range map[string]bool{"": false, "https://warder.example.com": true} {
		s := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.SiteURL = site })
		login := logInWith(t, s, s.Admin.Email, s.Admin.Password).Want(t, 200)
		out := s.As(login.Text("accessToken")).Post(t, "/api/v1/auth/logout", nil).Want(t, 200)
		for _, answer := range []testserver.Answer{login, out} {
			for _, c := range (&http.Response{Header: answer.Header}).Cookies() {
				if c.Name == "jid" && (c.Path != "/api/v1/auth" || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteStrictMode) {
					t.Errorf("%s sets %s", answer.Request, c)
				}
			}
		}
	}
}

func TestOrganization_what_protects_it_is_named(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	id := person.Post(t, "/api/v2/organizations", testserver.Object{"name": "Own"}).Want(t, 200).Text("organization.id")
	own := s.LogIn(t, person.Email, person.Password, id)
	for _, name := range []string{"one", "two"} {
		own.Post(t, "/api/v2/workspace", testserver.Object{"projectName": name, "hasDeleteProtection": true}).Want(t, 200)
	}
	for i := range 12 {
		own.Post(t, "/api/v1/identities", testserver.Object{"name": "robot-" + string(rune('a'+i)), "organizationId": id, "hasDeleteProtection": true}).Want(t, 200)
	}
	refused := own.Delete(t, "/api/v2/organizations/"+id, nil).WantRefusal(t, 400, "delete_protected")
	for name, named := range map[string]bool{"project one": true, "project two": true, "identity robot-a": true, "robot-h": true, "robot-i": false} {
		if strings.Contains(refused.Text("message"), name) != named {
			t.Errorf("%s: %s", name, refused.Text("message"))
		}
	}
}

func TestPassword_guesses_at_the_old_one_count_as_logins_do(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	change := func(old string) testserver.Answer {
		return person.Post(t, "/api/v2/password/user/password-reset", testserver.Object{"oldPassword": old, "newPassword": "a new password"})
	}
	for range 9 {
		change("wrong").WantRefusal(t, 400, "password_wrong")
	}
	logInWith(t, s, person.Email, "wrong").Want(t, 401) // the tenth
	change(person.Password).WantRefusal(t, 400, "password_locked_out")
	logInWith(t, s, person.Email, person.Password).WantRefusal(t, 401, "credentials_invalid")
	s.Clock.Advance(300)
	change(person.Password).Want(t, 200)
	logInWith(t, s, person.Email, "a new password").Want(t, 200)
}
