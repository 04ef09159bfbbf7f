package attacks

import (
	"fmt"
	"net/http"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// onPostgres is a server whose requests stop at a gate, and an administrator of it. SQLite
// has one writer at a time, so that no change comes between what another one reads and
// writes.
func onPostgres(t *testing.T) (*testserver.Gate, *testserver.Server, testserver.Client) {
	t.Helper()
	gate, gated := testserver.WithGate()
	s := testserver.Start(t, database.Postgres(t), gated)
	return gate, s, s.AsPerson(t)
}

// overlapping runs two requests. The first has made a statement and not ended when the
// second begins, which has come as far as it can before the first goes on.
func overlapping(t *testing.T, gate *testserver.Gate, s *testserver.Server, statement string, first, second func() testserver.Answer) (one, two testserver.Answer) {
	t.Helper()
	var done chan struct{}
	one = meanwhile(t, gate, statement, first, func() {
		done = besides(t, s, func() { two = second() })
	})
	<-done
	return one, two
}

// Two changes of one thing at once are both kept, where each names another field.
func TestRaces_two_edits_of_one_thing_are_both_kept(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	whole := "/api/v1/workspace/" + p.ID
	organization := "/api/v1/organization/" + s.Admin.ID
	environments := whole + "/environments"
	stage := admin.Post(t, environments, testserver.Object{"name": "QA", "slug": "qa"}).Want(t, 200).Text("environment.id")
	at := testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/"}
	folder := admin.Post(t, "/api/v1/folders", with(at, "name", "before")).Want(t, 200).Text("folder.id")
	address := admin.Post(t, whole+"/trusted-ips", testserver.Object{"ipAddress": "0.0.0.0/0", "isActive": true, "comment": "before"}).Want(t, 200).Text("trustedIp.id")
	for _, c := range []struct {
		name, table                    string
		method, path                   string
		one                            testserver.Object
		otherMethod, otherPath         string
		other                          testserver.Object
		read                           string
		firstField, first, sField, sec string
	}{
		{
			"protection and name of a project", "projects", "PATCH", whole, testserver.Object{"hasDeleteProtection": true},
			"PATCH", whole, testserver.Object{"name": "renamed"}, whole, "workspace.hasDeleteProtection", "true", "workspace.name", "renamed",
		},
		{
			"retention and name of a project", "projects", "PUT", "/api/v1/workspace/" + p.Slug + "/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 7},
			"PATCH", whole, testserver.Object{"name": "again"}, whole, "workspace.auditLogsRetentionDays", "7", "workspace.name", "again",
		},
		{
			"name and slug of an organization", "organizations", "PATCH", organization, testserver.Object{"name": "Other"},
			"PATCH", organization, testserver.Object{"slug": "other-slug"}, organization, "organization.name", "Other", "organization.slug", "other-slug",
		},
		{
			"name and slug of an environment", "environments", "PATCH", environments + "/" + stage, testserver.Object{"name": "Tests"},
			"PATCH", environments + "/" + stage, testserver.Object{"slug": "tests"}, environments + "/" + stage, "environment.name", "Tests", "environment.slug", "tests",
		},
		{
			"description and name of a folder", "folders", "PATCH", "/api/v1/folders/" + folder, with(at, "name", "before", "description", "kept"),
			"PATCH", "/api/v1/folders/" + folder, with(at, "name", "after"), "/api/v1/folders/" + folder, "folder.description", "kept", "folder.name", "after",
		},
		{
			"comment and activity of an address", "project_trusted_ips", "PATCH", whole + "/trusted-ips/" + address, testserver.Object{"ipAddress": "0.0.0.0/0", "comment": "after"},
			"PATCH", whole + "/trusted-ips/" + address, testserver.Object{"ipAddress": "0.0.0.0/0", "isActive": false}, whole + "/trusted-ips", "trustedIps.0.comment", "after", "trustedIps.0.isActive", "false",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			one, two := overlapping(t, gate, s, "UPDATE "+c.table+" SET",
				func() testserver.Answer { return admin.Do(t, c.method, c.path, c.one) },
				func() testserver.Answer { return admin.Do(t, c.otherMethod, c.otherPath, c.other) })
			one.Want(t, 200)
			two.Want(t, 200)
			now := admin.Get(t, c.read).Want(t, 200)
			for field, want := range map[string]string{c.firstField: c.first, c.sField: c.sec} {
				if got := fmt.Sprint(now.Value(field)); got != want {
					t.Errorf("%s is %s, want %s: a change that was answered 200 is lost", field, got, want)
				}
			}
		})
	}
}

func with(object testserver.Object, more ...string) testserver.Object {
	made := testserver.Object{}
	for key, value := range object {
		made[key] = value
	}
	for i := 0; i < len(more); i += 2 {
		made[more[i]] = more[i+1]
	}
	return made
}

// A project that is just being protected is not deleted, though the deletion was decided
// when it was not protected yet.
func TestRaces_a_project_is_not_deleted_behind_its_protection(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	whole := "/api/v1/workspace/" + p.ID
	protected, deleted := overlapping(t, gate, s, "UPDATE projects SET",
		func() testserver.Answer {
			return admin.Patch(t, whole, testserver.Object{"hasDeleteProtection": true})
		},
		func() testserver.Answer { return admin.Delete(t, whole, nil) })
	protected.Want(t, 200)
	if deleted.Status < 400 {
		t.Errorf("the protected project was deleted: %d %s", deleted.Status, deleted.Body)
	}
	admin.Get(t, whole).Want(t, 200)
}

