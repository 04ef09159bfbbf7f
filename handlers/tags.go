package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Tags of secrets (docs/contract.md 2.17). The two spellings of the path answer under
// different keys.
func tagRoutes() []route {
	var table []route
	for base, key := range map[string]string{"/api/v1/workspace/:project/tags": "workspaceTag", "/api/v1/projects/:project/tags": "tag"} {
		keyed := tagKey(key)
		table = append(table,
			route{"GET", base, ji, "tags", "read", "", keyed.list, false},
			route{"POST", base, ji, "tags", "create", "create-tag", keyed.create, false},
			route{"GET", base + "/:tagId", ji, "tags", "read", "", keyed.get("id = ?", "tagId"), false},
			route{"GET", base + "/slug/:tagSlug", ji, "tags", "read", "", keyed.get("slug = ?", "tagSlug"), false},
			route{"PATCH", base + "/:tagId", ji, "tags", "edit", "update-tag", keyed.update, false},
			route{"DELETE", base + "/:tagId", ji, "tags", "delete", "delete-tag", keyed.remove, false},
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

func (r *tagRequest) requested(asks *engine.Requested) { asks.Name, asks.Slug = r.Name, r.Slug }

func (r *tagRequest) normalize() { trim(r.Name, r.Slug) }

func (k tagKey) create(c *call) (any, error) {
	var body tagRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		row := &models.Tag{
			ID: models.NewID(), OrgID: s.Project.OrgID, ProjectID: s.Project.ID, Name: *body.Slug, Slug: *body.Slug, Color: body.Color,
			CreatedBy: s.Caller.Subject.ID, ActorType: s.Caller.Subject.Type, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now),
		}
		overlay(&row.Name, body.Name)
		return k.body(row), tagError(models.Create(tx, s.Scope(), row))
	})
}

func tagError(err error) error { return duplicateAs("A tag with this slug exists already", err) }

func (k tagKey) list(c *call) (any, error) {
	return c.read(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.Tag](tx.OrderBy("slug"), s.Scope(), "")
		list := []tagJSON{}
		for i := range rows {
			list = append(list, describeTag(&rows[i]))
		}
		return map[string]any{string(k) + "s": list}, err
	})
}

func (k tagKey) get(condition, param string) endpoint {
	return func(c *call) (any, error) {
		return c.read(c.question(byID(c), facts.OnTag(condition, c.Param(param))), func(_ *models.Tx, s *facts.State) (any, error) {
			return k.body(&s.Found.Tags[0]), nil
		})
	}
}

func (k tagKey) update(c *call) (any, error) {
	var body tagRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.question(byID(c), facts.OnTag("id = ?", c.Param("tagId"))), func(tx *models.Tx, s *facts.State) (any, error) {
		row := &s.Found.Tags[0]
		overlay(&row.Name, body.Name)
		row.Slug, row.Color, row.UpdatedAt = *body.Slug, body.Color, models.At(c.now)
		return k.body(row), tagError(models.Update(tx, s.Scope(), row))
	})
}

func (k tagKey) remove(c *call) (any, error) {
	return c.change(c.question(byID(c), facts.OnTag("id = ?", c.Param("tagId"))), func(tx *models.Tx, s *facts.State) (any, error) {
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
