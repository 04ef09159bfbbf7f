package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Secret imports (docs/contract.md 2.23). A change needs the right on the importing folder,
// and the right to read secrets at the source.
func importRoutes() []pep.Route {
	const older, newer = "/api/v1/secret-imports", "/api/v2/secret-imports"
	var table []pep.Route
	for _, base := range []string{older, newer} {
		one := base + "/:secretImportId"
		table = append(table,
			pep.Route{Method: "GET", Path: base, Modes: pep.AnyCredential, Resource: "secret-imports", Action: "read", Event: "get-secret-imports", Query: importPlaceQuery, Handler: pep.Handle(listImports)},
			pep.Route{Method: "GET", Path: one, Modes: pep.AnyCredential, Resource: "secret-imports", Action: "read", Event: "get-secret-import", Handler: pep.Handle(getImport)},
			pep.Route{Method: "POST", Path: base, Modes: pep.AnyCredential, Resource: "secret-imports", Action: "create", Event: "create-secret-import", Handler: pep.HandleBody(createImport)},
			pep.Route{Method: "PATCH", Path: one, Modes: pep.AnyCredential, Resource: "secret-imports", Action: "edit", Event: "update-secret-import", Handler: pep.HandleBody(updateImport)},
			pep.Route{Method: "DELETE", Path: one, Modes: pep.AnyCredential, Resource: "secret-imports", Action: "delete", Event: "delete-secret-import", Handler: pep.HandleBody(deleteImport)},
		)
	}
	return append(table,
		pep.Route{Method: "GET", Path: older + "/secrets", Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secrets", Query: importPlaceQuery, Handler: pep.Handle(listImportedSecrets)},
		pep.Route{Method: "GET", Path: newer + "/secrets", Modes: pep.AnyCredential, Resource: "secrets", Action: "readValue", Event: "get-secrets", Query: importPlaceQuery, Handler: pep.Handle(listImportedPlain)},
		pep.Route{Method: "POST", Path: older + "/:secretImportId/replication-resync", Modes: pep.UserOnly, Resource: "secret-imports", Action: "edit", Handler: pep.HandleBody(resyncImport)},
	)
}

// importSource is the source of an import; fields may be omitted.
type importSource struct {
	Environment *string `json:"environment" validate:"omitnil,min=1,max=64"`
	Path        *string `json:"path" validate:"omitnil,path"`
}

func (r *importSource) Requested(asks *input.Requested) {
	asks.Source = &input.RequestedPlace{Environment: r.Environment, SecretPath: r.Path}
}

func (r *importSource) Normalize() {
	pep.Trim(r.Environment)
	if r.Path != nil {
		*r.Path = pep.NormalizePath(*r.Path)
	}
}

type createImportRequest struct {
	placeRequest
	Import        importSource `json:"import"`
	IsReplication bool         `json:"isReplication"`
}

func (r *createImportRequest) Requested(asks *input.Requested) { r.Import.Requested(asks) }

func (r *createImportRequest) Normalize() { r.placeRequest.Normalize(); r.Import.Normalize() }

// check makes the checks that struct tags cannot express.
func (r *createImportRequest) check(project string) error {
	switch {
	case r.WorkspaceID == "":
		return pep.InvalidField("Required", project)
	case r.Import.Environment == nil:
		return pep.InvalidField("Required", "import", "environment")
	case r.Import.Path == nil:
		return pep.InvalidField("Required", "import", "path")
	case r.IsReplication:
		return pep.BadRequest("Replication is not served, so isReplication cannot be true: leave isReplication out, and every read follows the import to the newest values")
	}
	return nil
}

func createImport(r *pep.Request, body *createImportRequest) (*importAnswer, error) {
	if err := body.check(r.Route.ProjectField()); err != nil {
		return nil, err
	}
	question := onFolder(r, &body.placeRequest, facts.OnFolder(*body.Environment, body.Path))
	return changeImport(r, question, &body.Import, func(tx *store.Tx, q *pep.Evaluation, source *models.Environment) (*importAnswer, error) {
		row := &models.SecretImport{
			ID: store.NewID(), OrgID: q.State.Project.OrgID, ProjectID: q.State.Project.ID, FolderID: q.State.Found.Folder.ID,
			ImportEnvironmentID: source.ID, ImportPath: *body.Import.Path, Version: 1,
			CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		if err := acyclic(tx, q.State, row); err != nil {
			return nil, err
		}
		err := models.AddImport(tx, q.State.Scope(), row)
		return importBody("Successfully created secret import", row, source), importError(err)
	})
}

// importEffect is the effect of a change that names a source.
type importEffect func(tx *store.Tx, q *pep.Evaluation, source *models.Environment) (*importAnswer, error)

// changeImport asks about the importing folder and then about the source, before it reveals
// whether the source exists.
func changeImport(r *pep.Request, question facts.Question, to *importSource, do importEffect) (*importAnswer, error) {
	mayRead := func(_ *store.Tx, q *pep.Evaluation) error { return mayReadAt(r, q, *to.Environment, *to.Path) }
	return pep.ChangeIf(r, question, mayRead, func(tx *store.Tx, q *pep.Evaluation) (*importAnswer, error) {
		source, err := facts.Missing(store.First[models.Environment](tx, q.State.Scope(), "slug = ?", *to.Environment))
		if err != nil {
			return nil, err
		}
		if source == nil {
			return nil, pep.NotFound("The environment to import from was not found")
		}
		return do(tx, q, source)
	})
}

// mayReadAt requires the right to read secrets at the source.
func mayReadAt(r *pep.Request, q *pep.Evaluation, environment, path string) error {
	return r.Require(q, "readValue", input.Member{Resource: pep.ResourceAt("secrets", environment, path)})
}

// acyclic refuses an import of the folder itself or of a folder that imports it. Reads cut
// longer cycles.
func acyclic(tx *store.Tx, s *facts.State, row *models.SecretImport) error {
	folder := s.Found.Folder
	if folder.EnvironmentID == row.ImportEnvironmentID && folder.Path == row.ImportPath {
		return errCyclic()
	}
	source, err := facts.Missing(store.First[models.Folder](tx, s.Scope(), "environment_id = ? AND path = ?", row.ImportEnvironmentID, row.ImportPath))
	if err != nil || source == nil {
		return err
	}
	back, err := store.Count[models.SecretImport](tx, s.Scope(), "folder_id = ? AND import_environment_id = ? AND import_path = ?",
		source.ID, folder.EnvironmentID, folder.Path)
	if err == nil && back > 0 {
		return errCyclic()
	}
	return err
}

func errCyclic() error { return pep.BadRequest("Cyclic import not allowed") }

func importError(err error) error {
	return pep.DuplicateAs("This folder imports that place already", err)
}

type updateImportRequest struct {
	placeRequest
	Import movedImport `json:"import"`
}

// movedImport is an import after a change: its source and its position in the folder. A new
// import is last.
type movedImport struct {
	importSource
	Position *int64 `json:"position" validate:"omitnil,min=1"`
}

func (r *updateImportRequest) Requested(asks *input.Requested) {
	r.Import.Requested(asks)
	asks.Position = r.Import.Position
}

func (r *updateImportRequest) Normalize() { r.placeRequest.Normalize(); r.Import.Normalize() }

// updateImport changes an import's position in its folder, or its source. A new source needs
// the same rights as a new import.
func updateImport(r *pep.Request, body *updateImportRequest) (*importAnswer, error) {
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: r.Param("secretImportId")}
	question := onFolder(r, &body.placeRequest, place.Read)
	mayRead := func(_ *store.Tx, q *pep.Evaluation) error {
		slug, path, changed := newSource(place, &body.Import.importSource)
		if !changed {
			return nil
		}
		return mayReadAt(r, q, slug, path)
	}
	return pep.ChangeIf(r, question, mayRead, func(tx *store.Tx, q *pep.Evaluation) (*importAnswer, error) {
		if err := repoint(tx, q, place, &body.Import.importSource); err != nil {
			return nil, err
		}
		row := place.Row
		row.Version++
		row.UpdatedAt = store.At(r.Now)
		if err := models.UpdateImport(tx, q.State.Scope(), row, body.Import.Position); err != nil {
			return nil, importError(err)
		}
		return importBody("Successfully updated secret import", row, place.Source), nil
	})
}

// newSource is the source after the change; omitted fields stay.
func newSource(place *facts.ImportPlace, to *importSource) (environment, path string, changed bool) {
	environment, path = place.Source.Slug, place.Row.ImportPath
	pep.SetIfSent(&environment, to.Environment)
	pep.SetIfSent(&path, to.Path)
	return environment, path, to.Environment != nil || to.Path != nil
}

// repoint applies the new source.
func repoint(tx *store.Tx, q *pep.Evaluation, place *facts.ImportPlace, to *importSource) error {
	slug, path, changed := newSource(place, to)
	if !changed {
		return nil
	}
	source, err := facts.Missing(store.First[models.Environment](tx, q.State.Scope(), "slug = ?", slug))
	if err != nil {
		return err
	}
	if source == nil {
		return pep.NotFound("The environment to import from was not found")
	}
	place.Source, place.Row.ImportEnvironmentID, place.Row.ImportPath = source, source.ID, path
	return acyclic(tx, q.State, place.Row)
}

func deleteImport(r *pep.Request, body *placeRequest) (*importAnswer, error) {
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: r.Param("secretImportId")}
	return pep.Change(r, onFolder(r, body, place.Read), func(tx *store.Tx, s *facts.State) (*importAnswer, error) {
		err := models.DeleteImport(tx, s.Scope(), place.Row)
		return importBody("Successfully deleted secret import", place.Row, place.Source), err
	})
}

