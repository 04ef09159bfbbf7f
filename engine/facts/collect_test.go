package facts

import (
	"reflect"
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

func Test_the_question_and_what_was_measured_become_the_request(t *testing.T) {
	w, caller := machine(t)
	resource := input.Resource{Type: "secrets", ID: "s"}
	got := w.collect(caller, Question{Action: "edit", Resource: resource, Raw: true}).Request
	want := input.Context{IP: "10.0.0.9", Now: epoch, Mode: ModeIdentity, Raw: true}
	if got.Subject.Ref() != caller.Subject.Ref() || got.Action.Name != "edit" || !reflect.DeepEqual(got.Resource, resource) || !reflect.DeepEqual(got.Context, want) {
		t.Errorf("%+v", got)
	}
}

func Test_membership_of_an_organization_becomes_facts(t *testing.T) {
	change := func(column string, value any) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return set[models.OrgMembership](tx, "org-1:ci", column, value) }
	}
	for name, c := range map[string]struct {
		stored   func(tx *store.Tx) error
		question Question
		want     input.Membership
		named    string // organization of the request
	}{
		"member":                {nil, Question{}, input.Membership{OrgID: "org-1", Organization: true, OrgRole: "member", AcceptedInOrg: true, ActiveInOrg: true}, "org-1"},
		"invited":               {change("status", models.StatusInvited), Question{}, input.Membership{OrgID: "org-1", Organization: true, OrgRole: "member", ActiveInOrg: true}, "org-1"},
		"suspended":             {change("is_active", false), Question{}, input.Membership{OrgID: "org-1", Organization: true, OrgRole: "member", AcceptedInOrg: true}, "org-1"},
		"another's":             {change("subject_id", "somebody"), Question{}, input.Membership{OrgID: "org-1"}, "org-1"},
		"a user of the same id": {change("subject_type", models.SubjectUser), Question{}, input.Membership{OrgID: "org-1"}, "org-1"},
		"named":                 {nil, Question{Organization: "org-2"}, input.Membership{OrgID: "org-1", Organization: true, OrgRole: "member", AcceptedInOrg: true, ActiveInOrg: true}, "org-2"},
		"nowhere":               {nil, Question{OrgLess: true}, input.Membership{OrgID: "org-1", Organization: true, OrgRole: "member", AcceptedInOrg: true, ActiveInOrg: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, caller := machine(t)
			if c.stored != nil {
				w.write(c.stored)
			}
			f := w.collect(caller, c.question).Request.Facts
			if !reflect.DeepEqual(*f.Membership, c.want) {
				t.Errorf("%+v, want %+v", f.Membership, c.want)
			}
			if named := f.Organization != nil; named != (c.named != "") || named && f.Organization.ID != c.named {
				t.Errorf("the request names %+v", f.Organization)
			}
			if grants := len(f.Grants.Organization) == 1; grants != c.want.Organization {
				t.Errorf("holds %v", held(f.Grants.Organization))
			}
		})
	}
}

// A token that nobody knows acts nowhere, whatever its claims say.
func Test_a_token_that_is_unknown_belongs_to_no_organization(t *testing.T) {
	w, caller := machine(t)
	w.member(inProject, models.SubjectIdentity, "ci", role("admin"))
	caller.CredentialID = "other"
	state := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}})
	f := state.Request.Facts
	if f.Membership.OrgID != "" || f.Membership.Organization || f.Membership.Project || f.Project.Known || len(f.Grants.Organization)+len(f.Grants.Project) > 0 {
		t.Errorf("%+v %+v %+v", f.Membership, f.Project, f.Grants)
	}
}

