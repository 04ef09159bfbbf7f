package faults

import (
	"database/sql"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// limited is a machine whose client secret logs in so many times.
func limited(t *testing.T, s *testserver.Server, uses int) testserver.Machine {
	t.Helper()
	m := s.NewMachine(t, "no-access", nil)
	m.ClientSecret, m.ClientSecretID = s.AsAdmin().NewClientSecret(t, m.IdentityID, testserver.Object{"numUsesLimit": uses})
	return m
}

// wantUnavailable is an answer that tells a client to come back, and nothing else.
func wantUnavailable(t *testing.T, answer testserver.Answer) {
	t.Helper()
	if answer.Status != 503 || answer.Header.Get("Retry-After") == "" || answer.Text("reqId") == "" {
		t.Errorf("%s answered %d, Retry-After %q: %s", answer.Request, answer.Status, answer.Header.Get("Retry-After"), answer.Body)
	}
	for _, word := range []string{"accessToken", "SQL", "sql", "postgres", "socket", "dial", "warder-pg"} {
		if strings.Contains(answer.Body, word) {
			t.Errorf("%s shows %q: %s", answer.Request, word, answer.Body)
		}
	}
}

func tokensOf(t *testing.T, s *testserver.Server, m testserver.Machine) int {
	t.Helper()
	rows, err := store.Find[models.AccessToken](s.Store(t).Statement(t.Context()), store.Scope{OrgID: s.Admin.ID}, "identity_id = ?", m.IdentityID)
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

func TestDatabase_a_server_that_stops_and_comes_back(t *testing.T) {
	cluster := database.NewCluster(t)
	s := testserver.Start(t, cluster.URL("postgres"))
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	m := limited(t, s, 3)
	s.AsAdmin().AddMember(t, p, m.IdentityID, "viewer")
	reader := s.As(s.Token(t, m))
	cluster.Halt()
	for range 3 {
		wantUnavailable(t, s.Anonymous().Login(t, m))
		wantUnavailable(t, reader.Get(t, p.SecretPath("FOO")))
		wantUnavailable(t, s.AsAdmin().Patch(t, "/api/v1/workspace/"+p.ID, testserver.Object{"description": "lost"}))
	}
	s.Anonymous().Get(t, "/api/status").Want(t, 200)
	if ready := s.Ready(t); ready.Status != 503 || !strings.Contains(ready.Body, `"database"`) {
		t.Errorf("readiness is %d %s", ready.Status, ready.Body)
	}
	if err := cluster.Resume(); err != nil {
		t.Fatal(err)
	}
	testserver.Eventually(t, "the server reads again", func() bool { return reader.Get(t, p.SecretPath("FOO")).Status == 200 })
	s.Anonymous().Login(t, m).Want(t, 200)
	s.Anonymous().Login(t, m).Want(t, 200)
	s.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_uses_exhausted")
	if issued := tokensOf(t, s, m); issued != 3 {
		t.Errorf("%d tokens were issued, want the 3 that were counted", issued)
	}
	if ready := s.Ready(t); ready.Status != 200 {
		t.Errorf("readiness is %d %s", ready.Status, ready.Body)
	}
}

// A connection that ends in the middle costs a client one attempt at most.
func TestDatabase_connections_that_are_cut(t *testing.T) {
	url := database.Postgres(t)
	s := testserver.Start(t, url)
	m := limited(t, s, 0)
	db := s.Store(t)
	for range 5 {
		err := db.Statement(t.Context()).DB().Exec(
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Error
		if err != nil {
			t.Fatal(err)
		}
		if answer := s.Anonymous().Login(t, m); answer.Status != 200 {
			wantUnavailable(t, answer)
		}
	}
	testserver.Eventually(t, "a login succeeds again", func() bool { return s.Anonymous().Login(t, m).Status == 200 })
}

// Another program that holds on to the SQLite file stops writes, and nothing else.
func TestDatabase_a_locked_file(t *testing.T) {
	t.Parallel() // it waits
	url := database.SQLite(t)
	s := testserver.Start(t, url)
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	m := limited(t, s, 1)
	release := lock(t, strings.TrimPrefix(url, "sqlite:"))
	wantUnavailable(t, s.Anonymous().Login(t, m))
	s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200)
	release()
	s.Anonymous().Login(t, m).Want(t, 200)
	s.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_uses_exhausted")
	if issued := tokensOf(t, s, m); issued != 1 {
		t.Errorf("%d tokens were issued, want 1", issued)
	}
}

// Whoever wants every read recorded before its answer gets no answer that could
// not be recorded.
func TestDatabase_a_read_that_cannot_be_recorded(t *testing.T) {
	t.Parallel() // it waits
	url := database.SQLite(t)
	s := testserver.Start(t, url, func(config *service.Config) { config.AuditReads = service.AuditDurable })
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "the value")
	release := lock(t, strings.TrimPrefix(url, "sqlite:"))
	refused := s.AsAdmin().Get(t, p.SecretPath("FOO"))
	wantUnavailable(t, refused)
	if strings.Contains(refused.Body, "the value") {
		t.Error("the secret was answered all the same")
	}
	release()
	read := s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200)
	rows, err := store.Count[models.DecisionRecord](s.Store(t).Statement(t.Context()), store.Installation, "id = ?", read.Header.Get("X-Decision-Id"))
	if err != nil || rows != 1 {
		t.Errorf("%d records of a read that was answered (%v), want 1", rows, err)
	}
}

// lock takes the write lock of a SQLite file until it is released.
func lock(t *testing.T, path string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)") // the server may be writing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := func(statement string) {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	run("BEGIN IMMEDIATE")
	return func() { run("ROLLBACK") }
}
