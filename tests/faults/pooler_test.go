package faults

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// Behind PgBouncer in transaction mode each transaction may meet another connection:
// nothing that is kept with a connection may be needed by the next one.
func TestDatabase_behind_a_pooler(t *testing.T) {
	url := database.Pooler(t, database.Postgres(t)) + "&default_query_exec_mode=exec"
	s := testserver.Start(t, url)
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

// Where a pooler loses prepared statements, the server says which settings mend it.
func TestDatabase_behind_a_pooler_that_loses_statements(t *testing.T) {
	url := database.Pooler(t, database.Postgres(t))
	s := testserver.Launch(t, url, func(*service.Config) {})
	testserver.Eventually(t, "the server says what is wrong with the pooler", func() bool {
		var burst errgroup.Group
		for range 8 {
			burst.Go(func() error {
				s.Anonymous().Get(t, "/api/v1/admin/config")
				return nil
			})
		}
		_ = burst.Wait()
		return strings.Contains(s.Ready(t).Body, "default_query_exec_mode=exec") || strings.Contains(s.Log.String(), "default_query_exec_mode=exec")
	})
}
