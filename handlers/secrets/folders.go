package secrets

import (
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// Folders (docs/contract.md 2.12). A change needs the right on the parent's path. The newer
// prefix deletes a non-empty folder only with force.
func folderRoutes() []pep.Route {
	var table []pep.Route
	for base, remove := range map[string]pep.Handler{"/api/v1/folders": deleteFolder(always), "/api/v2/folders": deleteFolder(whenForced)} {
		table = append(table,
			pep.Route{Method: "GET", Path: base, Modes: pep.AnyCredential, Resource: "secret-folders", Action: "read", Query: []string{"workspaceId", "projectId", "environment", "path", "directory", "recursive", "lastSecretModified"}, Handler: pep.Handle(listFolders)},
			pep.Route{Method: "GET", Path: base + "/:folder", Modes: pep.AnyCredential, Resource: "secret-folders", Action: "read", Handler: pep.Handle(getFolder)},
			pep.Route{Method: "POST", Path: base, Modes: pep.AnyCredential, Resource: "secret-folders", Action: "create", Event: "create-folder", Handler: pep.HandleBody(createFolder)},
			pep.Route{Method: "PATCH", Path: base + "/batch", Modes: pep.AnyCredential, Resource: "secret-folders", Action: "edit", Event: "update-folder", Handler: pep.HandleBody(renameFolders)},
			pep.Route{Method: "PATCH", Path: base + "/:folder", Modes: pep.AnyCredential, Resource: "secret-folders", Action: "edit", Event: "update-folder", Handler: pep.HandleBody(renameFolder)},
			pep.Route{Method: "DELETE", Path: base + "/:folder", Modes: pep.AnyCredential, Resource: "secret-folders", Action: "delete", Event: "delete-folder", Handler: remove},
		)
	}
	return table
}

// placeRequest names the parent folder; old clients send it as directory.
type placeRequest struct {
	WorkspaceID string  `json:"workspaceId" validate:"max=255"`
	ProjectID   string  `json:"projectId" validate:"max=255"`
	Environment *string `json:"environment" validate:"required,min=1,max=64"`
	Path        string  `json:"path" validate:"path"`
	Directory   string  `json:"directory" validate:"max=1024"`
}

func (*placeRequest) Requested(*input.Requested) {}

func (r *placeRequest) Normalize() {
	pep.Trim(&r.WorkspaceID, &r.ProjectID, r.Environment)
	if r.Path == "" {
		r.Path = r.Directory
	}
	if r.WorkspaceID == "" {
		r.WorkspaceID = r.ProjectID
	}
	r.Path = pep.NormalizePath(r.Path)
}

// onFolder asks about the folder at the place, which is the parent of the changed one.
func onFolder(r *pep.Request, place *placeRequest, targets ...facts.TargetLoader) facts.Question {
	question := r.Question(pep.ProjectWithID(place.WorkspaceID), targets...)
	question.Resource = pep.ResourceAt(r.Route.Resource, *place.Environment, place.Path)
	return question
}

type createFolderRequest struct {
	placeRequest
	Name        *string `json:"name" validate:"required,min=1,folder"`
	Description *string `json:"description" validate:"omitnil,max=1024"`
}

func (r *createFolderRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Folder = r.Name, &input.RequestedFolder{Name: r.Name, Path: new(path.Join(r.Path, *r.Name))}
}

func (r *createFolderRequest) Normalize() { r.placeRequest.Normalize(); pep.Trim(r.Name) }

// createFolder creates missing parents, and returns an existing folder unchanged.
func createFolder(r *pep.Request, body *createFolderRequest) (*folderAnswer, error) {
	if body.WorkspaceID == "" {
		return nil, pep.InvalidField("Required", r.Route.ProjectField())
	}
	question := onFolder(r, &body.placeRequest, facts.OnEnvironment(*body.Environment))
	return pep.Retry(r, func() (*folderAnswer, error) {
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*folderAnswer, error) {
			full := path.Join(body.Path, *body.Name)
			if !models.IsPath(full) {
				return nil, errPathTooLong("name")
			}
			row, err := models.EnsureFolder(tx, s.Scope(), s.Found.Environment.ID, full, body.Description, store.At(r.Now))
			return folderBody(row), err
		})
	})
}

