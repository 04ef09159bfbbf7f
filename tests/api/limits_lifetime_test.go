package api

import (
	"testing"

	"warder/tests/testserver"
)

func (l *limits) renew(t *testing.T, token string) testserver.Answer {
	t.Helper()
	return l.Anonymous().Post(t, "/api/v1/auth/token/renew", testserver.Object{"accessToken": token})
}

func tokenExpires(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 150}))
	l.Clock.Advance(59)
	l.read(t, token).Want(t, 200)
	l.Clock.Advance(1)
	l.read(t, token).WantRefusal(t, 401, "token_expired")
	l.renew(t, token).WantRefusal(t, 401, "token_expired")
}

// renewalShortens follows the timeline of docs/contract.md 7.
func renewalShortens(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 150}))
	l.Clock.Advance(50)
	renewed := l.renew(t, token).Want(t, 200)
	if renewed.Number("expiresIn") != 60 || renewed.Text("accessToken") == token {
		t.Errorf("at 50 s: %s", renewed.Body)
	}
	l.Clock.Advance(50)
	renewed = l.renew(t, renewed.Text("accessToken")).Want(t, 200)
	if renewed.Number("expiresIn") != 50 || renewed.Number("accessTokenMaxTTL") != 150 {
		t.Errorf("at 100 s: %s", renewed.Body)
	}
	token = renewed.Text("accessToken")
	l.Clock.Advance(49)
	l.read(t, token).Want(t, 200)
	token = l.renew(t, token).Want(t, 200).Text("accessToken")
	l.Clock.Advance(1)
	l.read(t, token).WantRefusal(t, 401, "token_expired")
	if status := l.renew(t, token).Status; status != 401 {
		t.Errorf("a renewal at the maximum answered %d, want 401", status)
	}
}

func periodicToken(t *testing.T, l *limits) {
	m := l.machine(t, testserver.Object{"accessTokenTTL": 10, "accessTokenMaxTTL": 20, "accessTokenPeriod": 60})
	login := l.Anonymous().Login(t, m).Want(t, 200)
	if login.Number("expiresIn") != 60 || login.Number("accessTokenMaxTTL") != 1000000000 {
		t.Errorf("the login says %s", login.Body)
	}
	token := login.Text("accessToken")
	for range 5 {
		l.Clock.Advance(59)
		renewed := l.renew(t, token).Want(t, 200)
		if renewed.Number("expiresIn") != 60 {
			t.Errorf("the renewal says %s", renewed.Body)
		}
		token = renewed.Text("accessToken")
	}
	l.read(t, token).Want(t, 200)
	l.Clock.Advance(60)
	l.read(t, token).WantRefusal(t, 401, "token_expired")
}

func endlessToken(t *testing.T, l *limits) {
	token := l.Token(t, l.machine(t, testserver.Object{"accessTokenTTL": 0, "accessTokenMaxTTL": 0}))
	l.Clock.Advance(40 * 24 * 3600)
	l.read(t, token).Want(t, 200)
}

func secretExpires(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	m.ClientSecret, _ = l.AsAdmin().NewClientSecret(t, m.IdentityID, testserver.Object{"ttl": 60})
	l.Clock.Advance(59)
	l.Anonymous().Login(t, m).Want(t, 200)
	l.Clock.Advance(1)
	l.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_expired")
}

func secretRevoked(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	other := m
	other.ClientSecret, _ = l.AsAdmin().NewClientSecret(t, m.IdentityID, testserver.Object{})
	token, survivor := l.Token(t, m), l.Token(t, other)
	revoke := testserver.UniversalAuth(m.IdentityID) + "/client-secrets/" + m.ClientSecretID + "/revoke"
	l.AsAdmin().Post(t, revoke, nil).Want(t, 200)
	l.read(t, token).WantRefusal(t, 401, "token_revoked")
	l.renew(t, token).WantRefusal(t, 401, "token_revoked")
	l.read(t, survivor).Want(t, 200)
	l.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_revoked")
}

func methodRemoved(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	token := l.Token(t, m)
	l.AsAdmin().Delete(t, testserver.UniversalAuth(m.IdentityID), nil).Want(t, 200)
	l.read(t, token).WantRefusal(t, 401, "token_revoked")
	l.Anonymous().Login(t, m).WantRefusal(t, 401, "credentials_invalid")
}

func identityDeleted(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	token := l.Token(t, m)
	l.AsAdmin().Delete(t, testserver.IdentitiesPath+"/"+m.IdentityID, nil).Want(t, 200)
	l.read(t, token).WantRefusal(t, 401, "token_revoked")
	l.Anonymous().Login(t, m).WantRefusal(t, 401, "credentials_invalid")
}
