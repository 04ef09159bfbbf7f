package models

import (
	"cmp"
	"slices"
	"strings"

	"warder/models/store"
)

// manyIDs keeps lists in statements below what both databases take; beyond it a
// list is asked for in parts.
const manyIDs = 10_000

// inParts calls ask with at most manyIDs of the ids at a time.
func inParts(ids []string, ask func(part []string) error) error {
	for len(ids) > 0 {
		part := ids[:min(manyIDs, len(ids))]
		if err := ask(part); err != nil {
			return err
		}
		ids = ids[len(part):]
	}
	return nil
}

// byKey orders secrets by key, a shared one before a personal one. Keys are compared byte
// by byte: PostgreSQL would follow the locale of its database, and SQLite does not.
func byKey(a, b *SecretFields) int {
	return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(b.Type, a.Type))
}

// SecretsIn are the secrets of folders that a subject may have: the shared ones
// and its own. They are ordered by key, a shared one before a personal one.
func SecretsIn(tx *store.Tx, scope store.Scope, folderIDs []string, userID string) ([]*Secret, error) {
	return SecretsSince(tx, scope, folderIDs, userID, store.Time{})
}

// SecretsSince are those of SecretsIn that were written at a moment or after it.
func SecretsSince(tx *store.Tx, scope store.Scope, folderIDs []string, userID string, moment store.Time) ([]*Secret, error) {
	all := []*Secret{}
	err := inParts(folderIDs, func(part []string) error {
		rows, err := store.Find[Secret](tx, scope,
			"folder_id IN ? AND (type = ? OR user_id = ?) AND updated_at >= ?", part, SecretShared, userID, moment)
		all = append(all, store.Pointers(rows)...)
		return err
	})
	slices.SortFunc(all, func(a, b *Secret) int { return byKey(&a.SecretFields, &b.SecretFields) })
	return all, err
}

// SharedSecrets are the shared secrets of folders that have one of the keys.
func SharedSecrets(tx *store.Tx, scope store.Scope, folderIDs, keys []string) ([]*Secret, error) {
	all := []*Secret{}
	err := inParts(folderIDs, func(folders []string) error {
		return inParts(keys, func(part []string) error {
			rows, err := store.Find[Secret](tx, scope, "folder_id IN ? AND key IN ? AND type = ?", folders, part, SecretShared)
			all = append(all, store.Pointers(rows)...)
			return err
		})
	})
	return all, err
}

// FoldersAt are the folders of environments that have one of the paths.
func FoldersAt(tx *store.Tx, scope store.Scope, environmentIDs, paths []string) ([]Folder, error) {
	all := []Folder{}
	err := inParts(environmentIDs, func(environments []string) error {
		return inParts(paths, func(part []string) error {
			rows, err := store.Find[Folder](tx, scope, "environment_id IN ? AND path IN ?", environments, part)
			all = append(all, rows...)
			return err
		})
	})
	return all, err
}

// VersionsAt are the secrets of folders as they were at a moment, for a subject
// as in SecretsIn: of each secret the last version until then, unless it was
// deleted, or had moved away, by then.
func VersionsAt(tx *store.Tx, scope store.Scope, folderIDs []string, userID string, moment store.Time) ([]SecretVersion, error) {
	all := []SecretVersion{}
	err := inParts(folderIDs, func(part []string) error {
		rows, err := store.Find[SecretVersion](tx, scope,
			`folder_id IN ? AND (type = ? OR user_id = ?) AND created_at <= ? AND (deleted_at IS NULL OR deleted_at > ?)
			AND NOT EXISTS (SELECT 1 FROM secret_versions AS later WHERE later.secret_id = secret_versions.secret_id
				AND later.version > secret_versions.version AND later.created_at <= ?)`,
			part, SecretShared, userID, moment, moment, moment)
		all = append(all, rows...)
		return err
	})
	slices.SortFunc(all, func(a, b SecretVersion) int { return byKey(&a.SecretFields, &b.SecretFields) })
	return all, err
}

// LastVersions are the last versions of those of the secrets that were deleted.
func LastVersions(tx *store.Tx, scope store.Scope, secretIDs []string) ([]SecretVersion, error) {
	all := []SecretVersion{}
	err := inParts(secretIDs, func(part []string) error {
		rows, err := store.Find[SecretVersion](tx, scope, `secret_id IN ? AND deleted_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM secret_versions AS later WHERE later.secret_id = secret_versions.secret_id
				AND later.version > secret_versions.version)`, part)
		all = append(all, rows...)
		return err
	})
	return all, err
}

// DeleteSecret removes a secret and keeps its versions, which say from then on
// when it ended and which tags it had: no subject may see in the past what a rule
// about tags hides.
func DeleteSecret(tx *store.Tx, scope store.Scope, row *Secret, now store.Time) error {
	// A version that is being written has to be there before it is marked.
	if _, err := store.First[Secret](tx.Locking(), scope, "id = ?", row.ID); err != nil {
		return err
	}
	tags, err := TagsOf(tx, scope, []string{row.ID})
	if err != nil {
		return err
	}
	ended := &SecretVersion{DeletedAt: &now, DeletedTags: []string{}}
	for _, tag := range tags[row.ID] {
		ended.DeletedTags = append(ended.DeletedTags, tag.Slug)
	}
	err = store.Rows[SecretVersion](tx, scope, "secret_id = ?", []any{row.ID}).Select("deleted_at", "deleted_tags").Updates(ended).Error
	if err != nil {
		return store.Failed[SecretVersion]("update", err)
	}
	_, err = store.Delete[Secret](tx, scope, "id = ?", row.ID)
	return err
}
