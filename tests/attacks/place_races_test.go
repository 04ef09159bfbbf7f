package attacks

import (
	"net/http"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// outside is a machine that may rename folders and environments and read secrets, but
// none of /fin* and none of prod.
func outside(t *testing.T, s *testserver.Server, admin testserver.Client, p testserver.Project) testserver.Client {
	t.Helper()
	reads := testserver.List{"readValue", "describeSecret"}
	closed := func(conditions testserver.Object) testserver.Object {
		return testserver.Object{"subject": "secrets", "action": reads, "inverted": true, "conditions": conditions}
	}
	role := testserver.Unique("outside")
	admin.Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": role, "name": role, "permissions": testserver.List{
		testserver.Object{"subject": "secrets", "action": reads},
		closed(testserver.Object{"secretPath": testserver.Object{"$glob": "/fin*"}}), closed(testserver.Object{"environment": "prod"}),
		testserver.Object{"subject": "secret-folders", "action": testserver.List{"read", "edit"}},
		testserver.Object{"subject": "environments", "action": testserver.List{"read", "edit"}},
	}}).Want(t, 200)
	machine := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, p, machine.IdentityID, role)
	return s.As(s.Token(t, machine))
}

// A secret that was written to a place that the caller may not read stays out of its
// reach, though the caller renames the place while it is written and still empty there.
func TestRaces_a_place_is_not_renamed_from_beneath_a_secret(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	stranger := outside(t, s, admin, p)
	writes := map[string]func(at testserver.Object) testserver.Answer{
		"one": func(at testserver.Object) testserver.Answer {
			return admin.Post(t, "/api/v3/secrets/raw/K", with(at, "secretValue", "canary"))
		},
		"batch": func(at testserver.Object) testserver.Answer {
			body := with(at)
			body["secrets"] = testserver.List{testserver.Object{"secretKey": "K", "secretValue": "canary"}}
			return admin.Post(t, "/api/v3/secrets/batch/raw", body)
		},
	}
	for name, write := range writes {
		t.Run("a folder, "+name, func(t *testing.T) {
			folder := testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/"}
			admin.Post(t, "/api/v1/folders", with(folder, "name", "fin"+name)).Want(t, 200)
			at := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/fin" + name}
			written, _ := overlapping(t, gate, s, "INSERT INTO secrets",
				func() testserver.Answer { return write(at) },
				func() testserver.Answer {
					return stranger.Patch(t, "/api/v1/folders/fin"+name, with(folder, "name", "pub"+name))
				})
			read := stranger.Get(t, "/api/v3/secrets/raw/K?workspaceId="+p.ID+"&environment=dev&secretPath=/pub"+name)
			unreached(t, written, read)
		})
		t.Run("an environment, "+name, func(t *testing.T) {
			p := admin.NewProject(t)
			stranger := outside(t, s, admin, p)
			id := environment(t, admin, p, "prod")
			at := testserver.Object{"workspaceId": p.ID, "environment": "prod", "secretPath": "/"}
			written, _ := overlapping(t, gate, s, "INSERT INTO secrets",
				func() testserver.Answer { return write(at) },
				func() testserver.Answer {
					return stranger.Patch(t, "/api/v1/workspace/"+p.ID+"/environments/"+id, testserver.Object{"slug": "open"})
				})
			unreached(t, written, stranger.Get(t, "/api/v3/secrets/raw/K?workspaceId="+p.ID+"&environment=open"))
		})
	}
}

// unreached fails if a secret was stored where it was said to be, and read elsewhere.
func unreached(t *testing.T, written, read testserver.Answer) {
	t.Helper()
	if written.Status != http.StatusOK && written.Status != http.StatusNotFound {
		t.Errorf("the secret was written with %d: %s", written.Status, written.Body)
	}
	if strings.Contains(read.Body, "canary") {
		t.Errorf("written: %d %s\nread: %s", written.Status, written.Body, read.Body)
	}
}

func environment(t *testing.T, admin testserver.Client, p testserver.Project, slug string) string {
	t.Helper()
	listed, _ := admin.Get(t, "/api/v1/workspace/"+p.ID).Want(t, 200).Value("workspace.environments").([]any)
	for _, one := range listed {
		if row, _ := one.(map[string]any); row["slug"] == slug {
			id, _ := row["id"].(string)
			return id
		}
	}
	t.Fatalf("no environment %s", slug)
	return ""
}

// A folder that is made below one that is being renamed lies where its parent does.
func TestRaces_a_folder_lies_below_its_parent(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	at := testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/"}
	admin.Post(t, "/api/v1/folders", with(at, "name", "par")).Want(t, 200)
	made, renamed := overlapping(t, gate, s, "INSERT INTO folders",
		func() testserver.Answer {
			return admin.Post(t, "/api/v1/folders", with(at, "path", "/par", "name", "child"))
		},
		func() testserver.Answer { return admin.Patch(t, "/api/v1/folders/par", with(at, "name", "ren")) })
	made.Want(t, 200)
	renamed.Want(t, 200)
	folders, _ := admin.Get(t, "/api/v2/folders?projectId="+p.ID+"&environment=dev&path=/&recursive=true").Want(t, 200).Value("folders").([]any)
	paths := map[any]string{}
	for _, one := range folders {
		row, _ := one.(map[string]any)
		paths[row["id"]], _ = row["path"].(string)
	}
	if len(folders) != 2 {
		t.Errorf("%d folders, want the parent and its child", len(folders))
	}
	for _, one := range folders {
		row, _ := one.(map[string]any)
		if parent, known := paths[row["parentId"]]; known && row["path"] != parent+"/"+row["name"].(string) {
			t.Errorf("%v lies in %s", row["path"], parent)
		}
	}
}
