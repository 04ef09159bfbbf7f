package vault

import (
	"errors"
	"strings"

	"warder/models"
	"warder/models/references"
	"warder/models/store"
)

// ErrCaptured is a slug of an environment that would take references from the secrets
// that they name: ${app.KEY} is a secret of the same folder until there is an
// environment app.
var ErrCaptured = errors.New("references name other secrets by the slug")

// MayBeSlug fails with ErrCaptured for a slug of a new environment, or a new slug of
// one, that gives a reference to an existing secret another meaning.
func (n *Names) MayBeSlug(tx *store.Tx, slug string) error {
	if n == nil {
		return nil
	}
	prefix := slug + "."
	named, err := store.Find[models.Secret](tx, n.vault.scope(), "type = ? AND substr(key, 1, ?) = ?", models.SecretShared, len([]rune(prefix)), prefix)
	if err != nil || len(named) == 0 {
		return err
	}
	exists := map[string]map[string]bool{} // by folder
	for i := range named {
		if exists[named[i].FolderID] == nil {
			exists[named[i].FolderID] = map[string]bool{}
		}
		exists[named[i].FolderID][named[i].Key] = true
	}
	return store.ForEach(tx, n.vault.scope(), func(row *models.Secret) string { return row.ID }, func(row *models.Secret) error {
		if exists[row.FolderID] == nil || row.ClientValue != nil {
			return nil
		}
		text, err := n.vault.Open(row)
		if err != nil {
			return err
		}
		for _, name := range references.LocalNames(text.Value, n.places[row.FolderID], n.environments) {
			if strings.HasPrefix(name, prefix) && exists[row.FolderID][name] {
				return ErrCaptured
			}
		}
		return nil
	})
}
