package api

import (
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// changesBySQL are changes behind the back of a running server, of all that it may keep
// in memory and of what it reads with each request. Most undo themselves when they are
// made again.
var changesBySQL = []string{
	`UPDATE project_roles SET permissions = CASE WHEN permissions LIKE '%blue%' THEN '[]'
		ELSE '[{"action":"read","subject":"secrets"},{"action":"read","subject":"secrets","inverted":true,"conditions":{"secretTags":{"$in":["blue"]}}}]' END WHERE project_id = {project}`,
	"UPDATE membership_roles SET role = 'viewer', custom_role_id = NULL WHERE project_id = {project} AND membership_id IN (SELECT id FROM project_memberships WHERE subject_id = {identity})",
	`UPDATE membership_roles SET role = 'custom', custom_role_id = (SELECT id FROM project_roles WHERE project_id = {project})
		WHERE project_id = {project} AND membership_id IN (SELECT id FROM project_memberships WHERE subject_id = {identity})`,
	"UPDATE membership_roles SET is_temporary = NOT is_temporary, temporary_access_start_time = 1, temporary_access_end_time = 2 WHERE project_id = {project}",
	"UPDATE project_memberships SET subject_id = CASE subject_id WHEN {identity} THEN 'another' ELSE {identity} END WHERE project_id = {project} AND subject_id IN ({identity}, 'another')",
	"UPDATE org_memberships SET is_active = NOT is_active WHERE subject_id = {identity}",
	"UPDATE org_memberships SET role = CASE role WHEN 'admin' THEN 'no-access' ELSE 'admin' END WHERE subject_id = {identity}",
	`UPDATE auth_methods SET access_token_trusted_ips = CASE WHEN access_token_trusted_ips LIKE '%10.3%'
		THEN '[{"ipAddress":"127.0.0.0","type":"ipv4","prefix":8}]' ELSE '[{"ipAddress":"10.3.0.0","type":"ipv4","prefix":16}]' END WHERE identity_id = {identity}`,
	"UPDATE projects SET end_to_end_encrypted = NOT end_to_end_encrypted WHERE id = {project}",
	"UPDATE projects SET slug = slug || 'x' WHERE id = {project}",
	"UPDATE environments SET slug = CASE slug WHEN 'dev' THEN 'moved' ELSE 'dev' END WHERE project_id = {project} AND slug IN ('dev', 'moved')",
	"UPDATE folders SET path = CASE path WHEN '/app' THEN '/moved' ELSE '/app' END WHERE project_id = {project} AND path IN ('/app', '/moved')",
	"UPDATE tags SET slug = CASE slug WHEN 'blue' THEN 'green' ELSE 'blue' END WHERE project_id = {project}",
	"DELETE FROM secret_tags WHERE project_id = {project} AND secret_id IN (SELECT id FROM secrets WHERE key = 'OFTEN')",
	"UPDATE secrets SET skip_multiline_encoding = NOT skip_multiline_encoding WHERE project_id = {project}",
	"UPDATE access_tokens SET is_revoked = NOT is_revoked WHERE identity_id = {identity}",
	"UPDATE client_secrets SET is_revoked = NOT is_revoked WHERE identity_id = {identity}",
}

// named is what is different in every answer.
var named = regexp.MustCompile(`"(decisionId|reqId)":"[^"]*"|\(ID: req-[^)]*\)`)

// A server that has facts in memory answers as one that was started just now, whatever
// was changed in the database meanwhile.
func Test_a_running_server_sees_changes_made_by_SQL(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		person := s.AsPerson(t)
		p := person.NewProject(t)
		tag := person.Post(t, "/api/v1/workspace/"+p.ID+"/tags", testserver.Object{"name": "blue", "slug": "blue", "color": "#00f"}).Want(t, 200).Text("workspaceTag.id")
		person.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": "app"}).Want(t, 200)
		for name, tags := range map[string]testserver.List{"ONCE": {tag}, "OFTEN": {tag}, "PLAIN": {}} {
			for _, path := range []string{"/", "/app"} {
				body := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": path, "secretValue": "value", "tagIds": tags}
				person.Post(t, "/api/v3/secrets/raw/"+name, body).Want(t, 200)
			}
		}
		person.Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": "own", "name": "own", "permissions": testserver.List{testserver.Object{"action": "read", "subject": "secrets"}}}).Want(t, 200)
		machine := s.NewMachine(t, "no-access", nil)
		person.AddMember(t, p, machine.IdentityID, "own")
		token := s.Token(t, machine)
		ask := func(of *testserver.Server) (answers []string) {
			reader := of.As(token)
			for _, environment := range []string{"dev", "moved"} {
				for _, path := range []string{"/", "/app"} {
					at := "?workspaceId=" + p.ID + "&environment=" + environment + "&secretPath=" + path
					for _, request := range []string{"/api/v3/secrets/raw/ONCE", "/api/v3/secrets/raw/OFTEN", "/api/v3/secrets/raw/PLAIN", "/api/v3/secrets/raw", "/api/v1/folders"} {
						answer := reader.Get(t, request+at)
						answers = append(answers, request+at+": "+named.ReplaceAllString(answer.Body, ""))
					}
				}
			}
			return answers
		}
		names := strings.NewReplacer("{identity}", "'"+machine.IdentityID+"'", "{project}", "'"+p.ID+"'")
		db, different := s.Store(t), map[string]bool{}
		change := func(made []int) {
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				for _, i := range made {
					if err := tx.DB().Exec(names.Replace(changesBySQL[i])).Error; err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for range 8 {
			made := rand.Perm(len(changesBySQL))[:1+rand.N(2)]
			change(made)
			other := testserver.Launch(t, url, func(config *service.Config) {
				*config = s.Config
				config.DataDir = t.TempDir()
				config.Logger = service.NewLogger(s.Log, service.LogText, slog.LevelDebug)
			})
			want := ask(other)
			for _, way := range []string{"at first", "from memory"} {
				if got := ask(s); !slices.Equal(got, want) {
					t.Fatalf("%s, after changes %v:\n got %s\nwant %s", way, made, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
			different[strings.Join(want, "")] = true
			other.Stop(t)
			change(made) // back, as far as it undoes itself
		}
		if len(different) < 3 {
			t.Errorf("%d different outcomes, so little was compared", len(different))
		}
	})
}
