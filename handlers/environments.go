package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Environments (docs/contract.md 2.11).
func environmentRoutes() []route {
	var table []route
	for _, base := range []string{"/api/v1/workspace/:project/environments", "/api/v1/projects/:project/environments"} {
		table = append(table,
			route{"POST", base, jki, "environments", "create", "create-environment", createEnvironment, false},
			route{"PATCH", base + "/:environmentId", jki, "environments", "edit", "update-environment", updateEnvironment, false},
			route{"DELETE", base + "/:environmentId", jki, "environments", "delete", "delete-environment", deleteEnvironment, false},
			route{"GET", base + "/:environmentId", jki, "environments", "read", "", getEnvironment("environmentId"), false},
			route{"GET", base + "/slug/:slug", jki, "environments", "read", "", getEnvironment("slug"), false},
		)
	}
	return append(table, route{"GET", "/api/v1/workspace/environments/:environmentId", jki, "environments", "read", "", getEnvironmentAlone, false})
}

type createEnvironmentRequest struct {
	Name     *string `json:"name" validate:"required,min=1,max=64"`
	Slug     *string `json:"slug" validate:"required,slug,max=64"`
	Position *int64  `json:"position" validate:"omitnil,min=1"`
}

func (r *createEnvironmentRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug, asks.Position = r.Name, r.Slug, r.Position
}

func (r *createEnvironmentRequest) normalize() { trim(r.Name, r.Slug) }

func createEnvironment(c *call) (any, error) {
	var body createEnvironmentRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.change(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		if err := models.LockEnvironments(tx, s.Scope()); err != nil {
			return nil, err
		}
		count, err := models.Count[models.Environment](tx, s.Scope(), "")
		if err != nil {
			return nil, err
		}
		row, err := models.NewEnvironment(tx, s.Scope(), *body.Name, *body.Slug, count+1, models.At(c.now))
		if err != nil {
			return nil, environmentError(err)
		}
		if body.Position != nil {
			err = models.MoveEnvironment(tx, s.Scope(), row, *body.Position)
		}
		return environmentBody("Successfully created new environment", row), err
	})
}

// environmentError words a slug that is taken.
func environmentError(err error) error {
	return duplicateAs("Environment with slug already exist", err)
}

type updateEnvironmentRequest struct {
	Name     *string `json:"name" validate:"omitnil,min=1,max=64"`
	Slug     *string `json:"slug" validate:"omitnil,slug,max=64"`
	Position *int64  `json:"position" validate:"omitnil,min=1"`
}

func (r *updateEnvironmentRequest) requested(asks *engine.Requested) {
	asks.Name, asks.Slug, asks.Position = r.Name, r.Slug, r.Position
}

func (r *updateEnvironmentRequest) normalize() { trim(r.Name, r.Slug) }

func updateEnvironment(c *call) (any, error) {
	var body updateEnvironmentRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(byID(c), facts.OnEnvironmentID(c.Param("environmentId")))
	return c.changeAsking(question, func(tx *models.Tx, q *asked) (any, error) {
		s, row := q.state, q.state.Found.Environment
		if err := models.LockEnvironments(tx, s.Scope()); err != nil {
			return nil, err
		}
		if err := c.mayChangeSlug(tx, q, row, body.Slug); err != nil {
			return nil, err
		}
		var references *followed
		var err error
		old := row.Slug
		if body.Slug != nil && *body.Slug != old {
			if references, err = c.following(tx, s); err != nil {
				return nil, err
			}
		}
		overlay(&row.Name, body.Name)
		overlay(&row.Slug, body.Slug)
		row.UpdatedAt = models.At(c.now)
		err = models.Update(tx, s.Scope(), row, "name", "slug", "updated_at")
		if err == nil && references != nil {
			err = references.follow(tx, environmentRenamed(old, row.Slug))
		}
		if err == nil && body.Position != nil {
			err = models.MoveEnvironment(tx, s.Scope(), row, *body.Position)
		}
		return environmentBody("Successfully updated environment", row), environmentError(err)
	})
}

func deleteEnvironment(c *call) (any, error) {
	question := c.question(byID(c), facts.OnEnvironmentID(c.Param("environmentId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.Environment
		return environmentBody("Successfully deleted environment", row), models.DeleteEnvironment(tx, s.Scope(), row)
	})
}

func getEnvironment(param string) endpoint {
	return func(c *call) (any, error) {
		target := facts.OnEnvironmentID(c.Param(param))
		if param == "slug" {
			target = facts.OnEnvironment(c.Param(param))
		}
		return c.read(c.question(byID(c), target), environmentFound)
	}
}

// getEnvironmentAlone is addressed by the environment's id only, which tells
// the project.
func getEnvironmentAlone(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}, facts.OnEnvironmentAlone(c.Param("environmentId"))), environmentFound)
}

func environmentFound(_ *models.Tx, s *facts.State) (any, error) {
	return map[string]any{"environment": describeEnvironment(s.Found.Environment)}, nil
}

type environmentJSON struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Slug      string      `json:"slug"`
	Position  int64       `json:"position"`
	ProjectID string      `json:"projectId"`
	CreatedAt models.Time `json:"createdAt"`
	UpdatedAt models.Time `json:"updatedAt"`
}

func describeEnvironment(row *models.Environment) environmentJSON {
	return environmentJSON{row.ID, row.Name, row.Slug, row.Position, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

func environmentBody(message string, row *models.Environment) map[string]any {
	return map[string]any{"message": message, "workspace": row.ProjectID, "environment": describeEnvironment(row)}
}