func listFolders(request *pep.Request) (*foldersAnswer, error) {
	q := request.ReadQuery()
	project, environment := q.Project(), q.Needed("environment")
	parent, recursive := q.Path("path", "directory"), q.Flag(false, "recursive")
	since := q.Time("lastSecretModified", time.Time{})
	if err := q.Err(); err != nil {
		return nil, err
	}
	question := request.Question(pep.ProjectWithID(project), facts.OnEnvironment(environment))
	question.Resource = pep.ResourceAt(request.Route.Resource, environment, parent)
	return newReader(request, question, func(tx *store.Tx, r *secretReader) (*foldersAnswer, error) {
		rows, err := models.FoldersUnder(tx, r.s.Scope(), r.s.Found.Environment.ID, parent, recursive)
		if err == nil && !since.IsZero() {
			rows, err = r.touched(tx, rows, since)
		}
		list := make([]folderJSON, 0, len(rows))
		for i := range rows {
			folder := describeFolder(&rows[i])
			if recursive {
				folder.RelativePath = relativePath(parent, rows[i].Path)
			}
			list = append(list, folder)
		}
		return &foldersAnswer{Folders: list}, err
	})
}

// relativePath is a folder's path below the listed one.
func relativePath(from, path string) *string {
	relative := strings.TrimPrefix(strings.TrimPrefix(path, strings.TrimSuffix(from, "/")), "/")
	return &relative
}

// touched returns the folders in which a secret was written since a time. Every member sees
// the folders, but only callers who may at least describe a secret learn when it was written.
func (r *secretReader) touched(tx *store.Tx, folders []models.Folder, since time.Time) ([]models.Folder, error) {
	written, err := facts.WrittenSince(tx, r.s, folders, store.At(since))
	if err != nil {
		return nil, err
	}
	members := make([]input.Member, 0, len(written))
	for i := range written {
		members = append(members, written[i].Member())
	}
	sights := make([]facts.Sight, len(members))
	if err := r.see(sights, members, "readValue", "describeSecret"); err != nil {
		return nil, err
	}
	touched := map[string]bool{}
	for i := range written {
		touched[written[i].FolderID] = touched[written[i].FolderID] || sights[i] != facts.Unseen
	}
	return slices.DeleteFunc(folders, func(f models.Folder) bool { return !touched[f.ID] }), nil
}

func getFolder(r *pep.Request) (*placedFolderAnswer, error) {
	question := r.Question(facts.ProjectRef{}, facts.OnFolderAlone(r.Param("folder")))
	return pep.Read(r, question, func(_ *store.Tx, s *facts.State) (*placedFolderAnswer, error) {
		return &placedFolderAnswer{Folder: placedFolderJSON{
			describeFolder(s.Found.Folder), s.Found.Folder.ProjectID,
			folderEnvironment{s.Found.Environment.ID, s.Found.Environment.Name, s.Found.Environment.Slug},
		}}, nil
	})
}

type renameFolderRequest struct {
	placeRequest
	Name        *string              `json:"name" validate:"required,min=1,folder"`
	Description pep.Nullable[string] `json:"description" bound:"descriptionFits"`
}

func (r *renameFolderRequest) Requested(asks *input.Requested) {
	asks.Name = r.Name
	asks.NewPlace = &input.RequestedPlace{Environment: r.Environment, SecretPath: new(path.Join(r.Path, *r.Name))}
}

func (r *renameFolderRequest) Normalize() { r.placeRequest.Normalize(); pep.Trim(r.Name) }

// descriptionFits limits the length of a folder's description; null clears it.
func descriptionFits(description pep.Nullable[string]) error {
	if description.Value != nil && len([]rune(*description.Value)) > 1024 {
		return pep.Invalid(pep.Issue{Code: "too_big", Path: []any{"description"}, Message: "Must have at most 1024"})
	}
	return nil
}

