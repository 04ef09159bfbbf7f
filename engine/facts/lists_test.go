package facts

import (
	"fmt"
	"slices"
	"testing"

	"warder/engine"
	"warder/engine/input"
	"warder/models"
)

func Test_a_list_of_identities_has_a_member_for_each_with_what_it_holds(t *testing.T) {
	w, caller := machine(t)
	robot(w)
	w.identity(ours, "outsider", "") // no member of its organization
	w.identity(theirs, "stranger", "member")
	w.member(inProject, models.SubjectIdentity, "ci", role("member"))
	list := &IdentityList{}
	state := w.collect(caller, Question{Targets: []TargetLoader{list.Read}})
	if got := list.IDs(); !slices.Equal(got, []string{"ci", "robot"}) {
		t.Fatalf("listed are %q", got)
	}
	got := []string{}
	target := state.Request.Facts.Target
	for i, member := range state.Members {
		if list.Memberships[i].SubjectID != member.Resource.ID || !member.Target.Known || member.Target.HandsOut == nil || *member.Resource.Properties.IdentityID != member.Resource.ID {
			t.Errorf("member %d: %+v", i, member)
		}
		got = append(got, fmt.Sprint(member.Resource.ID, " ", places(member.Target.Holdings)))
	}
	want := []string{
		"ci [organization org-1 [role member 0..0] project project-1 [role member 0..0]]",
		"robot [organization org-1 [role admin 0..0] project project-1 [role admin -20..-10 role member -20..0 role viewer -20..1 role no-access 10..20 privilege customended -5..-4 privilege customfuture 5..6] project project-2 [role viewer 0..0]]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("members are\n%q, want\n%q", got, want)
	}
	want = []string{"organization org-1 [role member 0..0]", "project project-1 [role member 0..0]", "project project-2 []"}
	if got := places(state.Members[1].Target.Held); !slices.Equal(got, want) || len(target.Holdings) > 0 || !target.Known || state.Needs != engine.NeedsSome {
		t.Errorf("held are\n%q, want\n%q", got, want)
	}
}

func Test_a_list_read_twice_is_not_twice_as_long(t *testing.T) {
	w, caller := machine(t)
	add(w, inProject, &models.Environment{ID: "dev", OrgID: "org-1", ProjectID: "project-1", Slug: "dev"})
	folder(w, "f", "/")
	secret(w, "f", "A", models.SecretShared, "")
	identities, secrets := &IdentityList{}, &SecretList{Environment: "dev", Path: "/"}
	for range 2 { // a transaction may run again
		w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{identities.Read}})
		state := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{secrets.Read}})
		if len(identities.Identities) != 1 || len(identities.Memberships) != 1 || len(state.Members) != 1 || len(secrets.Own([]Sight{Revealed})) != 1 {
			t.Errorf("%d identities, %d secrets", len(identities.Identities), len(state.Members))
		}
	}
}

func Test_a_list_of_members_has_a_member_for_each_with_what_it_holds_there(t *testing.T) {
	w, caller := machine(t)
	robot(w)
	w.user("ann", "member", ours)
	w.member(inSecond, models.SubjectUser, "ann", role("admin"))
	list := &MemberList{}
	state := w.collect(caller, Question{Project: ProjectRef{ID: "project-2"}, Targets: []TargetLoader{list.Read}})
	target := state.Request.Facts.Target
	if len(state.Members) != 1 || state.Members[0].Resource.ID != "robot" || !slices.Equal(places(state.Members[0].Target.Holdings), []string{"project project-2 [role viewer 0..0]"}) {
		t.Errorf("%+v", list.Members)
	}
	if got := places(state.Members[0].Target.Held); !slices.Equal(got, places(target.Held)) || !slices.Equal(got, []string{"organization org-1 [role member 0..0]", "project project-2 []"}) {
		t.Errorf("held are %q", got)
	}
}

func folder(w *world, id, path string) {
	w.t.Helper()
	add(w, inProject, &models.Folder{ID: id, OrgID: "org-1", ProjectID: "project-1", EnvironmentID: "dev", Name: id, Path: path})
}

// secret is a row of a folder, with tags that exist.
func secret(w *world, folderID, key, kind, owner string, tags ...string) {
	w.t.Helper()
	id := folderID + "/" + key + "/" + kind + owner
	add(w, inProject, &models.Secret{
		ID: id, OrgID: "org-1", ProjectID: "project-1", EnvironmentID: "dev", FolderID: folderID,
		SecretFields: models.SecretFields{Key: key, Type: kind, UserID: owner, Version: 1},
	})
	for _, tag := range tags {
		add(w, inProject, &models.SecretTag{OrgID: "org-1", ProjectID: "project-1", SecretID: id, TagID: tag})
	}
}

// vault is a project whose folders hold shared and personal secrets; its
// caller is the user ann.
func vault(t *testing.T) (*world, Caller) {
	t.Helper()
	w := newWorld(t)
	fillVault(w)
	return w, w.session("ann", "org-1")
}

