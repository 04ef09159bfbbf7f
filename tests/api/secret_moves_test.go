package api

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func secretAt(p testserver.Project, environment, path, name, more string) string {
	return "/api/v3/secrets/raw/" + name + "?workspaceId=" + p.ID + "&environment=" + environment + "&secretPath=" + path + more
}

func moving(p testserver.Project, overwrite bool, ids ...string) testserver.Object {
	list := testserver.List{}
	for _, id := range ids {
		list = append(list, id)
	}
	return testserver.Object{
		"projectSlug": p.Slug, "sourceEnvironment": "dev", "sourceSecretPath": "/",
		"destinationEnvironment": "prod", "destinationSecretPath": "/", "secretIds": list, "shouldOverwrite": overwrite,
	}
}

func TestMoves_take_history_and_personal_values_along(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsPerson(t)
		p := admin.NewProject(t)
		id := admin.SetSecret(t, p, "NAME", "one")
		admin.Patch(t, p.SecretPath("NAME"), testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretValue": "two"}).Want(t, 200)
		admin.Post(t, p.SecretPath("NAME"), testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretValue": "mine", "type": "personal"}).Want(t, 200)
		admin.Post(t, "/api/v4/secrets/move", moving(p, false, id)).Want(t, 200)
		for path, want := range map[string]string{
			secretAt(p, "prod", "/", "NAME", ""):               "two",
			secretAt(p, "prod", "/", "NAME", "&version=1"):     "one",
			secretAt(p, "prod", "/", "NAME", "&type=personal"): "mine",
		} {
			if got := admin.Get(t, path).Want(t, 200); got.Text("secret.secretValue") != want {
				t.Errorf("%s reads %s, want %s", path, got.Body, want)
			}
		}
		admin.Get(t, p.SecretPath("NAME")).Want(t, 404)
		admin.Get(t, p.SecretPath("NAME")+"&type=personal").Want(t, 404)
	})
}

func TestMoves_stop_at_a_name_in_use_unless_told_to_overwrite(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsPerson(t)
		p := admin.NewProject(t)
		first, second := admin.SetSecret(t, p, "A", "new"), admin.SetSecret(t, p, "B", "new")
		admin.Post(t, "/api/v3/secrets/raw/B", testserver.Object{"workspaceId": p.ID, "environment": "prod", "secretValue": "old"}).Want(t, 200)
		if refused := admin.Post(t, "/api/v3/secrets/move", moving(p, false, first, second)); refused.Status != 400 || !strings.Contains(refused.Body, "Secret B exists") {
			t.Errorf("%d %s", refused.Status, refused.Body)
		}
		admin.Get(t, p.SecretPath("A")).Want(t, 200)
		admin.Get(t, secretAt(p, "prod", "/", "A", "")).Want(t, 404)
		admin.Post(t, "/api/v3/secrets/move", moving(p, true, first, second)).Want(t, 200)
		if got := admin.Get(t, secretAt(p, "prod", "/", "B", "")).Want(t, 200); got.Text("secret.secretValue") != "new" || got.Number("secret.version") != 2 {
			t.Errorf("overwritten by %s", got.Body)
		}
		admin.Get(t, p.SecretPath("B")).Want(t, 404)
	})
}

func TestMoves_of_what_is_not_there_or_goes_nowhere_change_nothing(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	id := admin.SetSecret(t, p, "NAME", "v")
	for name, c := range map[string]struct {
		change func(testserver.Object)
		status int
	}{
		"an unknown id":             {func(o testserver.Object) { o["secretIds"] = testserver.List{id, "nobody"} }, 404},
		"an unknown destination":    {func(o testserver.Object) { o["destinationSecretPath"] = "/none" }, 404},
		"an unknown environment":    {func(o testserver.Object) { o["destinationEnvironment"] = "none" }, 404},
		"the folder it is in":       {func(o testserver.Object) { o["destinationEnvironment"] = "dev" }, 400},
		"no ids":                    {func(o testserver.Object) { o["secretIds"] = testserver.List{} }, 422},
		"a path that climbs":        {func(o testserver.Object) { o["destinationSecretPath"] = "/a/../b" }, 422},
		"a project that is unnamed": {func(o testserver.Object) { delete(o, "projectSlug") }, 400},
	} {
		body := moving(p, false, id)
		c.change(body)
		if refused := admin.Post(t, "/api/v3/secrets/move", body); refused.Status != c.status {
			t.Errorf("%s: %d %s", name, refused.Status, refused.Body)
		}
	}
	admin.Get(t, p.SecretPath("NAME")).Want(t, 200)
}

