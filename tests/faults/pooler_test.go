package faults

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/tests/database"
	"warder/tests/testserver"
)

// Behind PgBouncer in transaction mode each transaction may meet another connection:
// nothing that is kept with a connection may be needed by the next one.
func TestDatabase_behind_a_pooler(t *testing.T) {
	behindPooler(t, database.Pooler(t, database.Postgres(t))+"&default_query_exec_mode=exec")
}

func behindPooler(t *testing.T, url string) {
	t.Helper()
	s := testserver.Start(t, url)
	if told := strings.Contains(s.Log.String(), "a pooler in transaction mode"); told == strings.Contains(url, "exec_mode") {
		t.Errorf("the pooler is told of: %v", told)
	}
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	admin.SetSecret(t, p, "FOO", "BAR")
	m := limited(t, s, 20)
	admin.AddMember(t, p, m.IdentityID, "admin")
	var all errgroup.Group
	for i := range 20 {
		all.Go(func() error {
			login := s.Anonymous().Login(t, m)
			if login.Status != 200 {
				return errors.New(login.Body)
			}
			reader := s.As(login.Text("accessToken"))
			name := "KEY_" + string(rune('A'+i))
			if made := reader.Post(t, "/api/v3/secrets/raw/"+name, testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": name}); made.Status != 200 {
				return errors.New(made.Body)
			}
			for _, key := range []string{"FOO", name} {
				if read := reader.Get(t, p.SecretPath(key)); read.Status != 200 {
					return errors.New(read.Body)
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
	s.Anonymous().Login(t, m).WantRefusal(t, 401, "client_secret_uses_exhausted")
	if list := admin.Get(t, "/api/v3/secrets/raw?workspaceId="+p.ID+"&environment=dev&secretPath=/").Want(t, 200); strings.Count(list.Body, `"secretKey":"KEY_`) != 20 {
		t.Errorf("the list is %s", list.Body)
	}
}

// A pooler that loses prepared statements is found at the start, and none are prepared.
func TestDatabase_behind_a_pooler_that_loses_statements(t *testing.T) {
	behindPooler(t, database.Pooler(t, database.Postgres(t)))
}

// A server that PostgreSQL answers itself goes on preparing.
func TestDatabase_without_a_pooler_prepares(t *testing.T) {
	s := testserver.Start(t, database.Postgres(t))
	if s.Store(t).LosesStatements() {
		t.Error("a pooler is seen where there is none")
	}
}
