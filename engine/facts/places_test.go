package facts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

func text(p *string) string {
	if p == nil {
		return "-"
	}
	return *p
}

// Every target is asked for by its own organization and by another one, to
// which it must look like one that never was.
func Test_places_are_found_by_their_own_organization_only(t *testing.T) {
	inTheProject := func(target TargetLoader) Question {
		return Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{target}}
	}
	anywhere := func(target TargetLoader) Question { return Question{Targets: []TargetLoader{target}} }
	for name, c := range map[string]struct {
		question Question
		want     string // project, environment, path and tags when it is found
		kind     string // when it is not
	}{
		"environment":              {inTheProject(OnEnvironment("dev")), "project-1 - - []", "environment"},
		"environment by id":        {inTheProject(OnEnvironmentID("dev")), "project-1 - - []", "environment"},
		"environment alone":        {anywhere(OnEnvironmentAlone("dev")), "project-1 - - []", "environment"},
		"folder":                   {inTheProject(OnFolder("dev", "/app/db")), "project-1 - - []", "environment"},
		"folder alone":             {anywhere(OnFolderAlone("db")), "project-1 dev /app/db []", "folder"},
		"child folder by id":       {inTheProject(OnChildFolder("dev", "/app", "db")), "project-1 - - []", "folder"},
		"secret":                   {inTheProject(OnSecret("dev", "/", "B", models.SecretShared)), "project-1 - - [one two]", "environment"},
		"own secret":               {inTheProject(OnSecret("dev", "/", "A", models.SecretPersonal)), "project-1 - - []", "environment"},
		"secret alone":             {anywhere(OnSecretAlone("root/B/shared")), "project-1 dev / [one two]", "secret"},
		"own secret alone":         {anywhere(OnSecretAlone("root/A/personalann")), "project-1 dev / []", "secret"},
		"bot":                      {anywhere(OnBot("bot")), "project-1 - - []", "bot"},
		"tag":                      {inTheProject(OnTag("slug = ?", "one")), "project-1 - - []", "tag"},
		"role":                     {inTheProject(OnProjectRole("r")), "project-1 - - []", "role"},
		"role alone":               {anywhere(OnProjectRoleAlone("r")), "project-1 - - []", "role"},
		"service token":            {anywhere(OnServiceToken("st")), "project-1 - - []", "service token"},
		"entry of an address list": {inTheProject(OnProjectIP("ip")), "project-1 - - []", "trusted ip"},
		"membership alone":         {anywhere(OnMembershipAlone("project-1:ann")), "project-1 - - []", "membership"},
		"membership":               {inTheProject(OnMembership(models.SubjectUser, "project-1:ann")), "project-1 - - []", "membership"},
		"privilege alone":          {anywhere(OnPrivilegeAlone("p")), "project-1 - - []", "privilege"},
		"members by address":       {inTheProject((&NamedMembers{Names: []string{"ann@example.com"}}).Read), "project-1 - - []", "membership"},
	} {
		t.Run(name, func(t *testing.T) {
			w, ann := furnished(t)
			state := w.collect(ann, c.question)
			p := state.Request.Resource.Properties
			if got := fmt.Sprint(state.Request.Facts.Project.ID, " ", text(p.Environment), " ", text(p.SecretPath), " ", append([]string{}, p.SecretTags...)); got != c.want {
				t.Errorf("takes place at %s, want %s", got, c.want)
			}
			if target := targetOf(state); !target.Known || !state.Request.Facts.Membership.Project {
				t.Errorf("%+v", target)
			}
			w.user("eve", "admin", theirs)
			w.member(inTheirs, models.SubjectUser, "eve", role("admin"))
			state = w.collect(w.session("eve", "org-2"), c.question)
			if target := targetOf(state); target.Known || target.Kind != c.kind || len(target.Holdings) > 0 {
				t.Errorf("another organization finds %+v", target)
			}
			if project := state.Request.Facts.Project; project != nil && project.Known || state.Project != nil || state.Request.Resource.Properties.SecretPath != nil {
				t.Errorf("another organization is at %+v", project)
			}
		})
	}
}

