package api

import (
	"fmt"
	"strings"
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

func TestReads_imports_of_what_is_empty_are_empty(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsPerson(t)
		p := admin.NewProject(t)
		place := testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": "empty"}
		admin.Post(t, "/api/v1/folders", place).Want(t, 200)
		admin.Post(t, "/api/v1/secret-imports", testserver.Object{
			"workspaceId": p.ID, "environment": "dev", "path": "/", "import": testserver.Object{"environment": "dev", "path": "/empty"},
		}).Want(t, 200)
		for _, path := range []string{
			"/api/v4/secrets?includeImports=true&", "/api/v4/secrets?includeImports=true&recursive=true&", "/api/v3/secrets/raw?include_imports=true&",
		} {
			list := admin.Get(t, path+"projectId="+p.ID+"&workspaceId="+p.ID+"&environment=dev&secretPath=/").Want(t, 200)
			if list.Text("secrets.0.secretKey") != "" || list.Text("imports.0.secrets.0.secretKey") != "" {
				t.Errorf("the list is %s", list.Body)
			}
		}
	})
}

// Folders of which each imports all later ones make a secret appear as often as
// there are ways to choose two folders before it: what is stored once fills the answer.
func TestReads_imports_that_multiply_are_refused(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	const folders = 14
	value := strings.Repeat("x", 800<<10)
	path := func(i int) string { return fmt.Sprintf("/f%d", i) }
	at := func(path string, more testserver.Object) testserver.Object {
		more["workspaceId"], more["environment"], more["secretPath"], more["path"] = p.ID, "dev", path, path
		return more
	}
	for i := range folders {
		admin.Post(t, "/api/v1/folders", at("/", testserver.Object{"name": path(i)[1:]})).Want(t, 200)
		admin.Post(t, fmt.Sprintf("/api/v3/secrets/raw/K%d", i), at(path(i), testserver.Object{"secretValue": value})).Want(t, 200)
	}
	for i := range folders {
		for j := i + 1; j < folders; j++ {
			admin.Post(t, "/api/v1/secret-imports", at(path(i), testserver.Object{"import": testserver.Object{"environment": "dev", "path": path(j)}})).Want(t, 200)
		}
	}
	query := "?projectId=" + p.ID + "&environment=dev&secretPath="
	for name, c := range map[string]struct {
		query  string
		status int
	}{
		"all folders": {"/&recursive=true", 400}, "one folder": {"/f12", 200}, "without imports": {"/&recursive=true&includeImports=false", 200},
	} {
		answer := admin.Get(t, "/api/v4/secrets"+query+c.query)
		if answer.Status != c.status || c.status == 400 && !strings.Contains(answer.Text("message"), "64 MiB") {
			t.Errorf("%s: %d %.300s", name, answer.Status, answer.Body)
		}
	}
	admin.Get(t, "/api/v4/secrets/K13"+query+"/f0").Want(t, 200)
	stranger := withRules(t, s, p, testserver.Object{"subject": "secret-folders", "action": testserver.List{"read"}})
	if list := stranger.Get(t, "/api/v4/secrets"+query+"/&recursive=true").Want(t, 200); strings.Contains(list.Body, "K1") {
		t.Errorf("who sees nothing below is shown %.300s", list.Body)
	}
}
