package facts

import (
	"slices"
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// robot is an identity with rights in the organization and two projects, some
// of which have ended or not yet begun.
func robot(w *world) {
	w.identity(ours, "robot", "admin")
	w.write(func(tx *store.Tx) error { return set[models.Identity](tx, "robot", "has_delete_protection", true) })
	w.member(inSecond, models.SubjectIdentity, "robot", role("viewer"))
	member := w.member(inProject, models.SubjectIdentity, "robot", during("admin", -20, -10), during("member", -20, 0), during("viewer", -20, 1), during("no-access", 10, 20))
	add(w, inProject,
		&models.Privilege{ID: "ended", OrgID: "org-1", ProjectID: "project-1", MembershipID: member, Slug: "a", Permissions: readDev, Form: 2, Version: 1, Temporary: between(-5, -4)},
		&models.Privilege{ID: "future", OrgID: "org-1", ProjectID: "project-1", MembershipID: member, Slug: "b", Permissions: readDev, Form: 2, Version: 1, Temporary: between(5, 6)})
}

func Test_a_target_holds_everything_with_its_windows(t *testing.T) {
	w, caller := machine(t)
	robot(w)
	w.member(inProject, models.SubjectIdentity, "ci", during("member", -20, -10))
	state := w.collect(caller, Question{Targets: []TargetLoader{OnIdentity("robot")}})
	target := state.Request.Facts.Target
	want := []string{
		"organization org-1 [role admin 0..0]",
		"project project-1 [role admin -20..-10 role member -20..0 role viewer -20..1 role no-access 10..20 privilege customended -5..-4 privilege customfuture 5..6]",
		"project project-2 [role viewer 0..0]",
	}
	if got := places(target.Holdings); !slices.Equal(got, want) {
		t.Errorf("holds\n%q, want\n%q", got, want)
	}
	// What the subject itself holds is read in each of these places; that the
	// rights have ended is for the policy to see.
	want = []string{"organization org-1 [role member 0..0]", "project project-1 [role member -20..-10]", "project project-2 []"}
	if got := places(target.Held); !slices.Equal(got, want) {
		t.Errorf("the subject holds\n%q, want\n%q", got, want)
	}
	if target.Kind != "identity" || !target.Known || !target.DeleteProtected || len(target.HandsOut) > 0 || state.Found.Identity.ID != "robot" || state.Found.OrgMembership.Role != "admin" {
		t.Errorf("%+v", target)
	}
}

func Test_an_identity_that_is_not_ours_is_unknown(t *testing.T) {
	w, caller := machine(t)
	w.identity(theirs, "stranger", "member")
	w.member(inTheirs, models.SubjectIdentity, "stranger", role("admin"))
	for _, id := range []string{"stranger", "nobody", ""} {
		state := w.collect(caller, Question{Targets: []TargetLoader{OnIdentity(id)}})
		target := state.Request.Facts.Target
		if target.Known || target.Holdings == nil || len(target.Holdings) > 0 || target.Held == nil || target.HandsOut == nil || state.Found.Identity != nil {
			t.Errorf("%q is %+v", id, target)
		}
	}
}

func Test_a_member_holds_what_it_has_in_the_project(t *testing.T) {
	w, caller := machine(t)
	robot(w)
	for name, c := range map[string]struct {
		project, subjectType, id string
		want                     []string
	}{
		"member":             {"project-2", models.SubjectIdentity, "robot", []string{"project project-2 [role viewer 0..0]"}},
		"not a member":       {"project-2", models.SubjectIdentity, "ci", nil},
		"another type":       {"project-2", models.SubjectUser, "robot", nil},
		"of another project": {"project-3", models.SubjectIdentity, "robot", nil},
	} {
		state := w.collect(caller, Question{Project: ProjectRef{ID: c.project}, Targets: []TargetLoader{OnMember(c.subjectType, c.id)}})
		target := state.Request.Facts.Target
		if got := places(target.Holdings); !slices.Equal(got, c.want) || target.Known != (c.want != nil) || target.Kind != "membership" {
			t.Errorf("%s: %+v holds %q", name, target, got)
		}
	}
}

func Test_what_a_change_hands_out_is_compared_with_what_is_held_there(t *testing.T) {
	w, caller := machine(t)
	w.member(inProject, models.SubjectIdentity, "ci", role("member"))
	handing := HandingOut(permissions.ScopeProject, "project-1", input.Grant{Source: input.SourceRole, Role: "admin"})
	state := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{handing, handing}})
	target := state.Request.Facts.Target
	if got := places(target.HandsOut); !slices.Equal(got, []string{"project project-1 [role admin 0..0]", "project project-1 [role admin 0..0]"}) {
		t.Errorf("hands out %q", got)
	}
	if got := places(target.Held); !slices.Equal(got, []string{"organization org-1 [role member 0..0]", "project project-1 [role member 0..0]"}) {
		t.Errorf("held are %q", got)
	}
	if !target.Known {
		t.Error("a change about nobody has no target that could be unknown")
	}
	after := w.collect(caller, Question{Targets: []TargetLoader{OnIdentity("nobody"), handing}}).Request.Facts.Target
	if after.Known || len(after.HandsOut) != 1 {
		t.Errorf("handing out makes an unknown target known: %+v", after)
	}
}