// targetOf is the target of a question: of its members the first that is not
// known, if there is one.
func targetOf(s *State) *input.Target {
	target := s.Request.Facts.Target
	for i := range s.Members {
		if target = s.Members[i].Target; !target.Known {
			break
		}
	}
	return target
}

// furnished is the vault with one of everything.
func furnished(t *testing.T) (*world, Caller) {
	t.Helper()
	w, ann := vault(t)
	app := "app"
	w.write(func(tx *store.Tx) error { return set[models.Folder](tx, "db", "parent_id", app) })
	add(w, inProject, &models.Bot{ID: "bot", OrgID: "org-1", ProjectID: "project-1"})
	add(w, inProject, projectRole("r", editRole, 1))
	add(w, inProject, &models.ServiceToken{ID: "st", OrgID: "org-1", ProjectID: "project-1"})
	add(w, inProject, &models.ProjectTrustedIP{ID: "ip", OrgID: "org-1", ProjectID: "project-1", IPAddress: "10.0.0.0"})
	member := w.member(inProject, models.SubjectUser, "ann", role("admin"))
	add(w, inProject, &models.Privilege{ID: "p", OrgID: "org-1", ProjectID: "project-1", MembershipID: member, Slug: "p", Permissions: readDev, Form: 2, Version: 1})
	return w, ann
}

func Test_what_is_missing_on_the_way_makes_the_target_unknown(t *testing.T) {
	w, ann := furnished(t)
	for name, c := range map[string]struct {
		target TargetLoader
		kind   string
	}{
		"environment":                         {OnFolder("x", "/"), "environment"},
		"folder":                              {OnFolder("dev", "/x"), "folder"},
		"folder of another environment":       {OnFolder("prod", "/app"), "folder"},
		"secret's folder":                     {OnSecret("dev", "/x", "B", models.SecretShared), "folder"},
		"secret":                              {OnSecret("dev", "/", "X", models.SecretShared), "secret"},
		"secret in other letters":             {OnSecret("dev", "/", "b", models.SecretShared), "secret"},
		"personal secret that is shared only": {OnSecret("dev", "/", "B", models.SecretPersonal), "secret"},
		"another user's secret":               {OnSecretAlone("root/A/personalbob"), "secret"},
		"child of another folder":             {OnChildFolder("dev", "/", "db"), "folder"},
		"child of no folder":                  {OnChildFolder("dev", "/x", "db"), "folder"},
		"child of no environment":             {OnChildFolder("x", "/app", "db"), "folder"},
		"somebody who is no user":             {(&NamedMembers{Names: []string{"x@example.com", "ann@example.com"}}).Read, "membership"},
		"a user who is no member":             {(&NamedMembers{Names: []string{"bob@example.com", "ann@example.com"}}).Read, "membership"},
		"nobody named":                        {(&NamedMembers{}).Read, "membership"},
		"membership of another type":          {OnMembership(models.SubjectIdentity, "project-1:ann"), "membership"},
	} {
		state := w.collect(ann, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{c.target}})
		if target := targetOf(state); target.Known || target.Kind != c.kind {
			t.Errorf("%s: %s, known %v", name, target.Kind, target.Known)
		}
		if state.Found.Secret != nil {
			t.Errorf("%s: found %s", name, state.Found.Secret.ID)
		}
	}
}

// An API that is told an id alone must not leave the request without a place:
// the permissions of the organization would count.
func Test_an_unknown_place_is_an_unknown_project_and_not_none(t *testing.T) {
	w, ann := furnished(t)
	for name, target := range map[string]TargetLoader{"environment": OnEnvironmentAlone("x"), "bot": OnBot("x")} {
		project := w.collect(ann, Question{Targets: []TargetLoader{target}}).Request.Facts.Project
		if project == nil || project.Known {
			t.Errorf("%s: %+v", name, project)
		}
	}
	state := w.collect(Caller{Mode: ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}}, Question{Targets: []TargetLoader{OnBot("bot")}})
	if state.Request.Facts.Project != nil || state.Request.Facts.Target.Known {
		t.Error("nobody finds a bot")
	}
}

