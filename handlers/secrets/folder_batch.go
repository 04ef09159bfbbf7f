package secrets

import (
	"path"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

type renameFoldersRequest struct {
	ProjectSlug string             `json:"projectSlug" validate:"max=255"`
	WorkspaceID string             `json:"workspaceId" validate:"max=255"`
	ProjectID   string             `json:"projectId" validate:"max=255"`
	Folders     []renameFolderItem `json:"folders" validate:"required,min=1,max=100,dive"`
}

func (*renameFoldersRequest) Requested(*input.Requested) {} // see renameFolderItem

type renameFolderItem struct {
	ID          *string `json:"id" validate:"required,min=1,max=255"`
	Environment *string `json:"environment" validate:"required,min=1,max=255"`
	Name        *string `json:"name" validate:"required,min=1,folder"`
	Path        string  `json:"path" validate:"path"`
	Description *string `json:"description" validate:"omitnil,max=1024"`
}

func (r *renameFolderItem) Requested(asks *input.Requested) {
	asks.Name = r.Name
	asks.NewPlace = &input.RequestedPlace{Environment: r.Environment, SecretPath: new(path.Join(r.Path, *r.Name))}
}

func (r *renameFoldersRequest) Normalize() {
	for i := range r.Folders {
		pep.Trim(r.Folders[i].ID, r.Folders[i].Environment, r.Folders[i].Name)
		r.Folders[i].Path = pep.NormalPath(r.Folders[i].Path)
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

// renameFolders renames several folders, all or none. Each is a question of
// its own, and all have to be permitted.
func renameFolders(r *pep.Request, body *renameFoldersRequest) (*foldersAnswer, error) {
	renamed := &facts.ChildFolders{}
	question := r.Question(body.project(), renamed.Read)
	for i := range body.Folders {
		item := &body.Folders[i]
		asks := new(input.Requested)
		item.Requested(asks)
		resource := pep.ResourceAt(question.Resource.Type, *item.Environment, item.Path)
		question.Members = append(question.Members, input.Member{Resource: resource, Requested: asks})
		renamed.Named = append(renamed.Named, *item.ID)
	}
	return pep.ChangeAsking(r, question, func(tx *models.Tx, q *pep.Evaluation) (*foldersAnswer, error) {
		s := q.State
		list := []folderJSON{}
		for i := range body.Folders {
			item := &body.Folders[i]
			row, err := facts.ChildFolder(tx, s.Scope(), *item.Environment, item.Path, *item.ID)
			if err != nil {
				return nil, err
			}
			if row == nil {
				return nil, pep.NotFound("Folder " + *item.ID + " not found")
			}
			if err := mayRenameFolder(r, tx, q, *item.Environment, row, *item.Name); err != nil {
				return nil, err
			}
			if item.Description != nil {
				row.Description = item.Description
			}
			if err := rename(r, tx, s, row, *item.Name); err != nil {
				return nil, err
			}
			list = append(list, describeFolder(row))
		}
		return &foldersAnswer{Folders: list}, nil
	})
}