func renameFolder(r *pep.Request, body *renameFolderRequest) (*folderAnswer, error) {
	if err := descriptionFits(body.Description); err != nil {
		return nil, err
	}
	question := onFolder(r, &body.placeRequest, facts.OnChildFolder(*body.Environment, body.Path, r.Param("folder"))).SharingPlaces()
	followup := func(tx *store.Tx, q *pep.Evaluation) error {
		return mayRenameFolder(r, tx, q, *body.Environment, q.State.Found.Folder, *body.Name)
	}
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*folderAnswer, error) {
		row := q.State.Found.Folder
		body.Description.Onto(&row.Description)
		err := rename(r, tx, q.State, row, *body.Name)
		return folderBody(row), err
	})
}

func errPathTooLong(field string) error {
	return pep.Invalid(pep.Issue{Code: "too_big", Path: []any{field}, Message: "A folder's path has at most 1024 bytes"})
}

// fits reports whether all paths below a folder stay within the length limit after a rename.
func fits(tx *store.Tx, scope store.Scope, row *models.Folder, name string) (bool, error) {
	longer := len(name) - len(row.Name)
	if longer <= 0 {
		return true, nil
	}
	below, err := models.FoldersUnder(tx, scope, row.EnvironmentID, row.Path, true)
	return !slices.ContainsFunc(append(below, *row), func(f models.Folder) bool { return len(f.Path)+longer > models.MaxPath }), err
}

// rename renames a folder, and thereby moves everything below it.
func rename(r *pep.Request, tx *store.Tx, s *facts.State, row *models.Folder, name string) error {
	fit, err := fits(tx, s.Scope(), row, name)
	if err != nil {
		return err
	}
	if !fit {
		return errPathTooLong("name")
	}
	var names *vault.Names
	if name != row.Name {
		if names, err = r.Vault(s).Names(tx); err != nil {
			return err
		}
	}
	err = models.RenameFolder(tx, s.Scope(), row, name, store.At(r.Now))
	if err == nil {
		err = names.FolderRenamed(tx, row)
	}
	if worded := renameError(err); worded != nil {
		return worded
	}
	switch {
	case errors.Is(err, store.ErrDuplicate):
		return pep.BadRequest("Folder with name " + name + " already exists in this folder")
	case errors.Is(err, models.ErrRootFolder):
		return pep.BadRequest("The root folder can be neither renamed nor deleted")
	}
	return err
}

type deleteFolderRequest struct {
	placeRequest
	ForceDelete *bool `json:"forceDelete"`
}

// forced reports whether a folder is deleted together with its content.
type forced func(sent *bool) bool

// always is the default of the older prefix: force unless the request says false.
func always(sent *bool) bool { return sent == nil || *sent }

func whenForced(sent *bool) bool { return sent != nil && *sent }

func deleteFolder(force forced) pep.Handler {
	return pep.HandleBody(func(r *pep.Request, body *deleteFolderRequest) (*folderAnswer, error) {
		question := onFolder(r, &body.placeRequest, facts.OnChildFolder(*body.Environment, body.Path, r.Param("folder")))
		forced := force(body.ForceDelete)
		question.Asks().Force = &forced
		return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*folderAnswer, error) {
			row := s.Found.Folder
			if !forced {
				if err := empty(tx, s.Scope(), row); err != nil {
					return nil, err
				}
			}
			err := models.DeleteFolder(tx, s.Scope(), row)
			if errors.Is(err, models.ErrRootFolder) {
				err = pep.BadRequest("The root folder can be neither renamed nor deleted")
			}
			return folderBody(row), err
		})
	})
}

// empty returns an error for a folder that is not empty.
func empty(tx *store.Tx, scope store.Scope, row *models.Folder) error {
	held, err := models.FolderHolds(tx, scope, row)
	if err != nil || held == "" {
		return err
	}
	return pep.BadRequest("The folder holds " + held + ": empty it, or send forceDelete: true to delete it with everything it holds")
}