func listImports(r *pep.Request) (*importsAnswer, error) {
	place, err := importPlaceFromQuery(r)
	if err != nil {
		return nil, err
	}
	return pep.Read(r, onFolder(r, place, facts.OnFolder(*place.Environment, place.Path)), func(tx *store.Tx, s *facts.State) (*importsAnswer, error) {
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
		return &importsAnswer{pep.Message{Message: "Successfully fetched secret imports"}, list}, err
	})
}

// getImport finds an import by its id, which determines the folder.
func getImport(r *pep.Request) (*placedImportAnswer, error) {
	found := &facts.ImportAlone{ID: r.Param("secretImportId")}
	return pep.Read(r, r.Question(facts.ProjectRef{}, found.Read), func(_ *store.Tx, s *facts.State) (*placedImportAnswer, error) {
		lies := s.Found.Environment
		return &placedImportAnswer{SecretImport: placedImportJSON{
			describeImport(found.Row, found.Source), lies.ProjectID, pep.EnvironmentStub{Name: lies.Name, Slug: lies.Slug, ID: lies.ID}, s.Found.Folder.Path,
		}}, nil
	})
}

// importPlaceQuery lists the query parameters for the importing folder.
var importPlaceQuery = []string{"workspaceId", "projectId", "environment", "path", "directory", "secretPath"}

// importPlaceFromQuery reads the importing folder from the query.
func importPlaceFromQuery(r *pep.Request) (*placeRequest, error) {
	q := r.ReadQuery()
	environment := q.Needed("environment")
	place := &placeRequest{WorkspaceID: q.Project(), Environment: &environment, Path: q.Path("path", "directory", "secretPath")}
	return place, q.Err()
}

// resyncImport has no effect beyond the check for the right to edit: imports are resolved at
// every read and need no sync.
func resyncImport(r *pep.Request, body *placeRequest) (*pep.Message, error) {
	place := &facts.ImportPlace{Environment: *body.Environment, Path: body.Path, ID: r.Param("secretImportId")}
	return pep.Read(r, onFolder(r, body, place.Read), func(*store.Tx, *facts.State) (*pep.Message, error) {
		return nil, pep.BadRequest("This import is no replication: every read follows it to the newest values")
	})
}
