package attacks

import (
	"net/url"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// places are paths that are no place, or that mean one in two ways.
var places = []string{
	"/..", "/.", "/a/..", "/a/../b", "/a/./b", "///", "//a", "/a//b", "/a//", `/a\b`, `\a`, "/a%2Fb", "/%2e%2e", "/a\nb", "/a\tb", "/a\u0085b", "/\u0007",
	"/ a/../b", "/" + strings.Repeat("p", 1024), "/a/" + strings.Repeat("/", 5), "/a/..%00", "/\u2028/..",
}

// Wherever a route takes a place, it takes it in one form.
func TestPlaces_no_route_takes_a_place_that_could_be_two(t *testing.T) {
	x := newCorner(t)
	admin := x.AsAdmin()
	folder := admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": "victim"}).Want(t, 200).Text("folder.id")
	source := testserver.Object{"environment": "dev", "path": "/open"}
	imported := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "import": source}
	link := admin.Post(t, "/api/v1/secret-imports", imported).Want(t, 200).Text("secretImport.id")
	for _, path := range places {
		body := testserver.Object{
			"workspaceId": x.project.ID, "projectId": x.project.ID, "environment": "dev", "path": path, "secretPath": path, "name": "n", "secretValue": "v",
			"import": source, "folders": testserver.List{testserver.Object{"id": folder, "environment": "dev", "path": path, "name": "n"}},
			"secrets": testserver.List{testserver.Object{"secretKey": "K", "secretValue": "v"}},
		}
		pointed := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "import": testserver.Object{"environment": "dev", "path": path}}
		query := "?workspaceId=" + x.project.ID + "&projectId=" + x.project.ID + "&environment=dev&path=" + url.QueryEscape(path) + "&secretPath=" + url.QueryEscape(path)
		for _, answer := range []testserver.Answer{
			admin.Get(t, "/api/v1/folders"+query), admin.Post(t, "/api/v1/folders", body), admin.Patch(t, "/api/v1/folders/"+folder, body),
			admin.Patch(t, "/api/v1/folders/batch", body), admin.Delete(t, "/api/v1/folders/"+folder, body), admin.Delete(t, "/api/v2/folders/"+folder, body),
			admin.Get(t, "/api/v1/secret-imports"+query), admin.Post(t, "/api/v1/secret-imports", body), admin.Post(t, "/api/v1/secret-imports", pointed),
			admin.Patch(t, "/api/v1/secret-imports/"+link, body), admin.Patch(t, "/api/v1/secret-imports/"+link, pointed), admin.Delete(t, "/api/v1/secret-imports/"+link, body),
			admin.Get(t, "/api/v4/secrets"+query), admin.Get(t, "/api/v4/secrets/KEY"+query), admin.Get(t, "/api/v4/secrets/KEY/secret-reference-tree"+query),
			admin.Post(t, "/api/v4/secrets/KEY", body), admin.Patch(t, "/api/v4/secrets/KEY", body), admin.Delete(t, "/api/v4/secrets/KEY", body),
			admin.Post(t, "/api/v4/secrets/batch", body), admin.Patch(t, "/api/v4/secrets/batch", body), admin.Delete(t, "/api/v4/secrets/batch", body),
		} {
			if answer.Status != 422 && answer.Status != 400 {
				t.Errorf("%s with the path %.20q answered %d: %.200s", answer.Request, path, answer.Status, answer.Body)
			}
		}
	}
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, "a%2Fb", "a\x00b", "a\nb", "\u009f", strings.Repeat("n", 256)} {
		body := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": name}
		batch := testserver.Object{"projectSlug": x.project.Slug, "folders": testserver.List{testserver.Object{"id": folder, "environment": "dev", "path": "/", "name": name}}}
		for _, answer := range []testserver.Answer{admin.Patch(t, "/api/v1/folders/"+folder, body), admin.Patch(t, "/api/v1/folders/batch", batch)} {
			if answer.Status != 422 && answer.Status != 400 {
				t.Errorf("renamed to %.20q: %d %.200s", name, answer.Status, answer.Body)
			}
		}
	}
	left := admin.Get(t, "/api/v1/folders?workspaceId="+x.project.ID+"&environment=dev&path=/&recursive=true").Want(t, 200)
	if strings.Count(left.Body, `"id"`) != 3 {
		t.Errorf("the folders changed: %s", left.Body)
	}
}

// hop is a server on which a reader of dev meets ways into prod.
func TestHops_nothing_of_a_place_leaks_on_the_way(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	put := func(environment, path, name, value string) {
		t.Helper()
		admin.Post(t, "/api/v3/secrets/raw/"+name, testserver.Object{"workspaceId": p.ID, "environment": environment, "secretPath": path, "secretValue": value}).Want(t, 200)
	}
	link := func(to, environment, from string) {
		t.Helper()
		admin.Post(t, "/api/v1/secret-imports", testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": to, "import": testserver.Object{"environment": environment, "path": from}}).Want(t, 200)
	}
	for _, name := range []string{"a", "b", "c"} {
		admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": name}).Want(t, 200)
	}
	put("prod", "/", "PROD", "canary-prod")
	put("dev", "/c", "HIDDEN", "canary-hidden")
	put("dev", "/a", "REF", "${prod.PROD}")
	put("dev", "/a", "REF_C", "${dev.c.HIDDEN}")
	put("dev", "/b", "VIA_REF", "${dev.a.REF}")
	link("/a", "dev", "/b")
	link("/b", "prod", "/")
	link("/b", "dev", "/c")
	rules := testserver.List{
		testserver.Object{"subject": "secrets", "action": testserver.List{"describeSecret", "readValue"}, "conditions": testserver.Object{"environment": "dev"}},
		testserver.Object{"subject": "secrets", "action": testserver.List{"describeSecret", "readValue"}, "conditions": testserver.Object{"secretPath": "/c"}, "inverted": true},
	}
	admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": "devs", "name": "devs", "permissions": rules}).Want(t, 200)
	reader := s.AsMember(t, p, "devs")
	for _, route := range []string{"/api/v3/secrets/raw", "/api/v4/secrets"} {
		for _, path := range []string{"/", "/a", "/b", "/c"} {
			for _, flags := range []string{
				"", "&includeImports=true&include_imports=true", "&expandSecretReferences=true", "&recursive=true&expandSecretReferences=true&includeImports=true",
				"&recursive=true&includeImports=true&viewSecretValue=false", "&includeImports=true&metadataFilter=key=a&tagSlugs=b", "&asOf=2030-01-01T00:00:00Z",
			} {
				place := "?workspaceId=" + p.ID + "&projectId=" + p.ID + "&environment=dev&secretPath=" + path + flags
				for _, name := range []string{"", "/PROD", "/HIDDEN", "/REF", "/REF_C", "/VIA_REF", "/REF/secret-reference-tree", "/VIA_REF/secret-reference-tree"} {
					answer := reader.Get(t, route+name+place)
					if answer.Status >= 500 || strings.Contains(answer.Body, "canary") || strings.Contains(answer.Body, `"secretKey":"HIDDEN"`) || strings.Contains(answer.Body, `"secretKey":"PROD"`) {
						t.Errorf("%s answered %d: %s", answer.Request+place, answer.Status, answer.Body)
					}
				}
			}
		}
	}
}
