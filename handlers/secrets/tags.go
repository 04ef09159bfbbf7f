package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Tags of secrets (docs/contract.md 2.17). The two spellings of the path use different keys in
// the response.
func tagRoutes() []pep.Route {
	workspace := tagForm[workspaceTagAnswer, workspaceTagsAnswer]{
		one:  func(tag tagJSON) *workspaceTagAnswer { return &workspaceTagAnswer{tag} },
		many: func(tags []tagJSON) *workspaceTagsAnswer { return &workspaceTagsAnswer{tags} },
	}
	project := tagForm[tagAnswer, tagsAnswer]{
		one:  func(tag tagJSON) *tagAnswer { return &tagAnswer{tag} },
		many: func(tags []tagJSON) *tagsAnswer { return &tagsAnswer{tags} },
	}
	return append(workspace.routes("/api/v1/workspace/:project/tags"), project.routes("/api/v1/projects/:project/tags")...)
}

type (
	workspaceTagAnswer struct {
		WorkspaceTag tagJSON `json:"workspaceTag"`
	}
	workspaceTagsAnswer struct {
		WorkspaceTags []tagJSON `json:"workspaceTags"`
	}
	tagAnswer struct {
		Tag tagJSON `json:"tag"`
	}
	tagsAnswer struct {
		Tags []tagJSON `json:"tags"`
	}
)

// tagForm builds the responses of one spelling of the path.
type tagForm[One, Many any] struct {
	one  func(tagJSON) *One
	many func([]tagJSON) *Many
}

func (f tagForm[One, Many]) routes(base string) []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Title: "List tags", Handler: pep.Handle(f.list)},
		{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "tags", Action: "create", Event: "create-tag", Title: "Create tag", Handler: pep.HandleBody(f.create)},
		{Method: "GET", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Title: "Get tag", Handler: f.get("id = ?", "tagId")},
		{Method: "GET", Path: base + "/slug/:tagSlug", Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Title: "Get tag by slug", Handler: f.get("slug = ?", "tagSlug")},
		{Method: "PATCH", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "edit", Event: "update-tag", Title: "Update tag", Handler: pep.HandleBody(f.update)},
		{Method: "DELETE", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "delete", Event: "delete-tag", Title: "Delete tag", Handler: pep.Handle(f.remove)},
	}
}

type tagRequest struct {
	Name  *string `json:"name" validate:"omitnil,max=255"`
	Slug  *string `json:"slug" validate:"required,slug,min=1,max=64"`
	Color string  `json:"color" validate:"max=64"`
}

func (r *tagRequest) Requested(asks *input.Requested) { asks.Name, asks.Slug = r.Name, r.Slug }

func (r *tagRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

func (f tagForm[One, Many]) create(r *pep.Request, body *tagRequest) (*One, error) {
	return pep.Change(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*One, error) {
		row := &models.Tag{
			ID: store.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, Name: *body.Slug, Slug: *body.Slug, Color: body.Color,
			CreatedBy: s.Caller.Subject.ID, ActorType: s.Caller.Subject.Type, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now),
		}
		pep.SetIfSent(&row.Name, body.Name)
		return f.one(describeTag(row)), tagError(store.Create(tx, s.Scope(), row))
	})
}

func tagError(err error) error { return pep.DuplicateAs("A tag with this slug exists already", err) }

func (f tagForm[One, Many]) list(r *pep.Request) (*Many, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*Many, error) {
		rows, err := store.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "")
		list := []tagJSON{}
		for i := range rows {
			list = append(list, describeTag(&rows[i]))
		}
		return f.many(list), err
	})
}

func (f tagForm[One, Many]) get(condition, param string) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*One, error) {
		return pep.Read(r, r.Question(pep.ProjectByID(r), facts.OnTag(condition, r.Param(param))), func(_ *store.Tx, s *facts.State) (*One, error) {
			return f.one(describeTag(&s.Found.Tags[0])), nil
		})
	})
}

func onChangedTag(r *pep.Request) facts.Question {
	return r.Question(pep.ProjectByID(r), facts.HoldPlaces, facts.OnTag("id = ?", r.Param("tagId")))
}

func (f tagForm[One, Many]) update(r *pep.Request, body *tagRequest) (*One, error) {
	question := onChangedTag(r)
	followup := func(tx *store.Tx, q *pep.Evaluation) error {
		return mayChangeTag(r, tx, q, &q.State.Found.Tags[0], *body.Slug)
	}
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*One, error) {
		row := &q.State.Found.Tags[0]
		err := store.Edit(tx, q.State.Scope(), row, func(row *models.Tag) error {
			pep.SetIfSent(&row.Name, body.Name)
			row.Slug, row.Color, row.UpdatedAt = *body.Slug, body.Color, store.At(r.Now)
			return nil
		})
		return f.one(describeTag(row)), tagError(err)
	})
}

func (f tagForm[One, Many]) remove(r *pep.Request) (*One, error) {
	question := onChangedTag(r)
	followup := func(tx *store.Tx, q *pep.Evaluation) error {
		return mayChangeTag(r, tx, q, &q.State.Found.Tags[0], "")
	}
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*One, error) {
		row := &q.State.Found.Tags[0]
		_, err := store.Delete[models.Tag](tx, q.State.Scope(), "id = ?", row.ID)
		return f.one(describeTag(row)), err
	})
}

type tagJSON struct {
	ID                 string     `json:"id"`
	Name               string     `json:"name"`
	Slug               string     `json:"slug"`
	Color              string     `json:"color"`
	ProjectID          string     `json:"projectId"`
	CreatedBy          string     `json:"createdBy"`
	CreatedByActorType string     `json:"createdByActorType"`
	CreatedAt          store.Time `json:"createdAt"`
	UpdatedAt          store.Time `json:"updatedAt"`
}

func describeTag(row *models.Tag) tagJSON {
	return tagJSON{row.ID, row.Name, row.Slug, row.Color, row.ProjectID, row.CreatedBy, row.ActorType, row.CreatedAt, row.UpdatedAt}
}
