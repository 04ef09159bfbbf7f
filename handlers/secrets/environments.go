package secrets

import (
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// Environments (docs/contract.md 2.11).
func environmentRoutes() []pep.Route {
	var table []pep.Route
	for _, base := range []string{"/api/v1/workspace/:project/environments", "/api/v1/projects/:project/environments"} {
		table = append(table,
			pep.Route{Method: "POST", Path: base, Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "create", Event: "create-environment", Handler: pep.HandleBody(createEnvironment)},
			pep.Route{Method: "PATCH", Path: base + "/:environmentId", Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "edit", Event: "update-environment", Handler: pep.HandleBody(updateEnvironment)},
			pep.Route{Method: "DELETE", Path: base + "/:environmentId", Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "delete", Event: "delete-environment", Handler: pep.Handle(deleteEnvironment)},
			pep.Route{Method: "GET", Path: base + "/:environmentId", Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "read", Handler: getEnvironment("environmentId")},
			pep.Route{Method: "GET", Path: base + "/slug/:slug", Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "read", Handler: getEnvironment("slug")},
		)
	}
	return append(table, pep.Route{Method: "GET", Path: "/api/v1/workspace/environments/:environmentId", Modes: pep.UserAPIKeyOrIdentity, Resource: "environments", Action: "read", Handler: pep.Handle(getEnvironmentAlone)})
}

type createEnvironmentRequest struct {
	Name     *string `json:"name" validate:"required,min=1,max=64"`
	Slug     *string `json:"slug" validate:"required,slug,max=64"`
	Position *int64  `json:"position" validate:"omitnil,min=1"`
}

func (r *createEnvironmentRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug, asks.Position = r.Name, r.Slug, r.Position
}

func (r *createEnvironmentRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

func createEnvironment(r *pep.Request, body *createEnvironmentRequest) (*changedEnvironmentAnswer, error) {
	return pep.Change(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*changedEnvironmentAnswer, error) {
		if err := models.LockPlaces(tx, s.Scope()); err != nil {
			return nil, err
		}
		if _, err := mayBeSlug(r, tx, s, *body.Slug); err != nil {
			return nil, err
		}
		count, err := store.Count[models.Environment](tx, s.Scope(), "")
		if err != nil {
			return nil, err
		}
		row, err := models.NewEnvironment(tx, s.Scope(), *body.Name, *body.Slug, count+1, store.At(r.Now))
		if err != nil {
			return nil, environmentError(err)
		}
		if body.Position != nil {
			err = models.MoveEnvironment(tx, s.Scope(), row, *body.Position)
		}
		return environmentBody("Successfully created new environment", row), err
	})
}

// mayBeSlug refuses a slug that changes the meaning of references, and returns the names
// before the change.
func mayBeSlug(r *pep.Request, tx *store.Tx, s *facts.State, slug string) (*vault.Names, error) {
	names, err := r.Vault(s).Names(tx)
	if err == nil {
		err = names.MayBeSlug(tx, slug)
	}
	if errors.Is(err, vault.ErrCaptured) {
		return nil, pep.BadRequest("Secrets of the project refer to others by names that begin with " + slug + ", such as ${" + slug + ".KEY}, and would refer into the environment " +
			slug + ": use another slug, or rename those secrets")
	}
	return names, err
}

// environmentError is the client's error for a slug that is taken.
func environmentError(err error) error {
	if worded := renameError(err); worded != nil {
		return worded
	}
	return pep.DuplicateAs("Environment with slug already exist", err)
}

type updateEnvironmentRequest struct {
	Name     *string `json:"name" validate:"omitnil,min=1,max=64"`
	Slug     *string `json:"slug" validate:"omitnil,slug,max=64"`
	Position *int64  `json:"position" validate:"omitnil,min=1"`
}

func (r *updateEnvironmentRequest) Requested(asks *input.Requested) {
	asks.Name, asks.Slug, asks.Position = r.Name, r.Slug, r.Position
}

func (r *updateEnvironmentRequest) Normalize() { pep.Trim(r.Name, r.Slug) }

func updateEnvironment(r *pep.Request, body *updateEnvironmentRequest) (*changedEnvironmentAnswer, error) {
	question := r.Question(pep.ProjectByID(r), facts.HoldPlaces, facts.OnEnvironmentID(r.Param("environmentId")))
	followup := func(tx *store.Tx, q *pep.Evaluation) error {
		return mayChangeSlug(r, tx, q, q.State.Found.Environment, body.Slug)
	}
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*changedEnvironmentAnswer, error) {
		s, row := q.State, q.State.Found.Environment
		var names *vault.Names
		var err error
		old := row.Slug
		if body.Slug != nil && *body.Slug != old {
			if names, err = mayBeSlug(r, tx, s, *body.Slug); err != nil {
				return nil, err
			}
		}
		pep.SetIfSent(&row.Name, body.Name)
		pep.SetIfSent(&row.Slug, body.Slug)
		row.UpdatedAt = store.At(r.Now)
		err = store.Update(tx, s.Scope(), row, "name", "slug", "updated_at")
		if err == nil {
			err = names.EnvironmentRenamed(tx, old, row.Slug)
		}
		if err == nil && body.Position != nil {
			err = models.MoveEnvironment(tx, s.Scope(), row, *body.Position)
		}
		return environmentBody("Successfully updated environment", row), environmentError(err)
	})
}

func deleteEnvironment(r *pep.Request) (*changedEnvironmentAnswer, error) {
	question := r.Question(pep.ProjectByID(r), facts.HoldPlaces, facts.OnEnvironmentID(r.Param("environmentId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*changedEnvironmentAnswer, error) {
		row := s.Found.Environment
		return environmentBody("Successfully deleted environment", row), models.DeleteEnvironment(tx, s.Scope(), row)
	})
}

func getEnvironment(param string) pep.Handler {
	return pep.Handle(func(r *pep.Request) (*environmentAnswer, error) {
		target := facts.OnEnvironmentID(r.Param(param))
		if param == "slug" {
			target = facts.OnEnvironment(r.Param(param))
		}
		return pep.Read(r, r.Question(pep.ProjectByID(r), target), environmentFound)
	})
}

// getEnvironmentAlone finds an environment by its id, which determines the project.
func getEnvironmentAlone(r *pep.Request) (*environmentAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}, facts.OnEnvironmentAlone(r.Param("environmentId"))), environmentFound)
}

// environmentAnswer is the response for one environment.
type environmentAnswer struct {
	Environment environmentJSON `json:"environment"`
}

func environmentFound(_ *store.Tx, s *facts.State) (*environmentAnswer, error) {
	return &environmentAnswer{Environment: describeEnvironment(s.Found.Environment)}, nil
}

type environmentJSON struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Slug      string     `json:"slug"`
	Position  int64      `json:"position"`
	ProjectID string     `json:"projectId"`
	CreatedAt store.Time `json:"createdAt"`
	UpdatedAt store.Time `json:"updatedAt"`
}

func describeEnvironment(row *models.Environment) environmentJSON {
	return environmentJSON{row.ID, row.Name, row.Slug, row.Position, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

// changedEnvironmentAnswer is the response for a changed environment.
type changedEnvironmentAnswer struct {
	pep.Message
	Workspace   string          `json:"workspace"`
	Environment environmentJSON `json:"environment"`
}

func environmentBody(message string, row *models.Environment) *changedEnvironmentAnswer {
	return &changedEnvironmentAnswer{pep.Message{Message: message}, row.ProjectID, describeEnvironment(row)}
}
