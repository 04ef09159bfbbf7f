package api

import (
	"slices"
	"strings"
	"testing"

	"warder/tests/testserver"
)

func (x *shelf) folder(path, name string) string {
	x.t.Helper()
	body := x.place("dev", path)
	body["name"] = name
	return x.admin.Post(x.t, "/api/v1/folders", body).Want(x.t, 200).Text("folder.id")
}

func (x *shelf) folders(who testserver.Client, path, more string) []string {
	x.t.Helper()
	answer := who.Get(x.t, "/api/v1/folders?workspaceId="+x.project.ID+"&environment=dev&path="+path+more).Want(x.t, 200)
	list, _ := answer.Value("folders").([]any)
	paths := []string{}
	for _, entry := range list {
		folder, _ := entry.(map[string]any)
		text, _ := folder["path"].(string)
		paths = append(paths, text)
	}
	slices.Sort(paths)
	return paths
}

func TestFolders_renaming_moves_everything_below_and_what_imports_it(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/old/in/deep", "K", "v")
		x.put("dev", "/older", "O", "o")
		x.imports("/", "dev", "/old/in/deep")
		id := x.folder("/", "old")
		body := x.place("dev", "/")
		body["name"] = "new"
		x.admin.Patch(t, "/api/v1/folders/"+id, body).Want(t, 200)
		x.want("folders", x.folders(x.admin, "/", "&recursive=true"), "/new", "/new/in", "/new/in/deep", "/older")
		x.want("imported", values(x.get(x.admin, v4, "dev", "/", "").Want(t, 200), "imports.0.secrets"), "K=v")
		x.get(x.admin, v3+"/K", "dev", "/new/in/deep", "").Want(t, 200)
		x.get(x.admin, v3+"/K", "dev", "/old/in/deep", "").Want(t, 404)
		body["name"] = "again"
		x.admin.Patch(t, "/api/v1/folders/new", body).Want(t, 200)
		item := func(id, path, name string) testserver.Object {
			return testserver.Object{"id": id, "environment": "dev", "path": path, "name": name}
		}
		batch := testserver.Object{"projectSlug": x.project.Slug, "folders": testserver.List{item(id, "/", "first"), item("in", "/first", "second"), item("nope", "/", "third")}}
		if answer := x.admin.Patch(t, "/api/v1/folders/batch", batch); answer.Status != 404 {
			t.Errorf("a batch with an unknown folder: %d %s", answer.Status, answer.Body)
		}
		x.want("after a batch that failed", x.folders(x.admin, "/", ""), "/again", "/older")
		batch["folders"] = batch["folders"].(testserver.List)[:2]
		x.admin.Patch(t, "/api/v1/folders/batch", batch).Want(t, 200)
		x.want("after a batch", x.folders(x.admin, "/", "&recursive=true"), "/first", "/first/second", "/first/second/deep", "/older")
	})
}

func TestFolders_are_deleted_by_id_or_name_and_an_id_is_no_name(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		victim := x.folder("/", "victim")
		x.folder("/", victim) // named like the other's id
		body := x.place("dev", "/")
		if answer := x.admin.Delete(t, "/api/v1/folders/"+victim, body).Want(t, 200); answer.Text("folder.name") != "victim" {
			t.Errorf("deleted %s", answer.Body)
		}
		x.admin.Delete(t, "/api/v2/folders/"+victim, body).Want(t, 200)
		x.admin.Delete(t, "/api/v2/folders/"+victim, body).WantRefusal(t, 404, "resource_not_found")
		x.folder("/", "named")
		x.admin.Delete(t, "/api/v2/folders/named", testserver.Object{"projectId": x.project.ID, "environment": "dev", "directory": "/", "forceDelete": true}).Want(t, 200)
		x.want("left", x.folders(x.admin, "/", ""))
	})
}

func TestFolders_can_be_asked_for_by_when_a_secret_was_written(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/early", "A", "a")
		x.put("dev", "/both", "B", "b")
		x.Clock.Advance(60)
		since := "&lastSecretModified=" + x.Clock.Now().Format("2006-01-02T15:04:05.000Z")
		body := x.place("dev", "/both")
		body["secretValue"] = "c"
		x.admin.Patch(t, v3+"/B", body).Want(t, 200)
		x.put("dev", "/late", "C", "c")
		x.want("as admin", x.folders(x.admin, "/", since), "/both", "/late")
		x.want("who may read one of them", x.folders(x.member(rule("describeSecret", testserver.Object{"secretName": "C"})), "/", since), "/late")
		x.want("who may read nothing", x.folders(x.member(rule("create", testserver.Object{})), "/", since))
		x.want("all", x.folders(x.member(rule("create", testserver.Object{})), "/", ""), "/both", "/early", "/late")
		if answer := x.admin.Get(t, "/api/v1/folders?workspaceId="+x.project.ID+"&environment=dev&lastSecretModified=now"); answer.Status != 422 {
			t.Errorf("no time: %d", answer.Status)
		}
	})
}

// A path that requests cannot name must not come to be by putting names
// together.
func TestFolders_have_paths_that_can_be_named(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		long := strings.Repeat("n", 255)
		path := "/"
		for range 3 {
			x.folder(path, long)
			path = strings.TrimSuffix(path, "/") + "/" + long
		}
		last := x.folder(path, "short")
		body := x.place("dev", path)
		for _, name := range []string{long, long[:254] + "é"} {
			body["name"] = name
			if answer := x.admin.Post(t, "/api/v1/folders", body); len(path)+1+len(name) > 1024 && answer.Status != 422 {
				t.Errorf("made a path of %d bytes: %d", len(path)+1+len(name), answer.Status)
			}
		}
		if answer := x.admin.Patch(t, "/api/v1/folders/"+last, merged(body, testserver.Object{"name": long})); answer.Status == 200 && len(path)+256 > 1024 {
			t.Errorf("renamed to a path of %d bytes", len(path)+256)
		}
		x.folder("/", "a")
		x.folder("/a", long)
		x.folder("/a/"+long, long)
		x.folder("/a/"+long+"/"+long, long)
		x.folder("/a/"+long+"/"+long+"/"+long, long[:253])
		root := x.place("dev", "/")
		if answer := x.admin.Patch(t, "/api/v1/folders/a", merged(root, testserver.Object{"name": "abc"})); answer.Status != 422 {
			t.Errorf("a folder below has a path that is too long: %d %s", answer.Status, answer.Body)
		}
		x.admin.Patch(t, "/api/v1/folders/a", merged(root, testserver.Object{"name": "b"})).Want(t, 200)
	})
}

func merged(a, b testserver.Object) testserver.Object {
	all := testserver.Object{}
	for _, object := range []testserver.Object{a, b} {
		for name, value := range object {
			all[name] = value
		}
	}
	return all
}
