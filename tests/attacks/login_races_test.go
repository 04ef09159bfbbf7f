package attacks

import (
	"net/http"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// passwordRead is the last statement of a login before it compares the password.
const passwordRead = "FROM users WHERE email = "

// meanwhile has request stop at a statement while change is made, and returns its answer.
func meanwhile(t *testing.T, gate *testserver.Gate, statement string, request func() testserver.Answer, change func()) testserver.Answer {
	t.Helper()
	stop := gate.Hold(t, statement)
	answer := make(chan testserver.Answer, 1)
	go func() { answer <- request() }()
	stop.Await(t)
	change()
	stop.Release()
	return <-answer
}

// A login whose password was changed while it was compared begins no session: the change
// ended every session of the old password.
func TestRaces_a_login_does_not_outlive_the_change_of_its_password(t *testing.T) {
	changes := map[string]func(t *testing.T, s *testserver.Server, person testserver.Person){
		"by its owner": func(t *testing.T, _ *testserver.Server, person testserver.Person) {
			body := testserver.Object{"oldPassword": person.Password, "newPassword": "another password"}
			person.Post(t, "/api/v2/password/user/password-reset", body).Want(t, 200)
		},
		"by recovery": func(t *testing.T, s *testserver.Server, person testserver.Person) {
			recoverAccount(t, s, person.Email, s.RecoveryCode(t, person.Email), "another password")
		},
	}
	for name, change := range changes {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			database.Each(t, func(t *testing.T, url string) {
				gate, gated := testserver.WithGate()
				s := testserver.Start(t, url, gated)
				person := s.NewPerson(t, "member")
				login := func(password string) func() testserver.Answer {
					body := testserver.Object{"email": person.Email, "password": password}
					return func() testserver.Answer { return s.Anonymous().Post(t, "/api/v3/auth/login", body) }
				}
				overtaken := meanwhile(t, gate, passwordRead, login(person.Password), func() { change(t, s, person) })
				if overtaken.Status != http.StatusUnauthorized && overtaken.Status != http.StatusBadRequest {
					t.Errorf("a login with the old password: %d %s", overtaken.Status, overtaken.Body)
				}
				if token, _ := overtaken.Value("accessToken").(string); token != "" {
					s.As(token).Get(t, "/api/v1/user").Want(t, 401)
				}
				// The account is not locked out by what it did itself.
				login("another password")().Want(t, 200)
			})
		})
	}
}

// A login with the new password, begun just before the change is made, is refused or good,
// and the failure is never an error of the server.
func TestRaces_a_login_is_decided_anew_by_the_new_password(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		gate, gated := testserver.WithGate()
		s := testserver.Start(t, url, gated)
		person := s.NewPerson(t, "member")
		reset := testserver.Object{"oldPassword": person.Password, "newPassword": "another password"}
		back := testserver.Object{"oldPassword": "another password", "newPassword": person.Password}
		login := func() testserver.Answer {
			return s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": person.Email, "password": person.Password})
		}
		answer := meanwhile(t, gate, passwordRead, login, func() {
			person.Post(t, "/api/v2/password/user/password-reset", reset).Want(t, 200)
			again := s.LogIn(t, person.Email, "another password", s.Admin.ID)
			again.Post(t, "/api/v2/password/user/password-reset", back).Want(t, 200)
		})
		s.As(answer.Want(t, 200).Text("accessToken")).Get(t, "/api/v1/user").Want(t, 200)
	})
}

// An API key that a session makes while its account is recovered is gone, too.
func TestRaces_an_API_key_does_not_outlive_the_recovery_of_its_account(t *testing.T) {
	gate, gated := testserver.WithGate()
	s := testserver.Start(t, database.Postgres(t), gated)
	person := s.NewPerson(t, "member")
	create := func() testserver.Answer {
		return person.Post(t, "/api/v2/users/me/api-keys", testserver.Object{"name": "kept", "expiresIn": 3600})
	}
	code := s.RecoveryCode(t, person.Email)
	var recovered chan struct{}
	made := meanwhile(t, gate, "INSERT INTO api_keys", create, func() {
		recovered = besides(t, s, func() { recoverAccount(t, s, person.Email, code, "another password") })
	})
	<-recovered
	if key, _ := made.Value("apiKey").(string); key != "" {
		s.Anonymous().With("X-Api-Key", key).Get(t, "/api/v2/users/me").Want(t, 401)
	}
}

// besides begins a change and returns once it waits for a lock, or is made.
func besides(t *testing.T, s *testserver.Server, change func()) chan struct{} {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); change() }()
	db := s.Store(t).Statement(t.Context()).DB()
	testserver.Eventually(t, "the change waits for a lock, or is made", func() bool {
		select {
		case <-done:
			return true
		default:
		}
		var waiting int64
		err := db.Raw("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0").Scan(&waiting).Error
		return err == nil && waiting > 0
	})
	return done
}

func recoverAccount(t *testing.T, s *testserver.Server, email, code, password string) {
	t.Helper()
	token := s.Anonymous().Post(t, "/api/v1/account-recovery/verify-email", testserver.Object{"email": email, "code": code}).Want(t, 200).Text("token")
	s.As(token).Post(t, "/api/v2/password/password-reset", testserver.Object{"newPassword": password}).Want(t, 200)
}
