package api

import (
	"maps"
	"net/http"
	"sync"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// limits is a server behind a trusted proxy, so that a test can come from any
// address.
type limits struct {
	*testserver.Server
	project testserver.Project
}

// TestLimits runs every case on one server; none depends on what time it is.
func TestLimits(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		l := &limits{Server: testserver.Start(t, url, testserver.BehindProxy)}
		l.project = l.AsAdmin().NewProject(t)
		l.AsAdmin().SetSecret(t, l.project, "FOO", "BAR")
		for _, c := range []struct {
			name string
			test func(*testing.T, *limits)
		}{
			{"a_client_secret_logs_in_exactly_as_often_as_its_limit", secretUses},
			{"a_token_is_admitted_exactly_as_often_as_its_limit", tokenUses},
			{"a_refusal_by_permission_spends_a_use", refusalSpends},
			{"a_refusal_by_address_spends_no_use", addressSpendsNothing},
			{"renewal_spends_no_use", renewalSpendsNothing},
			{"revocation_needs_no_use", revocationSpendsNothing},
			{"a_token_dies_after_its_ttl", tokenExpires},
			{"renewal_past_the_maximum_is_shortened_and_then_refused", renewalShortens},
			{"a_periodic_token_is_renewed_for_ever", periodicToken},
			{"a_token_without_ttl_lives_on", endlessToken},
			{"a_client_secret_dies_after_its_ttl", secretExpires},
			{"a_revoked_client_secret_takes_its_tokens_along", secretRevoked},
			{"a_removed_method_takes_its_tokens_along", methodRemoved},
			{"a_deleted_identity_takes_its_tokens_along", identityDeleted},
			{"failures_lock_one_address_and_no_other", lockout},
			{"a_burst_of_failures_locks_too", burstLocks},
			{"a_lock_ends_after_its_duration", lockEnds},
			{"failures_are_forgotten_after_the_reset_time", failuresForgotten},
			{"a_login_forgets_failures", loginForgets},
			{"an_admin_clears_lockouts", adminClears},
			{"lockout_can_be_switched_off", lockoutOff},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, l) })
		}
	})
}

// machine is a viewer of the project with its own settings of Universal Auth.
func (l *limits) machine(t *testing.T, settings testserver.Object) testserver.Machine {
	t.Helper()
	m := l.NewMachine(t, "no-access", settings)
	l.AsAdmin().AddMember(t, l.project, m.IdentityID, "viewer")
	return m
}

func (l *limits) read(t *testing.T, token string) testserver.Answer {
	t.Helper()
	return l.As(token).Get(t, l.project.SecretPath("FOO"))
}

// crowd is how many requests race for a limit of few.
const (
	crowd = 40
	few   = 7
)

// race counts the answers by status of as many requests at once. Who is asked
// to come back, because the database is busy, does so: that spends nothing.
func race(t *testing.T, request func() testserver.Answer) map[int]int {
	t.Helper()
	statuses, start, group := make(chan int, crowd), make(chan struct{}), sync.WaitGroup{}
	for range crowd {
		group.Go(func() {
			<-start
			answer := request()
			for range crowd {
				if answer.Status != http.StatusServiceUnavailable {
					break
				}
				answer = request()
			}
			statuses <- answer.Status
		})
	}
	close(start)
	group.Wait()
	close(statuses)
	counts := map[int]int{}
	for status := range statuses {
		counts[status]++
	}
	return counts
}

var fewOfCrowd = map[int]int{200: few, 401: crowd - few}

func secretUses(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	secret, id := l.AsAdmin().NewClientSecret(t, m.IdentityID, testserver.Object{"numUsesLimit": few})
	m.ClientSecret = secret
	counts := race(t, func() testserver.Answer { return l.Anonymous().Login(t, m) })
	if !maps.Equal(counts, fewOfCrowd) {
		t.Errorf("logins by status %v, want %v", counts, fewOfCrowd)
	}
	l.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_uses_exhausted")
	data := l.AsAdmin().Get(t, testserver.UniversalAuth(m.IdentityID)+"/client-secrets/"+id).Want(t, 200)
	if uses := data.Number("clientSecretData.clientSecretNumUses"); uses != few {
		t.Errorf("%d uses are counted, want %d", uses, few)
	}
}

func tokenUses(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenNumUsesLimit": few}))
	counts := race(t, func() testserver.Answer { return l.read(t, token) })
	if !maps.Equal(counts, fewOfCrowd) {
		t.Errorf("reads by status %v, want %v", counts, fewOfCrowd)
	}
	l.read(t, token).WantRefusal(t, 401, "token_uses_exhausted")
}

func refusalSpends(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenNumUsesLimit": 2}))
	l.As(token).Delete(t, "/api/v1/workspace/"+l.project.ID, nil).WantRefusal(t, 403, "permission_missing")
	l.read(t, token).Want(t, 200)
	l.read(t, token).WantRefusal(t, 401, "token_uses_exhausted")
}

func addressSpendsNothing(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{
		"accessTokenNumUsesLimit": 1, "accessTokenTrustedIps": testserver.List{testserver.Object{"ipAddress": "10.0.0.0/8"}},
	}))
	for range 3 {
		l.As(token).From("11.0.0.1").Get(t, l.project.SecretPath("FOO")).WantRefusal(t, 403, "ip_not_allowed")
	}
	l.As(token).From("10.0.0.1").Get(t, l.project.SecretPath("FOO")).Want(t, 200)
	l.As(token).From("10.0.0.1").Get(t, l.project.SecretPath("FOO")).WantRefusal(t, 401, "token_uses_exhausted")
}

func renewalSpendsNothing(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenNumUsesLimit": 1}))
	for range 3 {
		token = l.renew(t, token).Want(t, 200).Text("accessToken")
	}
	l.read(t, token).Want(t, 200)
	l.renew(t, token).WantRefusal(t, 401, "token_uses_exhausted")
}

func revocationSpendsNothing(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenNumUsesLimit": 1}))
	l.read(t, token).Want(t, 200)
	revoke := testserver.Object{"accessToken": token}
	l.Anonymous().Post(t, "/api/v1/auth/token/revoke", revoke).Want(t, 200)
	l.Anonymous().Post(t, "/api/v1/auth/token/revoke", revoke).WantRefusal(t, 401, "token_revoked")
	l.read(t, token).WantRefusal(t, 401, "token_revoked", "token_uses_exhausted")
}
