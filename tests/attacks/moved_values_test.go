package attacks

import (
	"strings"
	"testing"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// movesOfValues put a sealed value where it was not sealed. Each writes the row of SHOWN in
// the folder /, which the reader may read.
var movesOfValues = map[string]string{
	"another secret's":                   "SELECT value FROM secrets WHERE project_id = {project} AND key = 'HIDDEN'",
	"the same name's in another folder":  "SELECT value FROM secrets WHERE project_id = {project} AND key = 'SHOWN' AND folder_id = (SELECT id FROM folders WHERE project_id = {project} AND path = '/app')",
	"the same name's in another project": "SELECT value FROM secrets WHERE project_id = {other} AND key = 'SHOWN'",
	"an older version's":                 "SELECT value FROM secret_versions WHERE secret_id = {secret} AND version = 1",
	"the description's":                  "SELECT comment FROM secrets WHERE id = {secret}",
}

// Who can write the database gets no value opened at another place than its own. The
// whole answer is refused, not the one secret left out.
func Test_a_value_that_SQL_moved_is_not_served(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		p, other := admin.NewProject(t), admin.NewProject(t)
		admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": "app"}).Want(t, 200)
		put := func(p testserver.Project, path, name, value string) string {
			return admin.Post(t, "/api/v3/secrets/raw/"+name, testserver.Object{
				"workspaceId": p.ID, "environment": "dev", "secretPath": path, "secretValue": value, "secretComment": "stolen-note",
			}).Want(t, 200).Text("secret.id")
		}
		secret := put(p, "/", "SHOWN", "stolen-old")
		put(p, "/", "HIDDEN", "stolen-hidden")
		put(p, "/app", "SHOWN", "stolen-folder")
		put(other, "/", "SHOWN", "stolen-project")
		place := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": "own"}
		admin.Patch(t, "/api/v3/secrets/raw/SHOWN", place).Want(t, 200)

		reader := s.AsMember(t, p, "viewer")
		reader.Get(t, p.SecretPath("SHOWN")).Want(t, 200)
		names := strings.NewReplacer("{project}", "'"+p.ID+"'", "{other}", "'"+other.ID+"'", "{secret}", "'"+secret+"'")
		db := s.Store(t)
		write := func(statement string, args ...any) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.DB().Exec(statement, args...).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		var own []byte
		if err := db.Statement(t.Context()).DB().Raw("SELECT value FROM secrets WHERE id = ?", secret).Row().Scan(&own); err != nil {
			t.Fatal(err)
		}
		for whose, value := range movesOfValues {
			write("UPDATE secrets SET value = (" + names.Replace(value) + ") WHERE id = " + names.Replace("{secret}"))
			for _, address := range []string{p.SecretPath("SHOWN"), "/api/v3/secrets/raw?workspaceId=" + p.ID + "&environment=dev&secretPath=/"} {
				if answer := reader.Get(t, address); answer.Status != 500 || strings.Contains(answer.Body, "stolen") {
					t.Errorf("%s value, GET %s: %d %s", whose, address, answer.Status, answer.Body)
				}
			}
			write("UPDATE secrets SET value = ? WHERE id = ?", own, secret)
			if got := reader.Get(t, p.SecretPath("SHOWN")).Want(t, 200).Text("secret.secretValue"); got != "own" {
				t.Errorf("%s value was put back, and SHOWN is %q", whose, got)
			}
		}
	})
}
