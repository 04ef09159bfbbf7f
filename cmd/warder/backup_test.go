package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
	"warder/tests/testserver"
)

// counts are the rows of every table that the schema has.
func counts(t *testing.T, url string) map[string]int64 {
	t.Helper()
	found := map[string]int64{}
	db := modelstest.Open(t, url)
	err := db.Snapshot(t.Context(), func(tx *store.Tx) error {
		for _, table := range modelstest.TablesOf(t, db) {
			count, err := tx.RowsIn(table)
			if err != nil {
				return err
			}
			found[table] = count
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A database is lost, with all that was revoked in it since its backup, and restored
// into a new one of either kind.
func TestRestore_after_a_disaster(t *testing.T) {
	targets := map[string]func(t testing.TB) string{"into sqlite": database.EmptySQLite, "into postgres": database.EmptyPostgres}
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url, durableReads)
		d := newDisaster(t, s)
		t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
		file := filepath.Join(t.TempDir(), "warder.backup")
		run(t, exitOK, "the last checkpoint of its decision log has ", "backup", "--output", file, "--data-dir", t.TempDir(), "--database-url", url) // while the server runs
		before := counts(t, url)
		d.revoke(t)
		s.Stop(t)
		for name, empty := range targets {
			t.Run(name, func(t *testing.T) { d.restored(t, file, empty(t), before) })
		}
	})
}

// durableReads has every record written before its answer, so that rows can be counted.
func durableReads(config *service.Config) { config.AuditReads = service.AuditDurable }

// run runs a command that has to end so, and returns what it printed.
func run(t *testing.T, code int, want string, args ...string) string {
	t.Helper()
	got, out, problems := try(t, args...)
	if got != code || !strings.Contains(out+problems, want) {
		t.Errorf("warder %s: exit code %d, want %d and %q\n%s%s", strings.Join(args, " "), got, code, want, out, problems)
	}
	return out
}

// disaster is an installation with credentials that live at the time of the backup.
type disaster struct {
	server  *testserver.Server
	project testserver.Project
	machine testserver.Machine
	token   string // revoked after the backup
	session testserver.Client
	key     testserver.Client // with an API key
}

func newDisaster(t *testing.T, s *testserver.Server) *disaster {
	t.Helper()
	d := &disaster{server: s, project: s.AsAdmin().NewProject(t), machine: s.NewMachine(t, "admin", nil)}
	s.AsAdmin().AddMember(t, d.project, d.machine.IdentityID, "admin")
	s.AsAdmin().SetSecret(t, d.project, "FOO", "first")
	s.AsAdmin().Patch(t, "/api/v3/secrets/raw/FOO", testserver.Object{"workspaceId": d.project.ID, "environment": "dev", "secretValue": "second"}).Want(t, http.StatusOK)
	for _, path := range []string{"a", "b"} {
		s.AsAdmin().Post(t, "/api/v1/folders", testserver.Object{"workspaceId": d.project.ID, "environment": "dev", "name": path}).Want(t, http.StatusOK)
		s.AsAdmin().Post(t, "/api/v1/folders", testserver.Object{"workspaceId": d.project.ID, "environment": "dev", "name": "z", "path": "/" + path}).Want(t, http.StatusOK)
	}
	d.token, d.session = s.Token(t, d.machine), s.AsPerson(t)
	made := d.session.Post(t, "/api/v2/users/me/api-keys", testserver.Object{"name": "k", "expiresIn": 3600}).Want(t, http.StatusOK)
	d.key = s.Anonymous().With("X-Api-Key", made.Text("apiKey"))
	d.key.Get(t, "/api/v2/users/me").Want(t, http.StatusOK)
	db := s.Store(t)
	testserver.Eventually(t, "the records have their places in the log", func() bool {
		count, err := store.Count[models.DecisionTile](db.Statement(t.Context()), store.Installation, "")
		return err == nil && count > 0
	})
	return d
}

// revoke revokes what the backup has alive, and loses what came after it.
func (d *disaster) revoke(t *testing.T) {
	t.Helper()
	d.server.Anonymous().Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": d.token}).Want(t, http.StatusOK)
	d.server.AsAdmin().SetSecret(t, d.project, "LATER", "lost")
}

func (d *disaster) restored(t *testing.T, file, target string, before map[string]int64) {
	t.Helper()
	on := []string{"--data-dir", filepath.Join(t.TempDir(), "data"), "--database-url", target}
	run(t, exitOK, "client_secrets     ", append([]string{"restore", file}, on...)...)
	d.sameRows(t, before, counts(t, target))
	run(t, exitOK, "nothing was altered", append([]string{"audit", "verify"}, on...)...)
	run(t, exitError, "restored from this backup already", append([]string{"restore", file}, on...)...)

	run(t, exitOK, "UTC: 2; next: warder admin disabled-credentials", append([]string{"doctor", "--full"}, on...)...)

	again := testserver.Launch(t, target, func(config *service.Config) { config.RootKey = d.server.Config.RootKey })
	again.Clock.Advance(1)
	for name, caller := range map[string]testserver.Client{"revoked after": again.As(d.token), "issued before": again.As(d.server.Admin.Token), "session": again.As(d.session.Token())} {
		if answer := caller.Undescribed().Get(t, d.project.SecretPath("FOO")); answer.Status != http.StatusUnauthorized && answer.Status != http.StatusForbidden {
			t.Errorf("a token lives again (%s): %d %s", name, answer.Status, answer.Body)
		}
	}
	again.Anonymous().Login(t, d.machine).WantRefusal(t, http.StatusUnauthorized, "credentials_invalid")
	listed := run(t, exitOK, "client-secret", append([]string{"admin", "disabled-credentials"}, on...)...)
	if !strings.Contains(listed, d.machine.IdentityID) {
		t.Errorf("the client secret is not listed:\n%s", listed)
	}
	d.key.At(again.URL).Get(t, "/api/v2/users/me").Want(t, http.StatusUnauthorized)
	run(t, exitError, "no credential", append([]string{"admin", "enable-credentials", "unknown"}, on...)...)
	run(t, exitOK, "credentials enabled: 1\n", append([]string{"admin", "enable-credentials", d.machine.IdentityID}, on...)...)
	token := again.Token(t, d.machine)
	if value := again.As(token).Get(t, d.project.SecretPath("FOO")).Want(t, http.StatusOK).Text("secret.secretValue"); value != "second" {
		t.Errorf("the secret is %q", value)
	}
	again.As(token).Get(t, d.project.SecretPath("LATER")).Want(t, http.StatusNotFound)
	d.key.At(again.URL).Get(t, "/api/v2/users/me").Want(t, http.StatusUnauthorized)
	run(t, exitOK, "credentials enabled: 1\n", append([]string{"admin", "enable-credentials", "--all"}, on...)...)
	d.key.At(again.URL).Get(t, "/api/v2/users/me").Want(t, http.StatusOK)
	again.LogIn(t, d.server.Admin.Email, d.server.Admin.Password, d.server.Admin.ID)
	again.Stop(t)
	run(t, exitOK, "nothing was altered", append([]string{"audit", "verify"}, on...)...)
	run(t, exitOK, "no credential is disabled", append([]string{"doctor"}, on...)...)
}

// sameRows compares the rows of every table of the schema.
func (d *disaster) sameRows(t *testing.T, before, after map[string]int64) {
	t.Helper()
	for table, count := range before {
		switch table {
		case "account_recoveries", "sign_in_links", "servers": // ended
			count = 0
		case "settings", "decision_records": // and that it was restored
			count++
		case "schema_migrations":
			continue // the dialects have one row each for a shared migration
		}
		if after[table] != count {
			t.Errorf("%s has %d rows, want %d", table, after[table], count)
		}
	}
	if before["secret_versions"] == 0 || before["folders"] < 5 || before["decision_tiles"] == 0 {
		t.Errorf("too little was backed up to mean anything: %v", before)
	}
}

func TestRestore_keeps_credentials_when_told(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	d := newDisaster(t, s)
	t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
	file, target := filepath.Join(t.TempDir(), "warder.backup"), database.EmptySQLite(t)
	run(t, exitOK, "rows of", "backup", "--output", file, "--data-dir", t.TempDir(), "--database-url", s.Config.Database().Reveal())
	s.Stop(t)
	run(t, exitOK, "live again", "restore", file, "--keep-credentials", "--data-dir", t.TempDir(), "--database-url", target)
	again := testserver.Launch(t, target, func(config *service.Config) { config.RootKey = s.Config.RootKey })
	again.As(d.token).Get(t, d.project.SecretPath("FOO")).WantRefusal(t, http.StatusUnauthorized, "token_revoked")
	again.As(again.Token(t, d.machine)).Get(t, d.project.SecretPath("FOO")).Want(t, http.StatusOK)
}

// Of a database that is written to meanwhile, a backup has one state: every secret with
// each of its versions, and a log that proves itself.
func TestBackup_is_consistent_under_writes(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url, durableReads)
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "W0", "v")
		t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
		var writing sync.WaitGroup
		var written atomic.Int64
		ended := make(chan struct{})
		for range 3 {
			writing.Go(func() {
				for {
					select {
					case <-ended:
						return
					default:
					}
					name := fmt.Sprint("W", written.Add(1))
					s.AsAdmin().SetSecret(t, project, name, "v")
					s.AsAdmin().Patch(t, "/api/v3/secrets/raw/"+name, testserver.Object{"workspaceId": project.ID, "environment": "dev", "secretValue": "w"}).Want(t, http.StatusOK)
				}
			})
		}
		dir := t.TempDir()
		var files []string
		for round := range 3 {
			testserver.Eventually(t, "it is written to", func() bool { return written.Load() > int64(round+1)*8 })
			files = append(files, filepath.Join(dir, fmt.Sprint(round)))
			run(t, exitOK, "rows of", "backup", "--output", files[round], "--data-dir", dir, "--database-url", url)
		}
		close(ended)
		writing.Wait()
		s.Stop(t)
		for _, file := range files {
			target := database.EmptySQLite(t)
			run(t, exitOK, "restored", "restore", file, "--data-dir", dir, "--database-url", target)
			run(t, exitOK, "nothing was altered", "audit", "verify", "--data-dir", dir, "--database-url", target)
			var secrets, versions, lacking int64
			err := modelstest.Open(t, target).Statement(t.Context()).DB().Raw(`SELECT (SELECT count(*) FROM secrets), (SELECT count(*) FROM secret_versions),
				(SELECT count(*) FROM secrets AS s WHERE s.version <> (SELECT count(*) FROM secret_versions AS v WHERE v.secret_id = s.id))`).Row().Scan(&secrets, &versions, &lacking)
			if err != nil || secrets == 0 || versions <= secrets || lacking != 0 {
				t.Errorf("%d secrets, %d versions, %d secrets without all of theirs (%v)", secrets, versions, lacking, err)
			}
		}
	})
}