func Test_a_service_token_about_to_be_made_hands_out_its_scopes(t *testing.T) {
	w, caller := machine(t)
	making := HandingOutServiceToken(&models.ServiceToken{ID: "new", Permissions: []string{"read"}, Scopes: []models.ServiceTokenScope{{Environment: "dev", SecretPath: "/"}}})
	target := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{making}}).Request.Facts.Target
	if got := places(target.HandsOut); !slices.Equal(got, []string{"project project-1 [service_token customnew 0..0]"}) {
		t.Errorf("hands out %q", got)
	}
	if unknown := w.collect(caller, Question{Project: ProjectRef{ID: "project-3"}, Targets: []TargetLoader{making}}).Request.Facts.Target; unknown != nil {
		t.Errorf("hands out %+v in a project that is not ours", unknown)
	}
}

func Test_oneself_is_the_resource(t *testing.T) {
	w, caller := machine(t)
	if got := w.collect(caller, Question{Targets: []TargetLoader{OnSelf}}).Request.Resource.ID; got != "ci" {
		t.Errorf("the resource is %q", got)
	}
}

func Test_credentials_are_found_under_their_own_identity_only(t *testing.T) {
	w, caller := machine(t)
	w.identity(ours, "other", "member")
	add(w, ours, &models.AuthMethod{ID: "other-method", OrgID: "org-1", IdentityID: "other", Method: models.MethodTokenAuth})
	add(w, ours, &models.AccessToken{ID: "other-token", OrgID: "org-1", IdentityID: "other", AuthMethodID: "other-method", Method: models.MethodTokenAuth})
	method := OnAuthMethod(models.MethodUniversalAuth)
	for name, c := range map[string]struct {
		targets []TargetLoader
		known   bool
		kind    string
	}{
		"method":                         {[]TargetLoader{OnIdentity("ci"), method}, true, "identity"},
		"method of nobody":               {[]TargetLoader{OnIdentity("nobody"), method}, false, "identity"},
		"method that is not attached":    {[]TargetLoader{OnIdentity("other"), method}, false, "universal-auth configuration"},
		"secret":                         {[]TargetLoader{OnIdentity("ci"), method, OnClientSecret("client-secret")}, true, "identity"},
		"secret that is not there":       {[]TargetLoader{OnIdentity("ci"), method, OnClientSecret("x")}, false, "client secret"},
		"secret of another identity":     {[]TargetLoader{OnIdentity("other"), OnAuthMethod(models.MethodTokenAuth), OnClientSecret("client-secret")}, false, "client secret"},
		"token":                          {[]TargetLoader{OnAccessToken("other-token")}, true, "identity"},
		"token that is not there":        {[]TargetLoader{OnAccessToken("x")}, false, "token"},
		"token of Universal Auth":        {[]TargetLoader{OnAccessToken("token")}, false, "token"},
		"member to be":                   {[]TargetLoader{OnNewMember("other")}, true, "identity"},
		"member to be, from nowhere":     {[]TargetLoader{OnNewMember("nobody")}, false, "identity"},
		"trusted address outside one":    {[]TargetLoader{OnProjectIP("x")}, false, "trusted ip"},
		"role of a project outside one":  {[]TargetLoader{OnProjectRole("x")}, false, "role"},
		"organization role not there":    {[]TargetLoader{OnOrgRole("x")}, false, "role"},
		"privilege that is not there":    {[]TargetLoader{OnPrivilegeAlone("x")}, false, "privilege"},
		"membership that is not there":   {[]TargetLoader{OnMembershipAlone("x")}, false, "membership"},
		"secret by id, not there":        {[]TargetLoader{OnSecretAlone("x")}, false, "secret"},
		"service token not there":        {[]TargetLoader{OnServiceToken("x")}, false, "service token"},
		"project role by id, not there":  {[]TargetLoader{OnProjectRoleAlone("x")}, false, "role"},
		"tag outside of a project":       {[]TargetLoader{OnTag("id = ?", "x")}, false, "tag"},
		"members outside of a project":   {[]TargetLoader{(&NamedMembers{Names: []string{"a@b"}}).Read}, false, "membership"},
		"membership outside a project":   {[]TargetLoader{OnMembership(models.SubjectIdentity, "x")}, false, "membership"},
		"environment outside a project":  {[]TargetLoader{OnEnvironment("dev")}, false, "environment"},
		"child folder outside a project": {[]TargetLoader{OnChildFolder("dev", "/", "x")}, false, "folder"},
	} {
		target := w.collect(caller, Question{Targets: c.targets}).Request.Facts.Target
		if target.Known != c.known || target.Kind != c.kind {
			t.Errorf("%s: %s, known %v", name, target.Kind, target.Known)
		}
	}
}
