package faults

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// A full disk answers reads as ever, and may have room for a row in the place of another.
// The database says of it what PostgreSQL would say; SQLite's own word for it is tested in
// models/store.
func TestDatabase_disk_full(t *testing.T) {
	t.Run("with no room at all", func(t *testing.T) { diskFull(t, "probes", "secrets") })
	t.Run("with room for the probe of readiness", func(t *testing.T) { diskFull(t, "secrets") })
}

func diskFull(t *testing.T, tables ...string) {
	t.Helper()
	s := testserver.Start(t, database.Postgres(t))
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	db := s.Store(t)
	exec := func(statement string) {
		if err := db.Statement(t.Context()).DB().Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$`)
	for _, table := range tables {
		exec(`CREATE TRIGGER full_` + table + ` BEFORE INSERT OR UPDATE ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION disk_is_full()`)
	}
	write := func(name string) testserver.Answer {
		return s.AsAdmin().Post(t, p.SecretPath(name), testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": "v"})
	}
	wantUnavailable(t, write("K"))
	testserver.Eventually(t, "the log names the disk, though readiness was not asked for", func() bool {
		return strings.Contains(s.Log.String(), "the database accepts no writes") && strings.Contains(s.Log.String(), "the disk of the database is full")
	})
	testserver.Eventually(t, "readiness names the disk", func() bool {
		ready := s.Ready(t)
		return ready.Status == 503 && strings.Contains(ready.Body, "the disk of the database is full")
	})
	for range 5 {
		s.Ready(t)
	}
	if told := strings.Count(s.Log.String(), "the database accepts no writes"); told != 1 {
		t.Errorf("the log says it %d times within a minute", told)
	}
	for _, table := range tables {
		exec(`DROP TRIGGER full_` + table + ` ON ` + table)
	}
	write("K").Want(t, 200)
	testserver.Eventually(t, "readiness heals", func() bool { return s.Ready(t).Status == 200 })
}