func Test_a_project_is_known_in_its_own_organization_only(t *testing.T) {
	known := input.Project{ID: "project-1", OrgID: "org-1", Known: true, Version: 3, TrustedIPs: []string{}}
	special := input.Project{ID: "project-2", OrgID: "org-1", Known: true, Version: 1, EndToEndEncrypted: true, DeleteProtected: true, TrustedIPs: []string{"10.1.0.0/16", "10.0.0.5/32"}}
	for name, c := range map[string]struct {
		ref    ProjectRef
		want   *input.Project
		member bool
	}{
		"by id":                          {ProjectRef{ID: "project-1"}, &known, true},
		"by slug":                        {ProjectRef{Slug: "slug-project-1"}, &known, true},
		"id before slug":                 {ProjectRef{ID: "project-1", Slug: "slug-project-2"}, &known, true},
		"not a member":                   {ProjectRef{ID: "project-2"}, &special, false},
		"not there":                      {ProjectRef{ID: "other"}, &input.Project{ID: "other", TrustedIPs: []string{}}, false},
		"another organization's":         {ProjectRef{ID: "project-3"}, &input.Project{ID: "project-3", TrustedIPs: []string{}}, false},
		"another organization's by slug": {ProjectRef{Slug: "slug-project-3"}, &input.Project{TrustedIPs: []string{}}, false},
		"a slug as an id":                {ProjectRef{ID: "slug-project-1"}, &input.Project{ID: "slug-project-1", TrustedIPs: []string{}}, false},
		"none":                           {ProjectRef{}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			w, caller := machine(t)
			w.member(inProject, models.SubjectIdentity, "ci", role("viewer"))
			w.member(inTheirs, models.SubjectIdentity, "ci", role("admin"))
			w.write(func(tx *store.Tx) error {
				return tx.DB().Model(&models.Project{}).Where("id = ?", "project-2").
					Updates(map[string]any{"version": 1, "end_to_end_encrypted": true, "has_delete_protection": true}).Error
			})
			sixteen := int64(16)
			add(w, inSecond,
				&models.ProjectTrustedIP{ID: "a", OrgID: "org-1", ProjectID: "project-2", IPAddress: "10.1.0.0", Type: "ipv4", Prefix: &sixteen, IsActive: true},
				&models.ProjectTrustedIP{ID: "b", OrgID: "org-1", ProjectID: "project-2", IPAddress: "10.0.0.5", Type: "ipv4", IsActive: true},
				&models.ProjectTrustedIP{ID: "c", OrgID: "org-1", ProjectID: "project-2", IPAddress: "10.0.0.6", Type: "ipv4"})
			f := w.collect(caller, Question{Project: c.ref}).Request.Facts
			if !reflect.DeepEqual(f.Project, c.want) {
				t.Errorf("%+v, want %+v", f.Project, c.want)
			}
			if f.Membership.Project != c.member || (len(f.Grants.Project) > 0) != c.member {
				t.Errorf("member: %v, holds %v", f.Membership.Project, held(f.Grants.Project))
			}
		})
	}
}

func Test_a_service_token_belongs_to_its_own_project(t *testing.T) {
	for projectID, want := range map[string]bool{"project-1": true, "project-2": false, "project-3": false} {
		w := newWorld(t)
		add(w, inProject, &models.ServiceToken{
			ID: "st", OrgID: "org-1", ProjectID: "project-1", Hash: "hash", Permissions: []string{"read"}, Scopes: []models.ServiceTokenScope{{Environment: "dev", SecretPath: "/**"}},
		})
		f := w.collect(Caller{
			Mode: ModeServiceToken, Subject: input.Subject{Type: input.SubjectServiceToken, ID: "st"}, WellFormed: true, CredentialID: "st", CredentialHashes: []string{"hash"},
		}, Question{Project: ProjectRef{ID: projectID}}).Request.Facts
		if f.Membership.Project != want || (len(f.Grants.Project) == 1) != want {
			t.Errorf("%s: %+v, holds %v", projectID, f.Membership, held(f.Grants.Project))
		}
	}
}

func Test_the_installation_is_described(t *testing.T) {
	for name, c := range map[string]struct {
		settings map[string]string
		super    bool
		want     input.Instance
	}{
		"fresh":      {nil, false, input.Instance{}},
		"set up":     {map[string]string{SettingInitialized: "true"}, false, input.Instance{Initialized: true}},
		"open":       {map[string]string{SettingInitialized: "true", SettingAllowSignUp: "true"}, true, input.Instance{Initialized: true, AllowSignUp: true, SuperAdmin: true}},
		"other word": {map[string]string{SettingInitialized: "yes", SettingAllowSignUp: "1"}, false, input.Instance{}},
	} {
		w := newWorld(t)
		w.user("ann", "member", ours)
		caller := w.session("ann", "org-1")
		w.write(func(tx *store.Tx) error {
			for key, value := range c.settings {
				if err := models.SetSetting(tx, key, value); err != nil {
					return err
				}
			}
			return set[models.User](tx, "ann", "super_admin", c.super)
		})
		if got := *w.collect(caller, Question{}).Request.Facts.Instance; got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What the database cannot say is an error, and never a fact.
func Test_a_database_that_does_not_answer_is_an_error(t *testing.T) {
	w, caller := machine(t)
	for _, table := range []string{"settings", "access_tokens", "identities", "auth_methods", "client_secrets", "org_memberships", "projects", "project_memberships", "membership_roles", "privileges", "project_trusted_ips"} {
		w.member(inProject, models.SubjectIdentity, "ci")
		err := w.store.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.DB().Exec("ALTER TABLE " + table + " RENAME TO gone").Error; err != nil {
				t.Fatal(err)
			}
			state, err := Collect(tx, now, caller, Question{Project: ProjectRef{ID: "project-1"}})
			if err == nil || state != nil {
				t.Errorf("without %s: %+v", table, state)
			}
			return err
		})
		if err == nil {
			t.Errorf("without %s it is no error", table)
		}
		w.write(func(tx *store.Tx) error {
			_, err := store.Delete[models.ProjectMembership](tx, inProject, "subject_id = ?", "ci")
			return err
		})
	}
}
