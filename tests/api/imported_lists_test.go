package api

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// Where the secrets of a folder may only be described, and those that it imports
// may be read where they are, the list once left out the imported ones: what was
// asked about the source was the lesser right alone, which nobody had given. Each
// place is asked about its value first, and then about its description.
func TestReads_a_list_names_what_is_described_here_and_read_where_it_is(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	at := func(path string, more testserver.Object) testserver.Object {
		more["workspaceId"], more["environment"], more["secretPath"], more["path"] = p.ID, "dev", path, path
		return more
	}
	admin.Post(t, "/api/v1/folders", at("/", testserver.Object{"name": "a"})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/DEEP", at("/a", testserver.Object{"secretValue": "deep"})).Want(t, 200)
	admin.Post(t, "/api/v3/secrets/raw/HERE", at("/", testserver.Object{"secretValue": "here"})).Want(t, 200)
	admin.Post(t, "/api/v1/secret-imports", at("/", testserver.Object{"import": testserver.Object{"environment": "dev", "path": "/a"}})).Want(t, 200)
	reader := withRules(t, s, p,
		testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}, "conditions": testserver.Object{"secretPath": testserver.Object{"$glob": "/a/**"}}},
		testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}, "conditions": testserver.Object{"secretPath": "/a"}},
		testserver.Object{"subject": "secrets", "action": testserver.List{"describeSecret"}, "conditions": testserver.Object{"secretPath": "/"}})
	query := "?projectId=" + p.ID + "&environment=dev&secretPath=/&includeImports=true&expandSecretReferences=false"
	list := reader.Get(t, "/api/v4/secrets"+query).Want(t, 200)
	if list.Text("secrets.0.secretKey") != "HERE" || list.Text("imports.0.secrets.0.secretKey") != "DEEP" {
		t.Fatalf("the list is %s", list.Body)
	}
	for _, hidden := range []string{list.Text("secrets.0.secretValue"), list.Text("imports.0.secrets.0.secretValue")} {
		if hidden != "<hidden-by-infisical>" {
			t.Errorf("a value that may only be described shows: %s", list.Body)
		}
	}
	one := reader.Get(t, "/api/v4/secrets/DEEP"+query).Want(t, 200)
	if one.Text("secret.secretValue") != "<hidden-by-infisical>" {
		t.Errorf("alone: %s", one.Body)
	}
}
