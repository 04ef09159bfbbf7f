package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Secret imports (docs/contract.md 2.23). Changing one needs the right on the folder
// that imports, and to read secrets at the place that is imported.
func importRoutes() []route {
	const older, newer = "/api/v1/secret-imports", "/api/v2/secret-imports"
	var table []route
	for _, base := range []string{older, newer} {
		one := base + "/:secretImportId"
		table = append(table,
			route{"GET", base, jksi, "secret-imports", "read", "get-secret-imports", listImports, false},
			route{"GET", one, jksi, "secret-imports", "read", "get-secret-import", getImport, false},
			route{"POST", base, jksi, "secret-imports", "create", "create-secret-import", createImport, false},
			route{"PATCH", one, jksi, "secret-imports", "edit", "update-secret-import", updateImport, false},
			route{"DELETE", one, jksi, "secret-imports", "delete", "delete-secret-import", deleteImport, false},
		)
	}
	return append(table,
		route{"GET", older + "/secrets", jksi, "secrets", "readValue", "get-secrets", listImportedSecrets, false},
		route{"GET", newer + "/secrets", jksi, "secrets", "readValue", "get-secrets", listImportedPlain, false},
		route{"POST", older + "/:secretImportId/replication-resync", j, "secret-imports", "edit", "", resyncImport, false},
	)
}

// importSource is the place that is imported, each field as far as it is sent.
type importSource struct {
	Environment *string `json:"environment" validate:"omitnil,min=1,max=64"`
	Path        *string `json:"path" validate:"omitnil,path"`
	Position    *int64  `json:"position" validate:"omitnil,min=1"`
}

func (r *importSource) requested(asks *engine.Requested) {
	asks.Source = &engine.RequestedPlace{Environment: r.Environment, SecretPath: r.Path}
	asks.Position = r.Position
}

func (r *importSource) normalize() {
	trim(r.Environment)
	if r.Path != nil {
		*r.Path = normalPath(*r.Path)
	}
}

type createImportRequest struct {
	placeRequest
	Import        importSource `json:"import"`
	IsReplication bool         `json:"isReplication"`
}

func (r *createImportRequest) requested(asks *engine.Requested) { r.Import.requested(asks) }

func (r *createImportRequest) normalize() { r.placeRequest.normalize(); r.Import.normalize() }

// check adds what struct tags cannot say.
func (r *createImportRequest) check(project string) error {
	switch {
	case r.WorkspaceID == "":
		return field("Required", project)
	case r.Import.Environment == nil:
		return field("Required", "import", "environment")
	case r.Import.Path == nil:
		return field("Required", "import", "path")
	case r.IsReplication:
		return badRequest("Replication is not served, so isReplication cannot be true: leave isReplication out, and every read follows the import to the newest values")
	}
	return nil
}