// role gives a machine a role of its own in the project.
func withRules(t *testing.T, s *testserver.Server, p testserver.Project, rules ...testserver.Object) testserver.Client {
	t.Helper()
	slug := testserver.Unique("role")
	list := testserver.List{}
	for _, rule := range rules {
		list = append(list, rule)
	}
	s.AsPerson(t).Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": list}).Want(t, 200)
	m := s.NewMachine(t, "no-access", nil)
	s.AsPerson(t).AddMember(t, p, m.IdentityID, slug)
	return s.As(s.Token(t, m))
}

// Tags decide who may do what, so a change of tags needs the right on both
// sides of it.
func TestTags_are_changed_by_those_who_may_edit_before_and_after(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	ids := map[string]string{}
	for _, slug := range []string{"open", "locked"} {
		ids[slug] = admin.Post(t, "/api/v1/workspace/"+p.ID+"/tags", testserver.Object{"name": slug, "slug": slug, "color": "#fff"}).Want(t, 200).Text("workspaceTag.id")
	}
	all := testserver.Object{"subject": "secrets", "action": testserver.List{"read", "create", "edit"}}
	not := testserver.Object{"subject": "secrets", "action": testserver.List{"create", "edit"}, "inverted": true, "conditions": testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"locked"}}}}
	member := withRules(t, s, p, all, not)
	at := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/"}
	with := func(more testserver.Object) testserver.Object {
		body := testserver.Object{}
		for _, part := range []testserver.Object{at, more} {
			for k, v := range part {
				body[k] = v
			}
		}
		return body
	}
	tagged := func(slug string) testserver.Object { return with(testserver.Object{"tagSlugs": testserver.List{slug}}) }
	admin.SetSecret(t, p, "FREE", "v")
	admin.SetSecret(t, p, "SHUT", "v")
	admin.Post(t, "/api/v3/secrets/tags/SHUT", tagged("locked")).Want(t, 200)

	member.Post(t, "/api/v3/secrets/tags/FREE", tagged("open")).Want(t, 200)
	member.Post(t, "/api/v3/secrets/tags/FREE", tagged("locked")).WantRefusal(t, 403, "permission_inverted")
	member.Delete(t, "/api/v3/secrets/tags/SHUT", tagged("locked")).WantRefusal(t, 403, "permission_inverted")
	member.Patch(t, "/api/v3/secrets/raw/FREE", with(testserver.Object{"tagIds": testserver.List{ids["locked"]}})).WantRefusal(t, 403, "permission_inverted")
	member.Patch(t, "/api/v3/secrets/raw/SHUT", with(testserver.Object{"tagIds": testserver.List{}})).WantRefusal(t, 403, "permission_inverted")
	member.Post(t, "/api/v3/secrets/raw/BORN", with(testserver.Object{"secretValue": "v", "tagIds": testserver.List{ids["locked"]}})).WantRefusal(t, 403, "permission_inverted")
	item := func(name, slug string) testserver.Object {
		return with(testserver.Object{"secrets": testserver.List{testserver.Object{"secretKey": name, "secretValue": "v", "tagIds": testserver.List{ids[slug]}}}})
	}
	member.Post(t, "/api/v3/secrets/batch/raw", item("BORN", "locked")).WantRefusal(t, 403, "permission_inverted")
	member.Patch(t, "/api/v3/secrets/batch/raw", item("FREE", "locked")).WantRefusal(t, 403, "permission_inverted")
	member.Post(t, "/api/v3/secrets/batch/raw", item("BORN", "open")).Want(t, 200)
	member.Patch(t, "/api/v3/secrets/batch/raw", item("FREE", "open")).Want(t, 200)
	if got := admin.Get(t, p.SecretPath("FREE")).Want(t, 200); got.Text("secret.tags.0.slug") != "open" || got.Value("secret.tags.1") != nil {
		t.Errorf("FREE is %s", got.Body)
	}
	member.Post(t, "/api/v3/secrets/tags/FREE", tagged("nowhere")).Want(t, 404)
	member.Patch(t, "/api/v3/secrets/raw/FREE", with(testserver.Object{"tagIds": testserver.List{"nobody"}})).Want(t, 404)
	member.Patch(t, "/api/v3/secrets/raw/FREE", with(testserver.Object{"tagIds": testserver.List{}})).Want(t, 200)
	if got := admin.Get(t, p.SecretPath("FREE")).Want(t, 200); got.Value("secret.tags.0") != nil {
		t.Errorf("FREE is %s", got.Body)
	}
}

