package vault_test

import (
	"testing"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/models/vault"
	"warder/tests/modelstest"
)

// safe is a vault of a project with the folders / and /app of the environments dev
// and prod, in a database without a server.
type safe struct {
	*vault.Vault
	scope   store.Scope
	folders map[string]*models.Folder // by environment and path, such as "dev /app"
}

func newSafe(t *testing.T, tx *store.Tx, endToEnd bool) *safe {
	t.Helper()
	keyring, _, err := seal.Create(seal.NewRootKey())
	must(t, err)
	org := store.Scope{OrgID: "org-acme"}
	must(t, store.Create(tx, store.Installation, &models.Organization{ID: org.OrgID, Slug: "acme"}))
	project := &models.Project{ID: "p", OrgID: org.OrgID, Slug: "p", EndToEndEncrypted: endToEnd}
	s := &safe{
		&vault.Vault{Keyring: keyring, Project: project, Now: modelstest.Now, Actor: vault.Actor{Type: "user", ID: "ann"}},
		store.Scope{OrgID: org.OrgID, ProjectID: "p"}, map[string]*models.Folder{},
	}
	must(t, s.Furnish())
	must(t, store.Create(tx, org, project))
	for position, slug := range []string{"dev", "prod"} {
		environment, err := models.NewEnvironment(tx, s.scope, slug, slug, int64(position+1), modelstest.Now)
		must(t, err)
		for _, path := range []string{"/", "/app"} {
			folder, err := models.EnsureFolder(tx, s.scope, environment.ID, path, nil, modelstest.Now)
			must(t, err)
			s.folders[slug+" "+path] = folder
		}
	}
	bot, err := s.NewBot()
	must(t, err)
	must(t, store.Create(tx, s.scope, bot))
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// in runs a test of a vault in a transaction, on both dialects.
func in(t *testing.T, endToEnd bool, test func(t *testing.T, tx *store.Tx, s *safe)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Write(t, db, func(tx *store.Tx) error {
			test(t, tx, newSafe(t, tx, endToEnd))
			return nil
		})
	})
}

// put stores a shared secret, or with an owner a personal value.
func (s *safe) put(t *testing.T, tx *store.Tx, folder, key, value, owner string) *models.Secret {
	t.Helper()
	row, err := s.Create(tx, newSecret(s.folders[folder], key, value, owner))
	must(t, err)
	return row
}

func newSecret(folder *models.Folder, key, value, owner string) *vault.NewSecret {
	fields := models.SecretFields{Key: key, Type: models.SecretShared, UserID: owner}
	if owner != "" {
		fields.Type = models.SecretPersonal
	}
	return &vault.NewSecret{Folder: folder, Fields: fields, Content: vault.Content{Text: vault.SecretText{Value: value, Comment: "about " + key}}}
}

// read is the secret that is stored now, and its text.
func (s *safe) read(t *testing.T, tx *store.Tx, id string) (*models.Secret, string) {
	t.Helper()
	row, err := store.First[models.Secret](tx, s.scope, "id = ?", id)
	must(t, err)
	text, err := s.Open(row)
	must(t, err)
	return row, text.Value
}
