package models_test

import (
	"errors"
	"testing"

	"warder/models"
)

// project makes a project with the environment dev and answers its scope.
func project(t testing.TB, store *models.Store, org models.Scope, id string) models.Scope {
	t.Helper()
	scope := models.Scope{OrgID: org.OrgID, ProjectID: id}
	write(t, store, func(tx *models.Tx) error {
		return errors.Join(
			models.Create(tx, org, &models.Project{ID: id, OrgID: org.OrgID, Name: id, Slug: id}),
			models.Create(tx, scope, &models.Environment{ID: "dev-" + id, OrgID: org.OrgID, ProjectID: id, Name: "Dev", Slug: "dev"}))
	})
	return scope
}

func folderOf(scope models.Scope, path string) *models.Folder {
	return &models.Folder{
		ID: "folder-" + scope.ProjectID + path, OrgID: scope.OrgID, ProjectID: scope.ProjectID,
		EnvironmentID: "dev-" + scope.ProjectID, Path: path, Name: path,
	}
}

// plant fills a tenant with one row of every table that hangs on it.
func plant(t testing.TB, store *models.Store) (org, scope models.Scope) {
	t.Helper()
	org = organization(t, store, "acme")
	scope = project(t, store, org, "p")
	folder, child := folderOf(scope, "/"), folderOf(scope, "/a")
	child.ParentID = &folder.ID
	role, secretID := "role", "client-secret"
	write(t, store, func(tx *models.Tx) error {
		return errors.Join(
			models.Create(tx, org, identity(org, "i")),
			models.Create(tx, org, &models.OrgRole{ID: "org-role", OrgID: org.OrgID, Slug: "r"}),
			models.Create(tx, org, &models.OrgMembership{ID: "om", OrgID: org.OrgID, SubjectType: "identity", SubjectID: "i", RoleID: ptr("org-role")}),
			models.Create(tx, scope, folder, child),
			models.Create(tx, scope, &models.ProjectMembership{ID: "pm", OrgID: org.OrgID, ProjectID: "p", SubjectType: "identity", SubjectID: "i"}),
			models.Create(tx, scope, &models.ProjectRole{ID: role, OrgID: org.OrgID, ProjectID: "p", Slug: "r"}),
			models.Create(tx, scope, &models.MembershipRole{ID: "mr", OrgID: org.OrgID, ProjectID: "p", MembershipID: "pm", CustomRoleID: &role}),
			models.Create(tx, scope, &models.Privilege{ID: "priv", OrgID: org.OrgID, ProjectID: "p", MembershipID: "pm", Slug: "s"}),
			models.Create(tx, scope, &models.Tag{ID: "tag", OrgID: org.OrgID, ProjectID: "p", Slug: "t"}),
			models.Create(tx, scope, &models.ProjectTrustedIP{ID: "ip", OrgID: org.OrgID, ProjectID: "p"}),
			models.Create(tx, scope, &models.Bot{ID: "bot", OrgID: org.OrgID, ProjectID: "p"}),
			models.Create(tx, scope, &models.ServiceToken{ID: "st", OrgID: org.OrgID, ProjectID: "p"}),
			models.Create(tx, org, &models.AuthMethod{ID: "am", OrgID: org.OrgID, IdentityID: "i", Method: "universal-auth"}),
			models.Create(tx, org, &models.ClientSecret{ID: secretID, OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am"}),
			models.Create(tx, org, &models.AccessToken{ID: "at", OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am", ClientSecretID: &secretID}),
			models.Create(tx, scope, &models.Secret{
				ID: "secret", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID,
				SecretFields: models.SecretFields{Key: "K", Type: models.SecretShared},
			}),
			models.Create(tx, scope, &models.SecretVersion{ID: "sv", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID, SecretID: "secret"}),
			models.Create(tx, scope, &models.SecretImport{ID: "si", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID, ImportEnvironmentID: "dev-p", ImportPath: "/"}),
			models.Create(tx, scope, &models.SecretTag{OrgID: org.OrgID, ProjectID: "p", SecretID: "secret", TagID: "tag"}),
		)
	})
	return org, scope
}

func ptr[T any](v T) *T { return &v }
