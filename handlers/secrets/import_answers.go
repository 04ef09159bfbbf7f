package secrets

import (
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// importJSON is an import in the API. Replication is not supported.
type importJSON struct {
	ID                   string              `json:"id"`
	Version              int64               `json:"version"`
	ImportPath           string              `json:"importPath"`
	ImportEnv            pep.EnvironmentStub `json:"importEnv"`
	Position             int64               `json:"position"`
	FolderID             string              `json:"folderId"`
	IsReplication        bool                `json:"isReplication"`
	IsReplicationSuccess *bool               `json:"isReplicationSuccess"`
	ReplicationStatus    *string             `json:"replicationStatus"`
	LastReplicated       *store.Time         `json:"lastReplicated"`
	IsReserved           bool                `json:"isReserved"`
	CreatedAt            store.Time          `json:"createdAt"`
	UpdatedAt            store.Time          `json:"updatedAt"`
}

// placedImportJSON is an import with its place.
type placedImportJSON struct {
	importJSON
	ProjectID   string              `json:"projectId"`
	Environment pep.EnvironmentStub `json:"environment"`
	SecretPath  string              `json:"secretPath"`
}

func describeImport(row *models.SecretImport, source *models.Environment) importJSON {
	return importJSON{
		ID: row.ID, Version: row.Version, ImportPath: row.ImportPath, ImportEnv: pep.EnvironmentStub{Name: source.Name, Slug: source.Slug, ID: source.ID},
		Position: row.Position, FolderID: row.FolderID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

// importAnswer is the response for a changed import.
type importAnswer struct {
	pep.Message
	SecretImport importJSON `json:"secretImport"`
}

// importsAnswer lists the imports of a folder.
type importsAnswer struct {
	pep.Message
	SecretImports []importJSON `json:"secretImports"`
}

// placedImportAnswer is the response for an import found by its id alone.
type placedImportAnswer struct {
	SecretImport placedImportJSON `json:"secretImport"`
}

func importBody(message string, row *models.SecretImport, source *models.Environment) *importAnswer {
	return &importAnswer{pep.Message{Message: message}, describeImport(row, source)}
}