func createImport(c *call) (any, error) {
	var body createImportRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	if err := body.check(c.route.projectField()); err != nil {
		return nil, err
	}
	question := c.onFolder(&body.placeRequest, facts.OnFolder(*body.Environment, body.Path))
	return c.changeImport(question, &body.Import, func(tx *models.Tx, q *asked, source *models.Environment) (any, error) {
		row := &models.SecretImport{
			ID: models.NewID(), OrgID: q.state.Project.OrgID, ProjectID: q.state.Project.ID, FolderID: q.state.Found.Folder.ID,
			ImportEnvironmentID: source.ID, ImportPath: *body.Import.Path, Version: 1,
			CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		if err := acyclic(tx, q.state, row); err != nil {
			return nil, err
		}
		err := models.AddImport(tx, q.state.Scope(), row)
		return importBody("Successfully created secret import", row, source), importError(err)
	})
}

// importAct is the act of a change that names a source.
type importAct func(tx *models.Tx, q *asked, source *models.Environment) (any, error)

// changeImport asks about the folder that imports and then about the source,
// before anything tells whether that exists.
func (c *call) changeImport(question facts.Question, to *importSource, do importAct) (any, error) {
	return c.ask(c.api.Store.Write, question, func(tx *models.Tx, q *asked) (any, error) {
		if err := c.require(q, "readValue", engine.Member{Resource: resourceAt("secrets", *to.Environment, *to.Path)}); err != nil {
			return nil, err
		}
		source, err := facts.Missing(models.First[models.Environment](tx, q.state.Scope(), "slug = ?", *to.Environment))
		if err != nil {
			return nil, err
		}
		if source == nil {
			return nil, notFound("The environment to import from was not found")
		}
		return do(tx, q, source)
	}, true)
}

// acyclic refuses an import of the folder itself, and one of a folder that
// imports it. Longer cycles are cut where they are read.
func acyclic(tx *models.Tx, s *facts.State, row *models.SecretImport) error {
	folder := s.Found.Folder
	if folder.EnvironmentID == row.ImportEnvironmentID && folder.Path == row.ImportPath {
		return errCyclic()
	}
	source, err := facts.Missing(models.First[models.Folder](tx, s.Scope(), "environment_id = ? AND path = ?", row.ImportEnvironmentID, row.ImportPath))
	if err != nil || source == nil {
		return err
	}
	back, err := models.Count[models.SecretImport](tx, s.Scope(), "folder_id = ? AND import_environment_id = ? AND import_path = ?",
		source.ID, folder.EnvironmentID, folder.Path)
	if err == nil && back > 0 {
		return errCyclic()
	}
	return err
}

func errCyclic() error { return badRequest("Cyclic import not allowed") }

func importError(err error) error {
	return duplicateAs("This folder imports that place already", err)
}

type updateImportRequest struct {
	placeRequest
	Import importSource `json:"import"`
}

func (r *updateImportRequest) requested(asks *engine.Requested) { r.Import.requested(asks) }

func (r *updateImportRequest) normalize() { r.placeRequest.normalize(); r.Import.normalize() }

// updateImport moves an import among those of its folder, or points it
// elsewhere, which needs what creating it would.
func updateImport(c *call) (any, error) {
	var body updateImportRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: c.Param("secretImportId")}
	question := c.onFolder(&body.placeRequest, place.Read)
	return c.ask(c.api.Store.Write, question, func(tx *models.Tx, q *asked) (any, error) {
		if err := c.repoint(tx, q, place, &body.Import); err != nil {
			return nil, err
		}
		row := place.Row
		row.Version++
		row.UpdatedAt = models.At(c.now)
		if err := models.UpdateImport(tx, q.state.Scope(), row, body.Import.Position); err != nil {
			return nil, importError(err)
		}
		return importBody("Successfully updated secret import", row, place.Source), nil
	}, true)
}

// repoint takes over the new source; what is not sent of it stays.
func (c *call) repoint(tx *models.Tx, q *asked, place *facts.ImportPlace, to *importSource) error {
	if to.Environment == nil && to.Path == nil {
		return nil
	}
	slug, path := place.Source.Slug, place.Row.ImportPath
	overlay(&slug, to.Environment)
	overlay(&path, to.Path)
	if err := c.require(q, "readValue", engine.Member{Resource: resourceAt("secrets", slug, path)}); err != nil {
		return err
	}
	source, err := facts.Missing(models.First[models.Environment](tx, q.state.Scope(), "slug = ?", slug))
	if err != nil {
		return err
	}
	if source == nil {
		return notFound("The environment to import from was not found")
	}
	place.Source, place.Row.ImportEnvironmentID, place.Row.ImportPath = source, source.ID, path
	return acyclic(tx, q.state, place.Row)
}

func deleteImport(c *call) (any, error) {
	var body placeRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: c.Param("secretImportId")}
	return c.change(c.onFolder(&body, place.Read), func(tx *models.Tx, s *facts.State) (any, error) {
		err := models.DeleteImport(tx, s.Scope(), place.Row)
		return importBody("Successfully deleted secret import", place.Row, place.Source), err
	})
}

