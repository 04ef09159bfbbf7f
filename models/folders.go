package models

import (
	"errors"
	"path"
	"strings"

	"gorm.io/gorm"

	"warder/models/store"
)

// ErrRootFolder means that a caller tried to change the root of an environment.
var ErrRootFolder = errors.New("the root folder cannot be changed")

// EnsureFolder returns the folder at a path, creating it and its missing
// parents. The root of the environment must exist. The folders are locked against renaming
// until the transaction ends.
func EnsureFolder(tx *store.Tx, scope store.Scope, environmentID, full string, description *string, now store.Time) (*Folder, error) {
	row, err := store.First[Folder](tx.LockingShared(), scope, "environment_id = ? AND path = ?", environmentID, full)
	if !errors.Is(err, store.ErrNotFound) || full == "/" {
		return row, err
	}
	parent, err := EnsureFolder(tx, scope, environmentID, path.Dir(full), nil, now)
	if err != nil {
		return nil, err
	}
	row = &Folder{
		ID: store.NewID(), OrgID: scope.OrgID, ProjectID: scope.ProjectID, EnvironmentID: environmentID, ParentID: &parent.ID,
		Name: path.Base(full), Path: full, Description: description, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	return row, store.Create(tx, scope, row)
}

// FoldersUnder lists the folders of a parent by name, or with recursive all
// below it by path. An unknown parent has none.
func FoldersUnder(tx *store.Tx, scope store.Scope, environmentID, parent string, recursive bool) ([]Folder, error) {
	above, err := store.First[Folder](tx, scope, "environment_id = ? AND path = ?", environmentID, parent)
	if errors.Is(err, store.ErrNotFound) {
		return []Folder{}, nil
	}
	if err != nil {
		return nil, err
	}
	if !recursive {
		return store.Find[Folder](tx.OrderBy("name"), scope, "parent_id = ?", above.ID)
	}
	below := strings.TrimSuffix(parent, "/") + "/"
	return store.Find[Folder](tx.OrderBy("path"), scope, "environment_id = ? AND substr(path, 1, ?) = ? AND id <> ?",
		environmentID, len([]rune(below)), below, above.ID)
}

const (
	placeHeld = "SELECT 1 FROM folders JOIN environments ON environments.id = folders.environment_id " +
		"WHERE folders.org_id = ? AND folders.project_id = ? AND folders.id = ? AND folders.path = ? AND environments.slug = ? "
	placeShared  = placeHeld + "FOR SHARE"
	placeOrdered = placeHeld + "FOR NO KEY UPDATE OF folders FOR SHARE OF environments"
)

// HoldPlace locks the path of a folder and the slug of its environment until the
// transaction ends, because the decision about a write depends on them. It returns false if
// they have changed already. With order, it also locks the folder's imports. SQLite has a
// single writer and needs no lock.
func HoldPlace(tx *store.Tx, scope store.Scope, environment *Environment, folder *Folder, order bool) (bool, error) {
	if tx.Dialect() == store.SQLite {
		return true, nil
	}
	query := placeShared
	if order {
		query = placeOrdered
	}
	return tx.LockPremise(query, scope.OrgID, scope.ProjectID, folder.ID, folder.Path, environment.Slug)
}

// RenameFolder gives a folder, which the caller holds with everything below it, a new
// name and moves all of it along; imports that name a place there follow.
func RenameFolder(tx *store.Tx, scope store.Scope, row *Folder, name string, now store.Time) error {
	if row.ParentID == nil {
		return ErrRootFolder
	}
	old := row.Path
	row.Name, row.Path = name, path.Join(path.Dir(old), name)
	row.Version++
	row.UpdatedAt = now
	if err := store.Update(tx, scope, row, "name", "path", "version", "description", "updated_at"); err != nil || old == row.Path {
		return err
	}
	below := old + "/"
	_, err := set[Folder](tx, scope,
		map[string]any{"path": gorm.Expr("? || substr(path, ?)", row.Path, len([]rune(old))+1)},
		"environment_id = ? AND substr(path, 1, ?) = ?", row.EnvironmentID, len([]rune(below)), below)
	if err != nil {
		return err
	}
	_, err = set[SecretImport](tx, scope,
		map[string]any{"import_path": gorm.Expr("? || substr(import_path, ?)", row.Path, len([]rune(old))+1)},
		"import_environment_id = ? AND (import_path = ? OR substr(import_path, 1, ?) = ?)",
		row.EnvironmentID, old, len([]rune(below)), below)
	return err
}

// DeleteFolder removes a folder with everything below it.
func DeleteFolder(tx *store.Tx, scope store.Scope, row *Folder) error {
	if row.ParentID == nil {
		return ErrRootFolder
	}
	below := row.Path + "/"
	_, err := store.Delete[Folder](tx, scope, "environment_id = ? AND (id = ? OR substr(path, 1, ?) = ?)",
		row.EnvironmentID, row.ID, len([]rune(below)), below)
	return err
}

// FolderHolds says what keeps a folder from being empty, or nothing. A change
// that deletes the folder holds it, so that nothing is added in between.
func FolderHolds(tx *store.Tx, scope store.Scope, row *Folder) (string, error) {
	if _, err := store.First[Folder](tx.Locking(), scope, "id = ?", row.ID); err != nil {
		return "", err
	}
	folders, err := store.Count[Folder](tx, scope, "parent_id = ?", row.ID)
	if err != nil || folders > 0 {
		return "folders", err
	}
	secrets, err := store.Count[Secret](tx, scope, "folder_id = ?", row.ID)
	if err != nil || secrets > 0 {
		return "secrets", err
	}
	imports, err := store.Count[SecretImport](tx, scope, "folder_id = ?", row.ID)
	if err != nil || imports > 0 {
		return "imports", err
	}
	return "", nil
}
