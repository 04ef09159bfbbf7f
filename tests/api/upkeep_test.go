package api

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/handlers/ops"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// cleanUp removes what is outdated, as the server does every night.
func cleanUp(t *testing.T, s *testserver.Server) {
	t.Helper()
	var nobody *ops.Metrics
	db := s.OpenStore(t, store.Options{Observer: s.Config.Observer})
	if _, err := service.NewKeeper(&s.Config, db, slog.New(slog.DiscardHandler), nobody).Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Nothing that a client can tell goes in the night, but old versions.
func TestUpkeep_takes_nothing_from_anyone(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		p := admin.NewProject(t)
		admin.SetSecret(t, p, "KEY", "v1")
		for version := 2; version <= 13; version++ {
			body := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": fmt.Sprint("v", version)}
			admin.Patch(t, "/api/v3/secrets/raw/KEY", body).Want(t, 200)
		}
		m := s.NewMachine(t, "no-access", testserver.Object{"accessTokenTTL": 0, "accessTokenMaxTTL": 0})
		admin.AddMember(t, p, m.IdentityID, "viewer")
		endless, short := s.Token(t, m), s.Token(t, s.NewMachine(t, "no-access", testserver.Object{"accessTokenTTL": 60}))
		expired, spent, revoked := m, m, m
		expired.ClientSecret, _ = admin.NewClientSecret(t, m.IdentityID, testserver.Object{"ttl": 60})
		spent.ClientSecret, _ = admin.NewClientSecret(t, m.IdentityID, testserver.Object{"numUsesLimit": 1})
		revoked.ClientSecret, revoked.ClientSecretID = admin.NewClientSecret(t, m.IdentityID, testserver.Object{})
		ofSpent, ofRevoked := s.Token(t, spent), s.Token(t, revoked)
		admin.Post(t, testserver.UniversalAuth(m.IdentityID)+"/client-secrets/"+revoked.ClientSecretID+"/revoke", nil).Want(t, 200)
		for range 3 {
			cleanUp(t, s)
			s.As(endless).Get(t, p.SecretPath("KEY")).Want(t, 200)
			s.As(ofSpent).Get(t, p.SecretPath("KEY")).Want(t, 200)
			s.Anonymous().Login(t, m).Want(t, 200)
			s.Anonymous().Login(t, spent).WantRefusal(t, 401, "client_secret_uses_exhausted")
			s.Anonymous().Login(t, revoked).WantRefusal(t, 401, "client_secret_revoked")
			s.As(ofRevoked).Get(t, p.SecretPath("KEY")).WantRefusal(t, 401, "token_revoked")
			s.Clock.Advance(2 * 24 * 3600)
			s.Anonymous().Login(t, expired).WantRefusal(t, 401, "client_secret_expired")
			if answer := s.As(short).Get(t, p.SecretPath("KEY")); answer.Status != 401 {
				t.Errorf("an expired token answered %d: %s", answer.Status, answer.Body)
			}
		}
		kept := admin.Get(t, testserver.UniversalAuth(m.IdentityID)+"/client-secrets").Want(t, 200)
		if got := len(kept.Value("clientSecretData").([]any)); got != 3 { // a revoked one is not listed
			t.Errorf("%d client secrets are left: %s", got, kept.Body)
		}
		for version := 1; version <= 13; version++ {
			answer := admin.Get(t, p.SecretPath("KEY")+fmt.Sprint("&version=", version))
			if version > 3 && answer.Text("secret.secretValue") != fmt.Sprint("v", version) || version <= 3 && answer.Status != 404 {
				t.Errorf("version %d answered %d: %s", version, answer.Status, answer.Body)
			}
		}
	})
}

func TestUpkeep_begins_soon_after_the_start_and_shows(t *testing.T) {
	t.Parallel() // it waits for the start to be over
	s := testserver.Start(t, database.SQLite(t))
	testserver.Eventually(t, "the server cleans", func() bool {
		return strings.Contains(s.Metrics(t), "\nwarder_upkeep_success_timestamp_seconds 1.7961156e+09\n")
	})
	for _, line := range []string{`warder_upkeep_removed_rows_total{kind="access_tokens"} 0`, `warder_upkeep_failures_total{kind="decision_records"} 0`} {
		if !strings.Contains(s.Metrics(t), "\n"+line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
	testserver.Eventually(t, "it says so", func() bool { return strings.Contains(s.Log.String(), "no expired rows to remove") })
}
