package faults

import (
	"bytes"
	"compress/gzip"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/bundles"
	"warder/cmd/service"
	"warder/handlers/ops"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestOperations_gzip(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	m := limited(t, s, 0)
	var body bytes.Buffer
	packed := gzip.NewWriter(&body)
	if _, err := packed.Write([]byte(`{"clientId":"` + m.ClientID + `","clientSecret":"` + m.ClientSecret + `"}`)); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	answer := s.Anonymous().With("Content-Encoding", "gzip").Post(t, universalAuthLogin, testserver.Raw(body.String())).Want(t, 415)
	if !strings.Contains(answer.Text("message"), "gzip") {
		t.Errorf("answered %s", answer.Body)
	}
}

func TestOperations_forwarded_port(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), func(config *service.Config) {
		config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	})
	m := s.NewMachine(t, "no-access", testserver.Object{"clientSecretTrustedIps": testserver.List{testserver.Object{"ipAddress": "10.1.0.0/16"}}})
	for address, status := range map[string]int{
		"10.1.2.3:4711": 200, "[::ffff:10.1.2.3]:4711": 200, "203.0.113.9:4711": 403, "[2001:db8::1]:4711": 403, "10.1.2.3:x": 403, "10.1.2.3:": 403,
	} {
		if answer := s.Anonymous().From(address).Login(t, m); answer.Status != status {
			t.Errorf("from %s: %d, want %d: %s", address, answer.Status, status, answer.Body)
		}
	}
}

// A replica waits for its source, and decides nothing meanwhile.
func TestOperations_policy_garbage(t *testing.T) {
	dir := t.TempDir()
	bundle, key := filepath.Join(dir, "x.tar.gz"), filepath.Join(dir, "team.pub")
	if err := os.WriteFile(bundle, []byte("not a bundle"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, public, err := bundles.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, public, 0o600); err != nil {
		t.Fatal(err)
	}
	s := testserver.Launch(t, database.SQLite(t), func(config *service.Config) {
		config.Policy, config.PolicyKeys, config.PolicyScope = bundle, map[string]string{"team": key}, "production"
	})
	s.Ready(t).Want(t, 503)
	s.Anonymous().Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "a@example.com", "password": "long enough", "organization": "Acme"}).
		WantRefusal(t, 503, "policy_missing")
}

func clean(t *testing.T, s *testserver.Server) {
	t.Helper()
	var nobody *ops.Metrics
	if _, err := service.NewKeeper(&s.Config, s.Store(t), slog.New(slog.DiscardHandler), nobody).Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A project's administrator does not end what was promised when it was recorded.
func TestBoundary_retention(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
		written := s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200).Header.Get("X-Decision-Id")
		s.Clock.Advance(2 * 24 * 3600)
		changed := s.AsMember(t, p, "admin").Do(t, "PUT", "/api/v1/workspace/"+p.Slug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 1}).Want(t, 200)
		later := s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200).Header.Get("X-Decision-Id")
		s.Clock.Advance(25 * 3600)
		s.Stop(t) // everything is written
		clean(t, s)
		for id, want := range map[string]int64{written: 1, changed.Header.Get("X-Decision-Id"): 1, later: 0} {
			rows, err := store.Count[models.DecisionRecord](s.Store(t).Statement(t.Context()), store.Installation, "id = ?", id)
			if err != nil || rows != want {
				t.Errorf("of %s there are %d records (%v), want %d", id, rows, err, want)
			}
		}
	})
}

// A role that comes back under a version that was used before is no older text.
func TestDatabase_role_version_reused(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "A", "value")
		may := func(text string) testserver.Raw {
			return testserver.Raw(`{"slug":"r","name":"r","permissions":[` + text + `]}`)
		}
		const tags, reads = `{"subject":"tags","action":["read"]}`, `{"subject":"secrets","action":["readValue","describeSecret"]}`
		role := s.AsAdmin().Post(t, "/api/v1/projects/"+p.ID+"/roles", may(tags)).Want(t, 200).Text("role.id")
		member := s.AsMember(t, p, "r")
		member.Get(t, p.SecretPath("A")).Want(t, 403)
		before := raw(t, s, "SELECT permissions FROM project_roles WHERE id = ?", role)
		s.AsAdmin().Patch(t, "/api/v1/projects/"+p.ID+"/roles/"+role, may(reads)).Want(t, 200)
		member.Get(t, p.SecretPath("A")).Want(t, 200)
		if err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
			return tx.DB().Exec("UPDATE project_roles SET permissions = ? WHERE id = ?", before, role).Error
		}); err != nil {
			t.Fatal(err)
		}
		s.AsAdmin().Patch(t, "/api/v1/projects/"+p.ID+"/roles/"+role, may(tags)).Want(t, 200)
		member.Get(t, p.SecretPath("A")).Want(t, 403)
	})
}

func raw(t *testing.T, s *testserver.Server, query string, args ...any) (text string) {
	t.Helper()
	if err := s.Store(t).Statement(t.Context()).DB().Raw(query, args...).Scan(&text).Error; err != nil {
		t.Fatal(err)
	}
	return text
}
