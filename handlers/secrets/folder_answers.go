package secrets

import (
	"warder/models"
	"warder/models/store"
)

type folderJSON struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Path        string     `json:"path"`
	Description *string    `json:"description"`
	Version     int64      `json:"version"`
	EnvID       string     `json:"envId"`
	ParentID    *string    `json:"parentId"`
	IsReserved  bool       `json:"isReserved"`
	CreatedAt   store.Time `json:"createdAt"`
	UpdatedAt   store.Time `json:"updatedAt"`
	// RelativePath is set in recursive lists only.
	RelativePath *string `json:"relativePath,omitempty"`
}

// placedFolderJSON is a folder found by its id alone.
type placedFolderJSON struct {
	folderJSON
	ProjectID   string            `json:"projectId"`
	Environment folderEnvironment `json:"environment"`
}

type folderEnvironment struct {
	ID   string `json:"envId"`
	Name string `json:"envName"`
	Slug string `json:"envSlug"`
}

func describeFolder(row *models.Folder) folderJSON {
	return folderJSON{
		ID: row.ID, Name: row.Name, Path: row.Path, Description: row.Description, Version: row.Version, EnvID: row.EnvironmentID,
		ParentID: row.ParentID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// folderAnswer is the response for one folder.
type folderAnswer struct {
	Folder folderJSON `json:"folder"`
}

// foldersAnswer lists folders.
type foldersAnswer struct {
	Folders []folderJSON `json:"folders"`
}

// placedFolderAnswer is the response for a folder found by its id alone.
type placedFolderAnswer struct {
	Folder placedFolderJSON `json:"folder"`
}

func folderBody(row *models.Folder) *folderAnswer {
	if row == nil {
		return nil
	}
	return &folderAnswer{describeFolder(row)}
}