func listImports(c *call) (any, error) {
	place, err := c.importPlaceFromQuery()
	if err != nil {
		return nil, err
	}
	return c.read(c.onFolder(place, facts.OnFolder(*place.Environment, place.Path)), func(tx *models.Tx, s *facts.State) (any, error) {
		environments, err := facts.Environments(tx, s)
		if err != nil {
			return nil, err
		}
		byID := map[string]*models.Environment{}
		for _, stage := range environments {
			byID[stage.ID] = &stage
		}
		rows, err := models.ImportsOf(tx, s.Scope(), s.Found.Folder.ID)
		list := make([]importJSON, 0, len(rows))
		for i := range rows {
			list = append(list, describeImport(&rows[i], byID[rows[i].ImportEnvironmentID]))
		}
		return map[string]any{"message": "Successfully fetched secret imports", "secretImports": list}, err
	})
}

// getImport is addressed by the import's id only, which tells the folder.
func getImport(c *call) (any, error) {
	found := &facts.ImportAlone{ID: c.Param("secretImportId")}
	return c.read(c.question(facts.ProjectRef{}, found.Read), func(_ *models.Tx, s *facts.State) (any, error) {
		lies := s.Found.Environment
		return map[string]any{"secretImport": placedImportJSON{
			describeImport(found.Row, found.Source), lies.ProjectID, environmentStub{Name: lies.Name, Slug: lies.Slug, ID: lies.ID}, s.Found.Folder.Path,
		}}, nil
	})
}

// importPlaceFromQuery reads the folder that imports from the query.
func (c *call) importPlaceFromQuery() (*placeRequest, error) {
	q := c.query()
	environment := q.needed("environment")
	place := &placeRequest{WorkspaceID: q.project(), Environment: &environment, Path: q.path("path", "directory", "secretPath")}
	return place, q.err()
}

// resyncImport answers those who may edit the import: there is nothing to
// bring up to date, since imports are followed at every read.
func resyncImport(c *call) (any, error) {
	var body placeRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: c.Param("secretImportId")}
	return c.read(c.onFolder(&body, place.Read), func(*models.Tx, *facts.State) (any, error) {
		return nil, badRequest("This import is no replication: every read follows it to the newest values")
	})
}

// importJSON is an import as the API shows it. Replications do not exist here.
type importJSON struct {
	ID                   string          `json:"id"`
	Version              int64           `json:"version"`
	ImportPath           string          `json:"importPath"`
	ImportEnv            environmentStub `json:"importEnv"`
	Position             int64           `json:"position"`
	FolderID             string          `json:"folderId"`
	IsReplication        bool            `json:"isReplication"`
	IsReplicationSuccess *bool           `json:"isReplicationSuccess"`
	ReplicationStatus    *string         `json:"replicationStatus"`
	LastReplicated       *models.Time    `json:"lastReplicated"`
	IsReserved           bool            `json:"isReserved"`
	CreatedAt            models.Time     `json:"createdAt"`
	UpdatedAt            models.Time     `json:"updatedAt"`
}

// placedImportJSON is an import with the place where it lies.
type placedImportJSON struct {
	importJSON
	ProjectID   string          `json:"projectId"`
	Environment environmentStub `json:"environment"`
	SecretPath  string          `json:"secretPath"`
}

func describeImport(row *models.SecretImport, source *models.Environment) importJSON {
	return importJSON{
		ID: row.ID, Version: row.Version, ImportPath: row.ImportPath, ImportEnv: environmentStub{Name: source.Name, Slug: source.Slug, ID: source.ID},
		Position: row.Position, FolderID: row.FolderID, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
	}
}

func importBody(message string, row *models.SecretImport, source *models.Environment) map[string]any {
	return map[string]any{"message": message, "secretImport": describeImport(row, source)}
}
