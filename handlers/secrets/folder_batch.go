package secrets

import (
	"errors"
	"path"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

type renameFoldersRequest struct {
	ProjectSlug string             `json:"projectSlug" validate:"max=255"`
	WorkspaceID string             `json:"workspaceId" validate:"max=255"`
	ProjectID   string             `json:"projectId" validate:"max=255"`
	Folders     []renameFolderItem `json:"folders" validate:"required,min=1,max=100,dive"`
}

func (*renameFoldersRequest) Requested(*input.Requested) {} // see renameFolderItem

type renameFolderItem struct {
	ID          *string              `json:"id" validate:"required,min=1,max=255"`
	Environment *string              `json:"environment" validate:"required,min=1,max=255"`
	Name        *string              `json:"name" validate:"required,min=1,folder"`
	Path        string               `json:"path" validate:"path"`
	Description pep.Nullable[string] `json:"description" bound:"descriptionFits"`
}

func (r *renameFolderItem) Requested(asks *input.Requested) {
	asks.Name = r.Name
	asks.NewPlace = &input.RequestedPlace{Environment: r.Environment, SecretPath: new(path.Join(r.Path, *r.Name))}
}

func (r *renameFoldersRequest) Normalize() {
	for i := range r.Folders {
		pep.Trim(r.Folders[i].ID, r.Folders[i].Environment, r.Folders[i].Name)
		r.Folders[i].Path = pep.NormalizePath(r.Folders[i].Path)
	}
}

func (r *renameFoldersRequest) project() facts.ProjectRef {
	for _, id := range []string{r.WorkspaceID, r.ProjectID} {
		if id != "" {
			return facts.ProjectRef{ID: id}
		}
	}
	return facts.ProjectRef{Slug: r.ProjectSlug}
}

// renameFolders renames several folders, all or none. Each is a question of its own, and all
// must be permitted.
func renameFolders(r *pep.Request, body *renameFoldersRequest) (*foldersAnswer, error) {
	renamed := &facts.ChildFolders{}
	question := r.Question(body.project(), renamed.Read).SharingPlaces()
	for i := range body.Folders {
		item := &body.Folders[i]
		if err := descriptionFits(item.Description); err != nil {
			return nil, below(err, "folders", i)
		}
		asks := new(input.Requested)
		item.Requested(asks)
		resource := pep.ResourceAt(question.Resource.Type, *item.Environment, item.Path)
		question.Members = append(question.Members, input.Member{Resource: resource, Requested: asks})
		renamed.Named = append(renamed.Named, *item.ID)
	}
	// A later item may use the new name of an earlier one; the follow-up question uses it too.
	followup := func(tx *store.Tx, q *pep.Evaluation) error {
		for i := range body.Folders {
			if _, err := renamedItem(r, tx, q, &body.Folders[i], true); err != nil && !(i > 0 && errors.Is(err, errFolderMissing)) {
				return err
			}
		}
		return nil
	}
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*foldersAnswer, error) {
		s := q.State
		list := []folderJSON{}
		for i := range body.Folders {
			item := &body.Folders[i]
			row, err := renamedItem(r, tx, q, item, i > 0) // an earlier rename may have moved it
			if err != nil {
				return nil, err
			}
			item.Description.Onto(&row.Description)
			if err := rename(r, tx, s, row, *item.Name); err != nil {
				return nil, err
			}
			list = append(list, describeFolder(row))
		}
		return &foldersAnswer{Folders: list}, nil
	})
}

var errFolderMissing = errors.New("no such folder")

// renamedItem finds a folder, and asks about the secrets that its rename would move if they
// are not known yet.
func renamedItem(r *pep.Request, tx *store.Tx, q *pep.Evaluation, item *renameFolderItem, asks bool) (*models.Folder, error) {
	row, err := facts.ChildFolder(q.State.Held(tx), tx, q.State.Scope(), *item.Environment, item.Path, *item.ID)
	switch {
	case err != nil:
		return nil, err
	case row == nil:
		missing := pep.NotFound("Folder " + *item.ID + " not found")
		missing.Cause = errFolderMissing
		return nil, missing
	case !asks:
		return row, nil
	}
	return row, mayRenameFolder(r, tx, q, *item.Environment, row, *item.Name)
}
