package vault

import (
	"errors"
	"slices"

	"warder/models"
	"warder/models/store"
)

var (
	// ErrNothingToOverride is a personal value without a shared secret of its name.
	ErrNothingToOverride = errors.New("there is no shared secret of this name to override")
	// ErrUnknownTag is a tag that the project does not have.
	ErrUnknownTag = errors.New("tag not found")
)

// NewSecret is a secret to be created. The vault sets version and actor.
type NewSecret struct {
	Fields  models.SecretFields
	Folder  *models.Folder
	Content Content
	Tags    Tags
}

// Tags are the tags that a request named by their ids, and those of them that exist.
type Tags struct {
	IDs   []string
	Found []models.Tag
}

func (t Tags) missing() error {
	for _, id := range t.IDs {
		if !slices.ContainsFunc(t.Found, func(tag models.Tag) bool { return tag.ID == id }) {
			return ErrUnknownTag
		}
	}
	return nil
}

// Create stores a secret with its first version and its tags. It fails with
// ErrNothingToOverride, ErrUnknownTag or store.ErrDuplicate.
func (v *Vault) Create(tx *store.Tx, secret *NewSecret) (*models.Secret, error) {
	if err := v.mayOverride(tx, secret); err != nil {
		return nil, err
	}
	if err := secret.Tags.missing(); err != nil {
		return nil, err
	}
	row := &models.Secret{
		ID: store.NewID(), OrgID: v.Project.OrgID, ProjectID: v.Project.ID, EnvironmentID: secret.Folder.EnvironmentID, FolderID: secret.Folder.ID,
		SecretFields: secret.Fields, CreatedAt: v.Now, UpdatedAt: v.Now,
	}
	row.Version, row.ActorType, row.ActorID = 1, v.Actor.Type, v.Actor.ID
	if err := v.Seal(row, secret.Content); err != nil {
		return nil, err
	}
	if err := store.Create(tx, v.scope(), row); err != nil {
		return nil, err
	}
	if err := v.keepVersion(tx, row); err != nil {
		return nil, err
	}
	return row, v.attachTags(tx, row.ID, secret.Tags.Found)
}

// mayOverride looks for the shared secret that a personal value overrides, and keeps it
// where it is and what it is called: what renames, moves or deletes it takes along the
// personal values that are there then.
func (v *Vault) mayOverride(tx *store.Tx, secret *NewSecret) error {
	if secret.Fields.Type != models.SecretPersonal {
		return nil
	}
	_, err := store.First[models.Secret](tx.LockingShared(), v.scope(),
		"folder_id = ? AND key = ? AND type = ?", secret.Folder.ID, secret.Fields.Key, models.SecretShared)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNothingToOverride
	}
	return err
}

// keepVersion records the state that a secret has now.
func (v *Vault) keepVersion(tx *store.Tx, row *models.Secret) error {
	return store.Create(tx, v.scope(), &models.SecretVersion{
		ID: store.NewID(), OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretID: row.ID, SecretFields: row.SecretFields, CreatedAt: v.Now, UpdatedAt: v.Now,
	})
}

// SecretOfVersion is the secret as it was.
func SecretOfVersion(row *models.SecretVersion) models.Secret {
	return models.Secret{
		ID: row.SecretID, OrgID: row.OrgID, ProjectID: row.ProjectID, EnvironmentID: row.EnvironmentID, FolderID: row.FolderID,
		SecretFields: row.SecretFields, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// attachTags gives a secret tags that it does not have.
func (v *Vault) attachTags(tx *store.Tx, secretID string, tags []models.Tag) error {
	links := make([]*models.SecretTag, 0, len(tags))
	for _, tag := range tags {
		links = append(links, &models.SecretTag{OrgID: tag.OrgID, ProjectID: tag.ProjectID, SecretID: secretID, TagID: tag.ID})
	}
	return store.Create(tx, v.scope(), links...)
}

// ReplaceTags gives a secret these tags and no other.
func (v *Vault) ReplaceTags(tx *store.Tx, secretID string, tags []models.Tag) error {
	if _, err := store.Delete[models.SecretTag](tx, v.scope(), "secret_id = ?", secretID); err != nil {
		return err
	}
	return v.attachTags(tx, secretID, tags)
}
