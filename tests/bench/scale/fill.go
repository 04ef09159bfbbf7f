package main

import (
	"context"
	"fmt"

	"github.com/schollz/progressbar/v3"

	"warder/models"
	"warder/tests/bench/stand"
)

const (
	perWrite  = 1000 // rows of a kind that are written together
	perFolder = 1000 // secrets of a folder
)

// filler writes what the tenant has besides what it is asked for, straight into
// the database. Its secrets are copies of one that the server wrote, in places
// of their own, so they do not open; nobody reads them.
type filler struct {
	store  *models.Store
	tenant *stand.Tenant
	sample *models.Secret
	folder *models.Folder // the root, beside which others are made

	identities, secrets int // so far
}

func (f *filler) scope() models.Scope { return models.Scope{OrgID: f.tenant.OrgID} }

func (f *filler) inProject() models.Scope {
	return models.Scope{OrgID: f.tenant.OrgID, ProjectID: f.tenant.ReadID}
}

func newFiller(ctx context.Context, url string, tenant *stand.Tenant) (*filler, error) {
	store, err := models.Open(ctx, url, models.Options{})
	if err != nil {
		return nil, err
	}
	f := &filler{store: store, tenant: tenant}
	err = store.Snapshot(ctx, func(tx *models.Tx) error {
		secrets, err := models.Find[models.Secret](tx, f.inProject(), "key = ?", "KEY_0")
		if err != nil || len(secrets) == 0 {
			return fmt.Errorf("no secret to copy: %w", err)
		}
		f.sample = &secrets[0]
		f.folder, err = models.First[models.Folder](tx, f.inProject(), "environment_id = ? AND path = ?", f.sample.EnvironmentID, "/")
		if err != nil {
			return err
		}
		known, err := models.Count[models.Secret](tx, f.scope(), "")
		f.secrets = int(known)
		if err != nil {
			return err
		}
		machines, err := models.Count[models.Identity](tx, f.scope(), "")
		f.identities = int(machines)
		return err
	})
	return f, err
}

// grow adds what is missing to so many identities and secrets.
func (f *filler) grow(ctx context.Context, identities, secrets int, bar *progressbar.ProgressBar) error {
	for f.identities < identities || f.secrets < secrets {
		some := min(perWrite, identities-f.identities)
		err := f.store.Write(ctx, func(tx *models.Tx) error {
			if some > 0 {
				return f.addIdentities(tx, some)
			}
			return f.addSecrets(tx, min(perFolder, secrets-f.secrets))
		})
		if err != nil {
			return err
		}
		if some > 0 {
			f.identities += some
		} else {
			some = min(perFolder, secrets-f.secrets)
			f.secrets += some
		}
		_ = bar.Add(some)
	}
	if f.store.Dialect() == models.SQLite {
		return nil // which nobody has count; the server does not
	}
	// PostgreSQL plans by what it has counted, and counts again in its own time.
	return f.store.Write(ctx, func(tx *models.Tx) error { return tx.DB().Exec("ANALYZE").Error })
}

// addIdentities adds machines that could log in, members of the project.
func (f *filler) addIdentities(tx *models.Tx, n int) error {
	now := f.sample.CreatedAt
	identities, members := make([]*models.Identity, n), make([]*models.OrgMembership, n)
	methods, credentials := make([]*models.AuthMethod, n), make([]*models.ClientSecret, n)
	inProject := make([]*models.ProjectMembership, n)
	for i := range n {
		id, method, client := models.NewID(), models.NewID(), models.NewID()
		identities[i] = &models.Identity{ID: id, OrgID: f.tenant.OrgID, Name: "machine-" + id, CreatedAt: now, UpdatedAt: now}
		members[i] = &models.OrgMembership{
			ID: models.NewID(), OrgID: f.tenant.OrgID, SubjectType: models.SubjectIdentity, SubjectID: id, Role: "no-access",
			Status: models.StatusAccepted, IsActive: true, CreatedAt: now, UpdatedAt: now,
		}
		methods[i] = &models.AuthMethod{
			ID: method, OrgID: f.tenant.OrgID, IdentityID: id, Method: models.MethodUniversalAuth, ClientID: &client, CreatedAt: now, UpdatedAt: now,
		}
		credentials[i] = &models.ClientSecret{
			ID: models.NewID(), OrgID: f.tenant.OrgID, IdentityID: id, AuthMethodID: method, Prefix: id[:4], Hash: "none-" + id, CreatedAt: now, UpdatedAt: now,
		}
		inProject[i] = &models.ProjectMembership{
			ID: models.NewID(), OrgID: f.tenant.OrgID, ProjectID: f.tenant.ReadID, SubjectType: models.SubjectIdentity, SubjectID: id, CreatedAt: now, UpdatedAt: now,
		}
	}
	if err := models.Create(tx, f.scope(), identities...); err != nil {
		return err
	}
	if err := models.Create(tx, f.scope(), members...); err != nil {
		return err
	}
	if err := models.Create(tx, f.scope(), methods...); err != nil {
		return err
	}
	if err := models.Create(tx, f.scope(), credentials...); err != nil {
		return err
	}
	return models.Create(tx, f.inProject(), inProject...)
}

// addSecrets adds a folder with n secrets beside those that are read.
func (f *filler) addSecrets(tx *models.Tx, n int) error {
	folder := *f.folder
	folder.ID, folder.ParentID = models.NewID(), &f.folder.ID
	folder.Name = "bulk-" + folder.ID
	folder.Path = "/" + folder.Name
	if err := models.Create(tx, f.inProject(), &folder); err != nil {
		return err
	}
	secrets := make([]*models.Secret, n)
	for i := range secrets {
		secret := *f.sample
		secret.ID, secret.FolderID, secret.Key = models.NewID(), folder.ID, fmt.Sprintf("KEY_%d", i)
		secrets[i] = &secret
	}
	return models.Create(tx, f.inProject(), secrets...)
}