func TestBatches_update_what_is_there_and_as_asked_create_or_ignore_the_rest(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	admin.SetSecret(t, p, "THERE", "old")
	body := func(mode string, names ...string) testserver.Object {
		items := testserver.List{}
		for _, name := range names {
			items = append(items, testserver.Object{"secretKey": name, "secretValue": "new"})
		}
		return testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "mode": mode, "secrets": items}
	}
	const path = "/api/v3/secrets/batch/raw"
	editor := withRules(t, s, p, testserver.Object{"subject": "secrets", "action": testserver.List{"read", "edit"}})
	admin.Patch(t, path, body("failOnNotFound", "THERE", "NEW")).Want(t, 404)
	editor.Patch(t, path, body("upsert", "THERE", "NEW")).WantRefusal(t, 403, "permission_missing")
	if got := admin.Get(t, p.SecretPath("THERE")).Want(t, 200).Text("secret.secretValue"); got != "old" {
		t.Errorf("a refused batch wrote %q", got)
	}
	editor.Patch(t, path, body("ignore", "THERE", "NEW")).Want(t, 200)
	admin.Get(t, p.SecretPath("NEW")).Want(t, 404)
	admin.Patch(t, path, body("upsert", "THERE", "NEW")).Want(t, 200)
	admin.Get(t, p.SecretPath("NEW")).Want(t, 200)
	if got := admin.Get(t, p.SecretPath("THERE")).Want(t, 200).Number("secret.version"); got != 3 {
		t.Errorf("version %d, want 3", got)
	}
	admin.Patch(t, path, body("sometimes", "THERE")).Want(t, 422)
	renamed := body("failOnNotFound", "NEW")
	renamed["secrets"].(testserver.List)[0].(testserver.Object)["newSecretName"] = "RENAMED"
	admin.Patch(t, path, renamed).Want(t, 200)
	admin.Get(t, p.SecretPath("RENAMED")).Want(t, 200)
}

// The caller may not be allowed to see the secrets that refer to the renamed one.
func TestRenames_tell_nothing_about_references(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := admin.NewProject(t)
	admin.SetSecret(t, p, "FREE", "1")
	admin.SetSecret(t, p, "NAMED", "2")
	admin.SetSecret(t, p, "dotted.name", "3")
	admin.SetSecret(t, p, "HOLDER", "${NAMED}")
	rename := func(from, to string) testserver.Answer {
		return admin.Patch(t, p.SecretPath(from), testserver.Object{"workspaceId": p.ID, "environment": "dev", "newSecretName": to})
	}
	free, named := rename("FREE", "app.yaml").Want(t, 400), rename("NAMED", "app.yaml").Want(t, 400)
	if free.Text("message") != named.Text("message") || !strings.Contains(free.Text("message"), "could not spell") {
		t.Errorf("without a reference %s, with one %s", free.Body, named.Body)
	}
	rename("dotted.name", "other.name").Want(t, 200)
	rename("FREE", "FREED").Want(t, 200)

	folder := admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": "app"}).Want(t, 200).Text("folder.id")
	to := testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": "app.d"}
	admin.Patch(t, "/api/v1/folders/"+folder, to).Want(t, 400)
	admin.Post(t, "/api/v1/folders", to).Want(t, 200)
}
