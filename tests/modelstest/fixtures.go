// Package modelstest has the stores and rows that tests of models and of its store share.
package modelstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

// Open is a store on url that is closed when the test ends.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Each runs a test on a migrated store of each dialect.
func Each(t *testing.T, test func(t *testing.T, db *store.Store)) {
	t.Helper()
	database.Each(t, func(t *testing.T, url string) { test(t, Open(t, url)) })
}

// Write runs fn in a transaction that has to succeed.
func Write(t testing.TB, db *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// Now is when everything in a fixture happened.
var Now = store.At(time.UnixMilli(1_795_312_800_123))

// Organization makes a tenant and answers its scope.
func Organization(t testing.TB, db *store.Store, slug string) store.Scope {
	t.Helper()
	row := &models.Organization{ID: "org-" + slug, Name: slug, Slug: slug, CreatedAt: Now, UpdatedAt: Now}
	Write(t, db, func(tx *store.Tx) error { return store.Create(tx, store.Installation, row) })
	return store.Scope{OrgID: row.ID}
}

// Identity is a new machine of a tenant, not stored yet.
func Identity(scope store.Scope, id string) *models.Identity {
	return &models.Identity{ID: id, OrgID: scope.OrgID, Name: "machine " + id, CreatedAt: Now, UpdatedAt: Now}
}

// Project makes a project with the environment dev and answers its scope.
func Project(t testing.TB, db *store.Store, org store.Scope, id string) store.Scope {
	t.Helper()
	scope := store.Scope{OrgID: org.OrgID, ProjectID: id}
	Write(t, db, func(tx *store.Tx) error {
		return errors.Join(
			store.Create(tx, org, &models.Project{ID: id, OrgID: org.OrgID, Name: id, Slug: id}),
			store.Create(tx, scope, &models.Environment{ID: "dev-" + id, OrgID: org.OrgID, ProjectID: id, Name: "Dev", Slug: "dev"}))
	})
	return scope
}

// FolderOf is a folder in the environment dev of a project, not stored yet.
func FolderOf(scope store.Scope, path string) *models.Folder {
	return &models.Folder{
		ID: "folder-" + scope.ProjectID + path, OrgID: scope.OrgID, ProjectID: scope.ProjectID,
		EnvironmentID: "dev-" + scope.ProjectID, Path: path, Name: path,
	}
}

// Plant fills a tenant with one row of every table that hangs on it.
func Plant(t testing.TB, db *store.Store) (org, scope store.Scope) {
	t.Helper()
	org = Organization(t, db, "acme")
	scope = Project(t, db, org, "p")
	folder, child := FolderOf(scope, "/"), FolderOf(scope, "/a")
	child.ParentID = &folder.ID
	role, secretID := "role", "client-secret"
	Write(t, db, func(tx *store.Tx) error {
		return errors.Join(
			store.Create(tx, org, Identity(org, "i")),
			store.Create(tx, org, &models.OrgRole{ID: "org-role", OrgID: org.OrgID, Slug: "r"}),
			store.Create(tx, org, &models.OrgMembership{ID: "om", OrgID: org.OrgID, SubjectType: "identity", SubjectID: "i", RoleID: ptr("org-role")}),
			store.Create(tx, scope, folder, child),
			store.Create(tx, scope, &models.ProjectMembership{ID: "pm", OrgID: org.OrgID, ProjectID: "p", SubjectType: "identity", SubjectID: "i"}),
			store.Create(tx, scope, &models.ProjectRole{ID: role, OrgID: org.OrgID, ProjectID: "p", Slug: "r"}),
			store.Create(tx, scope, &models.MembershipRole{ID: "mr", OrgID: org.OrgID, ProjectID: "p", MembershipID: "pm", CustomRoleID: &role}),
			store.Create(tx, scope, &models.Privilege{ID: "priv", OrgID: org.OrgID, ProjectID: "p", MembershipID: "pm", Slug: "s"}),
			store.Create(tx, scope, &models.Tag{ID: "tag", OrgID: org.OrgID, ProjectID: "p", Slug: "t"}),
			store.Create(tx, scope, &models.ProjectTrustedIP{ID: "ip", OrgID: org.OrgID, ProjectID: "p"}),
			store.Create(tx, scope, &models.DataKey{OrgID: org.OrgID, ProjectID: "p", KeyID: "00000001"}),
			store.Create(tx, scope, &models.Bot{ID: "bot", OrgID: org.OrgID, ProjectID: "p"}),
			store.Create(tx, scope, &models.ServiceToken{ID: "st", OrgID: org.OrgID, ProjectID: "p"}),
			store.Create(tx, org, &models.AuthMethod{ID: "am", OrgID: org.OrgID, IdentityID: "i", Method: "universal-auth"}),
			store.Create(tx, org, &models.ClientSecret{ID: secretID, OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am"}),
			store.Create(tx, org, &models.AccessToken{ID: "at", OrgID: org.OrgID, IdentityID: "i", AuthMethodID: "am", ClientSecretID: &secretID}),
			store.Create(tx, scope, &models.Secret{
				ID: "secret", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID,
				SecretFields: models.SecretFields{Key: "K", Type: models.SecretShared},
			}),
			store.Create(tx, scope, &models.SecretVersion{ID: "sv", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID, SecretID: "secret"}),
			store.Create(tx, scope, &models.SecretImport{ID: "si", OrgID: org.OrgID, ProjectID: "p", FolderID: child.ID, ImportEnvironmentID: "dev-p", ImportPath: "/"}),
			store.Create(tx, scope, &models.SecretTag{OrgID: org.OrgID, ProjectID: "p", SecretID: "secret", TagID: "tag"}),
		)
	})
	return org, scope
}

func ptr[T any](v T) *T { return &v }

// Loginable makes an auth method with a client secret of so many uses.
func Loginable(t testing.TB, db *store.Store, uses int64) store.Scope {
	t.Helper()
	scope := Organization(t, db, "acme")
	Write(t, db, func(tx *store.Tx) error {
		return errors.Join(
			store.Create(tx, scope, Identity(scope, "i")),
			store.Create(tx, scope, &models.AuthMethod{ID: "m", OrgID: scope.OrgID, IdentityID: "i", Method: models.MethodUniversalAuth}),
			store.Create(tx, scope, &models.ClientSecret{ID: "s", OrgID: scope.OrgID, IdentityID: "i", AuthMethodID: "m", NumUsesLimit: uses}))
	})
	return scope
}

// Use is a login that spends a use of the client secret.
func Use(seen models.Counted) models.SecretUse {
	return models.SecretUse{SecretID: "s", MethodID: "m", Address: "10.0.0.9", Seen: seen, At: Now}
}

// AccessToken is a token of the identity, not stored yet.
func AccessToken(scope store.Scope, id string) *models.AccessToken {
	return &models.AccessToken{ID: id, OrgID: scope.OrgID, IdentityID: "i", AuthMethodID: "m", Method: models.MethodUniversalAuth, CreatedAt: Now, UpdatedAt: Now}
}

// TablesOf lists the tables of a database, without the dialect's own.
func TablesOf(t testing.TB, db *store.Store) []string {
	t.Helper()
	query := "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if db.Dialect() == store.SQLite {
		query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	var names []string
	if err := db.Statement(t.Context()).DB().Raw(query).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	return names
}
