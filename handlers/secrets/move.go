package secrets

import (
	"errors"
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
	"warder/models/vault"
)

// Moving secrets to another folder (docs/contract.md 2.18). It needs the right to delete at
// the source, and to create and edit at the destination.
func secretMoveRoutes() []pep.Route {
	return []pep.Route{
		{Method: "POST", Path: "/api/v3/secrets/move", Modes: pep.UserOrIdentity, Resource: "secrets", Action: "delete", Event: "move-secrets", Handler: pep.HandleBody(moveSecrets)},
		{Method: "POST", Path: "/api/v4/secrets/move", Modes: pep.UserOrIdentity, Resource: "secrets", Action: "delete", Event: "move-secrets", Handler: pep.HandleBody(moveSecrets)},
	}
}

type moveRequest struct {
	ProjectID              string   `json:"projectId" validate:"max=255"`
	WorkspaceID            string   `json:"workspaceId" validate:"max=255"`
	ProjectSlug            string   `json:"projectSlug" validate:"max=255"`
	SourceEnvironment      string   `json:"sourceEnvironment" validate:"required,max=64"`
	SourceSecretPath       string   `json:"sourceSecretPath" validate:"path"`
	DestinationEnvironment string   `json:"destinationEnvironment" validate:"required,max=64"`
	DestinationSecretPath  string   `json:"destinationSecretPath" validate:"path"`
	SecretIDs              []string `json:"secretIds" validate:"required,min=1,max=1000,dive,max=255"`
	ShouldOverwrite        bool     `json:"shouldOverwrite"`
}

func (r *moveRequest) Requested(asks *input.Requested) {
	asks.NewPlace = &input.RequestedPlace{Environment: &r.DestinationEnvironment, SecretPath: &r.DestinationSecretPath}
	asks.Overwrite = &r.ShouldOverwrite
}

func (r *moveRequest) Normalize() {
	pep.Trim(&r.ProjectID, &r.WorkspaceID, &r.ProjectSlug, &r.SourceEnvironment, &r.DestinationEnvironment)
	r.SourceSecretPath, r.DestinationSecretPath = pep.NormalizePath(r.SourceSecretPath), pep.NormalizePath(r.DestinationSecretPath)
	slices.Sort(r.SecretIDs)
	r.SecretIDs = slices.Compact(r.SecretIDs)
}

func (r *moveRequest) place() *secretPlace {
	return &secretPlace{
		WorkspaceID: r.WorkspaceID, ProjectID: r.ProjectID, ProjectSlug: r.ProjectSlug,
		Environment: r.SourceEnvironment, SecretPath: r.SourceSecretPath,
	}
}

// moveAnswer reports that both folders changed.
type moveAnswer struct {
	IsSourceUpdated      bool `json:"isSourceUpdated"`
	IsDestinationUpdated bool `json:"isDestinationUpdated"`
}

func moveSecrets(r *pep.Request, body *moveRequest) (*moveAnswer, error) {
	place := body.place()
	if err := place.check(""); err != nil {
		return nil, err
	}
	if body.SourceEnvironment == body.DestinationEnvironment && body.SourceSecretPath == body.DestinationSecretPath {
		return nil, pep.BadRequest("Source and destination are the same folder")
	}
	move := &facts.SecretMove{
		Environment: body.SourceEnvironment, Path: body.SourceSecretPath,
		ToEnvironment: body.DestinationEnvironment, ToPath: body.DestinationSecretPath, IDs: body.SecretIDs,
	}
	question := r.Question(place.project(), move.Read).SharingPlaces()
	question.Resource = pep.ResourceAt("secrets", body.SourceEnvironment, body.SourceSecretPath)
	followup := func(_ *store.Tx, q *pep.Evaluation) error { return mayArrive(r, q, move) }
	return pep.ChangeIf(r, question, followup, func(tx *store.Tx, q *pep.Evaluation) (*moveAnswer, error) {
		for i := range move.Rows {
			row := &move.Rows[i]
			err := r.Vault(q.State).Move(tx, row, move.To, body.ShouldOverwrite)
			if errors.Is(err, vault.ErrExistsThere) {
				err = pep.BadRequest("Secret " + row.Key + " exists at the destination already; send shouldOverwrite to replace its value")
			}
			if err != nil {
				return nil, err
			}
		}
		return &moveAnswer{IsSourceUpdated: true, IsDestinationUpdated: true}, nil
	})
}

// mayArrive requires the right to read the values at the source and both rights at the
// destination, and checks that the move makes no secret readable that was not.
func mayArrive(r *pep.Request, q *pep.Evaluation, move *facts.SecretMove) error {
	if err := r.Require(q, "readValue", move.AtSource()...); err != nil {
		return err
	}
	for _, action := range []string{"create", "edit"} {
		if err := r.Require(q, action, move.AtDestination()...); err != nil {
			return err
		}
	}
	return mayCarry(r, q, move.Pairs())
}