// fillVault adds the folders and secrets of project-1, and two users.
func fillVault(w *world) {
	w.t.Helper()
	w.user("ann", "member", ours)
	w.user("bob", "member", ours)
	add(w, inProject, &models.Environment{ID: "dev", OrgID: "org-1", ProjectID: "project-1", Slug: "dev"},
		&models.Environment{ID: "prod", OrgID: "org-1", ProjectID: "project-1", Slug: "prod"})
	add(w, inProject, &models.Tag{ID: "t1", OrgID: "org-1", ProjectID: "project-1", Slug: "one"}, &models.Tag{ID: "t2", OrgID: "org-1", ProjectID: "project-1", Slug: "two"})
	for id, path := range map[string]string{"root": "/", "app": "/app", "app2": "/app2", "db": "/app/db", "odd": "/a_p", "odd-db": "/a_p/db", "wide": "/ä", "wide-db": "/ä/x"} {
		folder(w, id, path)
	}
	secret(w, "root", "B", models.SecretShared, "", "t1", "t2")
	secret(w, "root", "A", models.SecretPersonal, "ann")
	secret(w, "root", "A", models.SecretPersonal, "bob")
	secret(w, "root", "A", models.SecretShared, "")
	for _, id := range []string{"app", "app2", "db", "odd", "odd-db", "wide", "wide-db"} {
		secret(w, id, "K", models.SecretShared, "")
	}
}

func Test_a_list_of_secrets_holds_shared_ones_and_the_callers_own(t *testing.T) {
	w, caller := vault(t)
	for name, c := range map[string]struct {
		list    SecretList
		project string
		want    []string
	}{
		"folder":                     {SecretList{Environment: "dev", Path: "/"}, "project-1", []string{"/ A shared", "/ A personal", "/ B shared [one two]"}},
		"below":                      {SecretList{Environment: "dev", Path: "/app", Recursive: true}, "project-1", []string{"/app K shared", "/app/db K shared"}},
		"everything":                 {SecretList{Environment: "dev", Path: "/", Recursive: true}, "project-1", []string{"/ A shared", "/ A personal", "/ B shared [one two]", "/a_p K shared", "/a_p/db K shared", "/app K shared", "/app/db K shared", "/app2 K shared", "/ä K shared", "/ä/x K shared"}},
		"below a name with wildcard": {SecretList{Environment: "dev", Path: "/a_p", Recursive: true}, "project-1", []string{"/a_p K shared", "/a_p/db K shared"}},
		"below a wide name":          {SecretList{Environment: "dev", Path: "/ä", Recursive: true}, "project-1", []string{"/ä K shared", "/ä/x K shared"}},
		"no such folder":             {SecretList{Environment: "dev", Path: "/x"}, "project-1", []string{}},
		"nothing below it":           {SecretList{Environment: "dev", Path: "/x", Recursive: true}, "project-1", []string{}},
		"empty environment":          {SecretList{Environment: "prod", Path: "/", Recursive: true}, "project-1", []string{}},
		"no such environment":        {SecretList{Environment: "x", Path: "/"}, "project-1", []string{}},
		"another project":            {SecretList{Environment: "dev", Path: "/"}, "project-2", []string{}},
		"a project of others":        {SecretList{Environment: "dev", Path: "/"}, "project-3", []string{}},
	} {
		state := w.collect(caller, Question{Project: ProjectRef{ID: c.project}, Targets: []TargetLoader{c.list.Read}})
		got := []string{}
		for i, member := range state.Members {
			item := member.Resource.Properties
			text := fmt.Sprint(*item.SecretPath, " ", *item.SecretName, " ", c.list.secrets[i].Type)
			if len(item.SecretTags) > 0 {
				text += fmt.Sprint(" ", item.SecretTags)
			}
			if *item.Environment != "dev" || c.list.secrets[i].UserID == "bob" || item.SecretTags == nil {
				t.Errorf("%s: %+v", name, c.list.secrets[i])
			}
			got = append(got, text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func Test_a_list_holds_what_is_seen_of_it(t *testing.T) {
	w, caller := vault(t)
	list := &SecretList{Environment: "dev", Path: "/", Recursive: true}
	w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{list.Read}})
	sights := make([]Sight, 10)
	sights[1], sights[5] = Described, Revealed
	got := []string{}
	for _, seen := range list.Own(sights) {
		got = append(got, fmt.Sprint(seen.Path, " ", seen.Key, " ", seen.Sight))
	}
	if want := []string{"/ A 1", "/app K 2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func Test_a_batch_that_names_a_missing_secret_is_unknown(t *testing.T) {
	w, caller := vault(t)
	for name, c := range map[string]struct {
		path  string
		names []string
		known bool
	}{
		"all there": {"/", []string{"B", "A"}, true}, "one missing": {"/", []string{"B", "X"}, false}, "no folder": {"/x", []string{"B"}, false},
		"another folder's": {"/app", []string{"B"}, false},
	} {
		batch := &SecretBatch{Environment: "dev"}
		for _, name := range c.names {
			batch.Items = append(batch.Items, BatchItem{Path: c.path, Key: name})
		}
		question := Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{batch.Read}}
		question.Members = make([]input.Member, len(c.names))
		state := w.collect(caller, question)
		known := !slices.ContainsFunc(state.Members, func(m input.Member) bool { return !m.Target.Known })
		if known != c.known || state.Needs != engine.NeedsEvery {
			t.Errorf("%s: %+v", name, state.Members)
		}
		for _, row := range batch.Rows {
			if row != nil && row.Type != models.SecretShared {
				t.Errorf("%s: found a personal secret", name)
			}
		}
		if tags := state.Members[0].Resource.Properties.SecretTags; name == "all there" && !slices.Equal(tags, []string{"one", "two"}) {
			t.Errorf("%s: tags are %q", name, tags)
		}
	}
}