func Test_tags_named_by_the_request_are_those_of_the_project(t *testing.T) {
	w, ann := furnished(t)
	other := &models.Tag{ID: "t3", OrgID: "org-1", ProjectID: "project-2", Slug: "three"}
	add(w, inSecond, other)
	question := Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{WithTags([]string{"t2", "t1", "t3", "x"})}}
	if tags := w.collect(ann, question).Request.Resource.Properties.SecretTags; !slices.Equal(tags, []string{"one", "two"}) {
		t.Errorf("tags are %q", tags)
	}
	if none := w.collect(ann, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{WithTags(nil)}}).Request.Resource.Properties.SecretTags; none != nil {
		t.Errorf("no tag is %q", none)
	}
}

func Test_a_secret_that_changes_is_asked_about_as_it_is_and_as_it_becomes(t *testing.T) {
	w, ann := furnished(t)
	name := "OLD"
	for label, c := range map[string]struct {
		name   string
		tagIDs *[]string
		want   string
	}{
		"renamed":      {"NEW", nil, "OLD [was] NEW [was]"},
		"tagged":       {"", &[]string{"t1"}, "OLD [was] OLD [one]"},
		"both":         {"NEW", &[]string{"t2", "x"}, "OLD [was] NEW [two]"},
		"without tags": {"", &[]string{}, "OLD [was] OLD []"},
	} {
		question := Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{Becoming(c.name, c.tagIDs)}}
		question.Resource.Properties = input.Properties{SecretName: &name, SecretTags: []string{"was"}}
		got := []string{}
		for _, member := range w.collect(ann, question).Members {
			got = append(got, fmt.Sprint(*member.Resource.Properties.SecretName, " ", member.Resource.Properties.SecretTags))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", label, got, c.want)
		}
	}
}

// Whoever edits a role must hold it; reading one compares nothing.
func Test_a_role_holds_what_it_gives_unless_it_is_only_read(t *testing.T) {
	w, ann := furnished(t)
	add(w, ours, &models.OrgRole{ID: "o", OrgID: "org-1", Slug: "ops", Permissions: editRole, Version: 1})
	for name, c := range map[string]struct {
		action string
		target TargetLoader
		want   []string
	}{
		"edited":         {"edit", OnOrgRole("o"), []string{"organization org-1 [role customo 0..0]"}},
		"read":           {"read", OnOrgRoleSlug("ops"), nil},
		"project's":      {"edit", OnProjectRole("r"), []string{"project project-1 [role customr 0..0]"}},
		"project's read": {"read", OnProjectRoleAlone("r"), nil},
	} {
		target := w.collect(ann, Question{Action: c.action, Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{c.target}}).Request.Facts.Target
		if got := places(target.Holdings); !slices.Equal(got, c.want) || !target.Known {
			t.Errorf("%s: holds %q, known %v", name, got, target.Known)
		}
	}
}

func Test_roles_are_found_by_slug_and_id_within_their_scope(t *testing.T) {
	w, _ := furnished(t)
	add(w, ours, &models.OrgRole{ID: "o", OrgID: "org-1", Slug: "ops", Permissions: editRole, Version: 1})
	w.write(func(tx *store.Tx) error {
		for name, find := range map[string]func(scope store.Scope) (bool, error){
			"organization role by slug": func(s store.Scope) (bool, error) { row, err := OrgRoleBySlug(tx, s, "ops"); return row != nil, err },
			"organization role by id":   func(s store.Scope) (bool, error) { row, err := OrgRoleByID(tx, s, "o"); return row != nil, err },
			"project role by slug":      func(s store.Scope) (bool, error) { row, err := ProjectRoleBySlug(tx, s, "r"); return row != nil, err },
		} {
			for scope, want := range map[store.Scope]bool{inProject: true, inTheirs: false} {
				if found, err := find(scope); found != want || err != nil {
					t.Errorf("%s in %v: %v, %v", name, scope, found, err)
				}
			}
		}
		return nil
	})
}
