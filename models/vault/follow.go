package vault

import (
	"errors"
	"maps"

	"warder/models"
	"warder/models/references"
	"warder/models/store"
)

// References are carried along as imports are: a new name of a secret or of a folder,
// or a new slug of an environment, is written into every reference of the project that
// named the old one (docs/contract.md 2.18). The server writes it itself, in the
// transaction of the change: the subject that renames needs no right where the
// references are, and learns nothing about them.

// Names are the names of a project before a change.
type Names struct {
	vault        *Vault
	environments references.Slugs
	places       map[string]references.SecretRef // of the folders, by their ids
	left         int                             // bytes of values that may follow
}

// mostRewritten is how many bytes of values one change of a name may write.
const mostRewritten = 64 << 20

// ErrTooManyFollow is a change of a name that more references would follow than one
// change may write.
var ErrTooManyFollow = errors.New("too many references would follow the new name")

// Names reads the names before a change of them. It is nil for an end-to-end encrypted
// project, whose secrets the server cannot read.
func (v *Vault) Names(tx *store.Tx) (*Names, error) {
	if v.Project.EndToEndEncrypted {
		return nil, nil //nolint:nilnil // nothing follows, which is no failure
	}
	environments, err := store.Find[models.Environment](tx, v.scope(), "")
	if err != nil {
		return nil, err
	}
	folders, err := store.Find[models.Folder](tx, v.scope(), "")
	if err != nil {
		return nil, err
	}
	platform := *v
	platform.Actor = Platform
	names := &Names{vault: &platform, environments: references.Slugs{}, places: make(map[string]references.SecretRef, len(folders)), left: mostRewritten}
	slugs := map[string]string{}
	for _, environment := range environments {
		names.environments[environment.Slug], slugs[environment.ID] = true, environment.Slug
	}
	for i := range folders {
		names.places[folders[i].ID] = references.SecretRef{Environment: slugs[folders[i].EnvironmentID], Path: folders[i].Path}
	}
	return names, nil
}

// FolderRenamed carries references along to the path that a folder has now.
func (n *Names) FolderRenamed(tx *store.Tx, folder *models.Folder) error {
	if n == nil {
		return nil
	}
	before := n.places[folder.ID]
	before.Name = anySecret
	return n.follow(tx, references.OfFolder(before.Environment, before.Path, folder.Path), before)
}

// EnvironmentRenamed carries references along to the new slug of an environment.
func (n *Names) EnvironmentRenamed(tx *store.Tx, from, to string) error {
	return n.follow(tx, references.OfEnvironment(from, to), references.SecretRef{Environment: from, Path: "/", Name: anySecret})
}

// anySecret stands for the secrets of a place whose own names stay.
const anySecret = "A"

// SecretsRenamed carries references along to the new names of secrets of a folder, by
// their old ones.
func (v *Vault) SecretsRenamed(tx *store.Tx, folderID string, renamed map[string]string) error {
	maps.DeleteFunc(renamed, func(before, after string) bool { return before == after })
	if len(renamed) == 0 {
		return nil
	}
	names, err := v.Names(tx)
	if names == nil || err != nil {
		return err
	}
	at := names.places[folderID]
	places := make([]references.SecretRef, 0, len(renamed))
	for before := range renamed {
		places = append(places, references.SecretRef{Environment: at.Environment, Path: at.Path, Name: before})
	}
	return names.follow(tx, references.OfSecrets(at.Environment, at.Path, renamed), places...)
}

// follow rewrites the references of every secret of the project. It fails with
// references.ErrUnspellable where references to the renamed places could not follow,
// whether there are any or not.
func (n *Names) follow(tx *store.Tx, to references.Renaming, renamed ...references.SecretRef) error {
	if n == nil {
		return nil
	}
	for _, place := range renamed {
		if err := to.Spells(place, n.environments); err != nil {
			return err
		}
	}
	return store.ForEach(tx, n.vault.scope(), func(row *models.Secret) string { return row.ID }, func(row *models.Secret) error {
		return n.rewrite(tx, row, to)
	})
}

// rewrite stores the next version of a secret if a reference of its value follows. It
// fails with references.ErrTooLong or ErrTooManyFollow beyond the limits.
func (n *Names) rewrite(tx *store.Tx, row *models.Secret, to references.Renaming) error {
	at, known := n.places[row.FolderID]
	if row.ClientValue != nil || !known {
		return nil
	}
	text, err := n.vault.Open(row)
	if err != nil {
		return err
	}
	value, err := to.Rewrite(text.Value, at, n.environments, MaxValue)
	if err != nil || value == text.Value {
		return err
	}
	// Locked only now, since few secrets follow; the row may have changed since.
	row, err = store.First[models.Secret](tx.Locking(), n.vault.scope(), "id = ?", row.ID)
	if err != nil {
		return err
	}
	content, err := n.vault.Content(row)
	if err != nil {
		return err
	}
	if content.Text.Value, err = to.Rewrite(content.Text.Value, at, n.environments, MaxValue); err != nil {
		return err
	}
	if n.left -= len(content.Text.Value); n.left < 0 {
		return ErrTooManyFollow
	}
	return n.vault.storeVersion(tx, row, content)
}
