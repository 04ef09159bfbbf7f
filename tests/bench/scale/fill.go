package main

import (
	"context"
	"fmt"

	"warder/models"
	"warder/models/store"
	"warder/tests/bench/stand"
)

const (
	perWrite  = 10_000 // secrets, or identities, that one transaction adds
	perFolder = 1000   // secrets of a folder, and rows of a kind in one statement
)

// filler writes what the tenant has besides what it is asked for, straight into
// the database. Its secrets are copies of one that the server wrote, in places
// of their own, so they do not open; nobody reads them.
type filler struct {
	store  *store.Store
	tenant *stand.Tenant
	sample *models.Secret
	folder *models.Folder // the root, beside which others are made

	have map[string]int // of each of what grows
}

func (f *filler) scope() store.Scope { return store.Scope{OrgID: f.tenant.OrgID} }

func (f *filler) inProject() store.Scope {
	return store.Scope{OrgID: f.tenant.OrgID, ProjectID: f.tenant.ReadID}
}

func newFiller(ctx context.Context, url string, tenant *stand.Tenant) (*filler, error) {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return nil, err
	}
	f := &filler{store: db, tenant: tenant, have: map[string]int{}}
	return f, db.Snapshot(ctx, func(tx *store.Tx) error {
		found, err := store.Find[models.Secret](tx, f.inProject(), "key = ?", "KEY_0")
		if err != nil || len(found) == 0 {
			return fmt.Errorf("no secret to copy: %w", err)
		}
		f.sample = &found[0]
		f.folder, err = store.First[models.Folder](tx, f.inProject(), "environment_id = ? AND path = ?", f.sample.EnvironmentID, "/")
		if err != nil {
			return err
		}
		known, err := store.Count[models.Secret](tx, f.scope(), "")
		if err != nil {
			return err
		}
		machines, err := store.Count[models.Identity](tx, f.scope(), "")
		f.have[secrets], f.have[identities] = int(known), int(machines)
		return err
	})
}

// grow adds what is missing to so many identities or secrets.
func (f *filler) grow(ctx context.Context, kind string, size int, progress *stand.Progress) error {
	add := map[string]func(*store.Tx, int) error{identities: f.addIdentities, secrets: f.addSecrets}[kind]
	for f.have[kind] < size {
		n := min(perWrite, size-f.have[kind])
		err := f.store.Write(ctx, func(tx *store.Tx) error {
			if err := f.makeRoom(tx); err != nil {
				return err
			}
			for left := n; left > 0; left -= perFolder {
				if err := add(tx, min(perFolder, left)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		f.have[kind] += n
		progress.Add(n)
	}
	if f.store.Dialect() == store.SQLite {
		return nil // which nobody has count; the server does not
	}
	// PostgreSQL plans by what it has counted, and counts again in its own time.
	return f.store.Write(ctx, func(tx *store.Tx) error { return tx.DB().Exec("ANALYZE").Error })
}

// makeRoom lets the connection that fills keep the indexes in memory, into
// which ids go at random: with the 2 MB that SQLite takes by itself each would
// be read from the file again. The server's own connections stay as they are.
func (f *filler) makeRoom(tx *store.Tx) error {
	if f.store.Dialect() != store.SQLite {
		return nil
	}
	return tx.DB().Exec("PRAGMA cache_size = -262144").Error // in KiB
}

// addIdentities adds machines that could log in, members of the project.
func (f *filler) addIdentities(tx *store.Tx, n int) error {
	now := f.sample.CreatedAt
	identities, members := make([]*models.Identity, n), make([]*models.OrgMembership, n)
	methods, credentials := make([]*models.AuthMethod, n), make([]*models.ClientSecret, n)
	inProject := make([]*models.ProjectMembership, n)
	for i := range n {
		id, method, client := store.NewID(), store.NewID(), store.NewID()
		identities[i] = &models.Identity{ID: id, OrgID: f.tenant.OrgID, Name: "machine-" + id, CreatedAt: now, UpdatedAt: now}
		members[i] = &models.OrgMembership{
			ID: store.NewID(), OrgID: f.tenant.OrgID, SubjectType: models.SubjectIdentity, SubjectID: id, Role: "no-access",
			Status: models.StatusAccepted, IsActive: true, CreatedAt: now, UpdatedAt: now,
		}
		methods[i] = &models.AuthMethod{
			ID: method, OrgID: f.tenant.OrgID, IdentityID: id, Method: models.MethodUniversalAuth, ClientID: &client, CreatedAt: now, UpdatedAt: now,
		}
		credentials[i] = &models.ClientSecret{
			ID: store.NewID(), OrgID: f.tenant.OrgID, IdentityID: id, AuthMethodID: method, Prefix: id[:4], Hash: "none-" + id, CreatedAt: now, UpdatedAt: now,
		}
		inProject[i] = &models.ProjectMembership{
			ID: store.NewID(), OrgID: f.tenant.OrgID, ProjectID: f.tenant.ReadID, SubjectType: models.SubjectIdentity, SubjectID: id, CreatedAt: now, UpdatedAt: now,
		}
	}
	if err := store.Create(tx, f.scope(), identities...); err != nil {
		return err
	}
	if err := store.Create(tx, f.scope(), members...); err != nil {
		return err
	}
	if err := store.Create(tx, f.scope(), methods...); err != nil {
		return err
	}
	if err := store.Create(tx, f.scope(), credentials...); err != nil {
		return err
	}
	return store.Create(tx, f.inProject(), inProject...)
}

// addSecrets adds a folder with n secrets beside those that are read.
func (f *filler) addSecrets(tx *store.Tx, n int) error {
	folder := *f.folder
	folder.ID, folder.ParentID = store.NewID(), &f.folder.ID
	folder.Name = "bulk-" + folder.ID
	folder.Path = "/" + folder.Name
	if err := store.Create(tx, f.inProject(), &folder); err != nil {
		return err
	}
	secrets := make([]*models.Secret, n)
	for i := range secrets {
		secret := *f.sample
		secret.ID, secret.FolderID, secret.Key = store.NewID(), folder.ID, fmt.Sprintf("KEY_%d", i)
		secrets[i] = &secret
	}
	return store.Create(tx, f.inProject(), secrets...)
}
