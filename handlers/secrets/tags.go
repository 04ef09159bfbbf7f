package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// Tags of secrets (docs/contract.md 2.17). The two spellings of the path answer under
// different keys.
func tagRoutes() []pep.Route {
	var table []pep.Route
	for base, key := range map[string]string{"/api/v1/workspace/:project/tags": "workspaceTag", "/api/v1/projects/:project/tags": "tag"} {
		keyed := tagKey(key)
		table = append(table,
			pep.Route{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Handler: keyed.list},
			pep.Route{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "tags", Action: "create", Event: "create-tag", Handler: keyed.create},
			pep.Route{Method: "GET", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Handler: keyed.get("id = ?", "tagId")},
			pep.Route{Method: "GET", Path: base + "/slug/:tagSlug", Modes: pep.UserOrIdentity, Resource: "tags", Action: "read", Handler: keyed.get("slug = ?", "tagSlug")},
			pep.Route{Method: "PATCH", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "edit", Event: "update-tag", Handler: keyed.update},
			pep.Route{Method: "DELETE", Path: base + "/:tagId", Modes: pep.UserOrIdentity, Resource: "tags", Action: "delete", Event: "delete-tag", Handler: keyed.remove},
		)
	}
	return table
}

// tagKey is the key of the answer.
type tagKey string

type tagRequest struct {
	Name  *string `json:"name" validate:"omitnil,max=255"`
	Slug  *string `json:"slug" validate:"required,slug,min=1,max=64"`
	Color string  `json:"color" validate:"max=64"`
}

func (r *tagRequest) Requested(asks *input.Requested) { asks.Name, asks.Slug = r.Name, r.Slug }

func (r *tagRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

func (k tagKey) create(r *pep.Request) (any, error) {
	var body tagRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	return r.Change(r.Question(pep.ProjectByID(r)), func(tx *models.Tx, s *facts.State) (any, error) {
		row := &models.Tag{
			ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, Name: *body.Slug, Slug: *body.Slug, Color: body.Color,
			CreatedBy: s.Caller.Subject.ID, ActorType: s.Caller.Subject.Type, CreatedAt: models.At(r.Now), UpdatedAt: models.At(r.Now),
		}
		pep.SetIfSent(&row.Name, body.Name)
		return k.body(row), tagError(models.Create(tx, s.Scope(), row))
	})
}

func tagError(err error) error { return pep.DuplicateAs("A tag with this slug exists already", err) }

func (k tagKey) list(r *pep.Request) (any, error) {
	return r.Read(r.Question(pep.ProjectByID(r)), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "")
		list := []tagJSON{}
		for i := range rows {
			list = append(list, describeTag(&rows[i]))
		}
		return map[string]any{string(k) + "s": list}, err
	})
}

func (k tagKey) get(condition, param string) pep.Endpoint {
	return func(r *pep.Request) (any, error) {
		return r.Read(r.Question(pep.ProjectByID(r), facts.OnTag(condition, r.Param(param))), func(_ *models.Tx, s *facts.State) (any, error) {
			return k.body(&s.Found.Tags[0]), nil
		})
	}
}

func (k tagKey) update(r *pep.Request) (any, error) {
	var body tagRequest
	if err := r.Bind(&body); err != nil {
		return nil, err
	}
	return r.Change(r.Question(pep.ProjectByID(r), facts.OnTag("id = ?", r.Param("tagId"))), func(tx *models.Tx, s *facts.State) (any, error) {
		row := &s.Found.Tags[0]
		pep.SetIfSent(&row.Name, body.Name)
		row.Slug, row.Color, row.UpdatedAt = *body.Slug, body.Color, models.At(r.Now)
		return k.body(row), tagError(models.Update(tx, s.Scope(), row))
	})
}

func (k tagKey) remove(r *pep.Request) (any, error) {
	return r.Change(r.Question(pep.ProjectByID(r), facts.OnTag("id = ?", r.Param("tagId"))), func(tx *models.Tx, s *facts.State) (any, error) {
		row := &s.Found.Tags[0]
		_, err := models.Delete[models.Tag](tx, s.Scope(), "id = ?", row.ID)
		return k.body(row), err
	})
}

type tagJSON struct {
	ID                 string      `json:"id"`
	Name               string      `json:"name"`
	Slug               string      `json:"slug"`
	Color              string      `json:"color"`
	ProjectID          string      `json:"projectId"`
	CreatedBy          string      `json:"createdBy"`
	CreatedByActorType string      `json:"createdByActorType"`
	CreatedAt          models.Time `json:"createdAt"`
	UpdatedAt          models.Time `json:"updatedAt"`
}

func describeTag(row *models.Tag) tagJSON {
	return tagJSON{row.ID, row.Name, row.Slug, row.Color, row.ProjectID, row.CreatedBy, row.ActorType, row.CreatedAt, row.UpdatedAt}
}

func (k tagKey) body(row *models.Tag) map[string]any {
	return map[string]any{string(k): describeTag(row)}
}
