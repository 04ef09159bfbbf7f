package models

import "warder/models/store"

// SecretImport makes the secrets of another folder appear in a folder. The
// source is a place, whether or not there is a folder yet.
type SecretImport struct {
	ID                  string `gorm:"primaryKey"`
	OrgID               string
	ProjectID           string
	FolderID            string // the destination
	ImportEnvironmentID string
	ImportPath          string
	Position            int64 // from 1, within the folder
	Version             int64
	CreatedAt           store.Time
	UpdatedAt           store.Time
}

// ImportLevels is how deep imports of imports are followed.
const ImportLevels = 10

// ImportLink is an import whose source exists: from one folder to another.
type ImportLink struct {
	FolderID        string
	Position        int64
	SourceID        string // folder
	SourcePath      string
	EnvironmentID   string // of the source
	EnvironmentSlug string
	EnvironmentName string
}

// importLinks walks from folders to their sources and on, each folder once for
// each level at most, so that cycles end.
const importLinks = `
WITH RECURSIVE reached (id, depth) AS (
    SELECT folders.id, 0 FROM folders WHERE folders.org_id = @org AND folders.project_id = @project AND folders.id IN @folders
    UNION
    SELECT source.id, reached.depth + 1
    FROM reached
    JOIN secret_imports ON secret_imports.folder_id = reached.id AND secret_imports.org_id = @org AND secret_imports.project_id = @project
    JOIN folders AS source ON source.environment_id = secret_imports.import_environment_id AND source.path = secret_imports.import_path
        AND source.org_id = @org AND source.project_id = @project
    WHERE reached.depth < @levels
)
SELECT secret_imports.folder_id, secret_imports.position, source.id AS source_id, source.path AS source_path,
    source.environment_id, environments.slug AS environment_slug, environments.name AS environment_name
FROM secret_imports
JOIN folders AS source ON source.environment_id = secret_imports.import_environment_id AND source.path = secret_imports.import_path
    AND source.org_id = @org AND source.project_id = @project
JOIN environments ON environments.id = source.environment_id
WHERE secret_imports.org_id = @org AND secret_imports.project_id = @project
    AND secret_imports.folder_id IN (SELECT id FROM reached WHERE depth < @levels)
ORDER BY secret_imports.folder_id, secret_imports.position, secret_imports.id`

// ImportLinks are the imports of folders, of their sources and so on, down to
// ImportLevels, those of a folder by position.
func ImportLinks(tx *store.Tx, scope store.Scope, folderIDs []string) ([]ImportLink, error) {
	links := []ImportLink{}
	if len(folderIDs) == 0 {
		return links, nil
	}
	err := tx.DB().Raw(importLinks, map[string]any{
		"org": scope.OrgID, "project": scope.ProjectID, "folders": folderIDs, "levels": ImportLevels,
	}).Scan(&links).Error
	if err != nil {
		return nil, store.Failed[SecretImport]("read", err)
	}
	return links, nil
}

// ImportsOf are the imports of one folder by position.
func ImportsOf(tx *store.Tx, scope store.Scope, folderID string) ([]SecretImport, error) {
	return store.Find[SecretImport](tx.OrderBy("position, id"), scope, "folder_id = ?", folderID)
}

// AddImport appends an import to those of its folder. It fails with
// ErrDuplicate if the folder has the source already.
func AddImport(tx *store.Tx, scope store.Scope, row *SecretImport) error {
	if err := lockOrder[Folder](tx, scope, row.FolderID); err != nil {
		return err
	}
	others, err := ImportsOf(tx, scope, row.FolderID)
	if err != nil {
		return err
	}
	row.Position = 1
	if n := len(others); n > 0 {
		row.Position = others[n-1].Position + 1
	}
	return store.Create(tx, scope, row)
}

// UpdateImport writes what an import imports, and puts it at a position of its
// folder unless that is nil; the others close ranks.
func UpdateImport(tx *store.Tx, scope store.Scope, row *SecretImport, position *int64) error {
	if err := lockOrder[Folder](tx, scope, row.FolderID); err != nil {
		return err
	}
	err := store.Update(tx, scope, row, "import_environment_id", "import_path", "version", "updated_at")
	if err != nil || position == nil {
		return err
	}
	all, err := ImportsOf(tx, scope, row.FolderID)
	if err != nil {
		return err
	}
	return moveTo(tx, scope, all, row, *position)
}

// DeleteImport removes an import and closes the ranks of the others.
func DeleteImport(tx *store.Tx, scope store.Scope, row *SecretImport) error {
	if err := lockOrder[Folder](tx, scope, row.FolderID); err != nil {
		return err
	}
	if _, err := store.Delete[SecretImport](tx, scope, "id = ?", row.ID); err != nil {
		return err
	}
	left, err := ImportsOf(tx, scope, row.FolderID)
	if err != nil {
		return err
	}
	return closeRanks(tx, scope, left, row)
}

func (r *SecretImport) rank() (string, *int64) { return r.ID, &r.Position }