// A logout ends the session, also where its tokens are used at that moment.
func TestRaces_a_logout_is_not_undone_by_a_refresh(t *testing.T) {
	gate, s, _ := onPostgres(t)
	for _, step := range []struct{ name, statement string }{
		{"that has read the session", "FROM sessions WHERE id = "},
		{"that has written it", "UPDATE sessions SET"},
	} {
		t.Run(step.name, func(t *testing.T) {
			login := s.Anonymous().With("User-Agent", testserver.Unique("browser")).
				Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
			client := s.As(login.Text("accessToken"))
			cookie := s.Anonymous().With("Cookie", login.Header.Get("Set-Cookie"))
			refreshed, ended := overlapping(t, gate, s, step.statement,
				func() testserver.Answer { return cookie.Post(t, "/api/v1/auth/token", nil) },
				func() testserver.Answer { return client.Post(t, "/api/v1/auth/logout", nil) })
			ended.Want(t, 200)
			cookie.Post(t, "/api/v1/auth/token", nil).Want(t, 401)
			client.Get(t, "/api/v1/user").Want(t, 401)
			if refreshed.Status == http.StatusOK {
				s.As(refreshed.Text("token")).Get(t, "/api/v1/user").Want(t, 401)
			}
		})
	}
}

// A login in the browser of a session that is just being ended begins with tokens that
// the end did not take, and never brings the ended ones back.
func TestRaces_a_logout_is_not_undone_by_a_login(t *testing.T) {
	gate, s, _ := onPostgres(t)
	browser := s.Anonymous().With("User-Agent", testserver.Unique("browser"))
	body := testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}
	old := s.As(browser.Post(t, "/api/v3/auth/login", body).Want(t, 200).Text("accessToken"))
	again, ended := overlapping(t, gate, s, "FROM sessions WHERE user_id = $1 AND ip = ",
		func() testserver.Answer { return browser.Post(t, "/api/v3/auth/login", body) },
		func() testserver.Answer { return old.Post(t, "/api/v1/auth/logout", nil) })
	again.Want(t, 200)
	ended.Want(t, 200)
	old.Get(t, "/api/v1/user").Want(t, 401)
}

// A personal value goes with the shared secret that it overrides, however close together
// the two are written.
func TestRaces_a_personal_value_does_not_outlive_its_secret(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	ends := map[string]func(at testserver.Object) testserver.Answer{
		"deleted": func(at testserver.Object) testserver.Answer {
			return admin.Delete(t, "/api/v3/secrets/raw/K", at)
		},
		"renamed": func(at testserver.Object) testserver.Answer {
			return admin.Patch(t, "/api/v3/secrets/raw/K", with(at, "newSecretName", "L"))
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": name}).Want(t, 200)
			at := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/" + name}
			admin.Post(t, "/api/v3/secrets/raw/K", with(at, "secretValue", "shared")).Want(t, 200)
			own, ended := overlapping(t, gate, s, "INSERT INTO secrets",
				func() testserver.Answer {
					return admin.Post(t, "/api/v3/secrets/raw/K", with(at, "secretValue", "own", "type", "personal"))
				},
				func() testserver.Answer { return end(with(at, "type", "shared")) })
			own.Want(t, 200)
			ended.Want(t, 200)
			// A shared secret of the old name that is new has no override.
			admin.Post(t, "/api/v3/secrets/raw/K", with(at, "secretValue", "another")).Want(t, 200)
			read := admin.Get(t, "/api/v3/secrets/raw/K?workspaceId="+p.ID+"&environment=dev&type=personal&secretPath=/"+name)
			if read.Status == http.StatusOK && read.Text("secret.secretValue") == "own" {
				t.Errorf("the personal value stayed: %s", read.Body)
			}
		})
	}
}

// Batches that write the same new names, each in its own order, wait for each other one
// way only.
func TestRaces_batches_in_another_order_do_not_deadlock(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	batch := func(keys ...string) func() testserver.Answer {
		list := testserver.List{}
		for _, key := range keys {
			list = append(list, testserver.Object{"secretKey": key, "secretValue": "of " + keys[0]})
		}
		body := testserver.Object{"projectId": p.ID, "environment": "dev", "secretPath": "/", "mode": "upsert", "secrets": list}
		return func() testserver.Answer { return admin.Patch(t, "/api/v4/secrets/batch", body) }
	}
	// The first new secret of one is there, and its version is not, when the other begins.
	one, two := overlapping(t, gate, s, "INSERT INTO secret_versions", batch("A", "B", "C"), batch("C", "B", "A"))
	for i, answer := range []testserver.Answer{one, two} {
		answer.Want(t, 200)
		if first := answer.Text("secrets.0.secretKey"); first != []string{"A", "C"}[i] {
			t.Errorf("batch %d is answered in another order than it was sent: %s first", i, first)
		}
	}
	waits, _ := s.Store(t).Statement(t.Context()).DB().Raw("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Rows()
	defer waits.Close() //nolint:errcheck // only read
	for waits.Next() {
		var deadlocks int
		if err := waits.Scan(&deadlocks); err != nil || deadlocks > 0 {
			t.Errorf("%d deadlocks, %v", deadlocks, err)
		}
	}
}
