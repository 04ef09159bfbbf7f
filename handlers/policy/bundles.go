package policy

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// The policy in force, and its replacement.
func policyRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/policy", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Handler: pep.Handle(getPolicy)},
		{Method: "GET", Path: "/api/v1/authz/policy/rules", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "List the rules of the policy in force", Query: []string{"hits"}, Handler: pep.Handle(listRules)},
		{Method: "GET", Path: "/api/v1/authz/policy/files", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Read all files of the policy in force", Handler: pep.Handle(listFiles)},
		{Method: "GET", Path: "/api/v1/authz/policy/source", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Read a file of the policy in force", Query: []string{"file", "coverage"}, Handler: pep.Handle(readSource)},
		{Method: "GET", Path: "/api/v1/authz/policy/differences", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Count how a candidate's answers differ over time", Query: []string{"bucket"}, Handler: pep.Handle(sumDifferences)},
		{Method: "GET", Path: "/api/v1/authz/policy/diff", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Compare two policies", Query: []string{"from", "to"}, Handler: pep.Handle(comparePolicies)},
		{Method: "POST", Path: "/api/v1/authz/bundles", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "publish", Event: PublishEvent, MaxBody: maxPublished, Handler: pep.HandleBody(publishBundle)},
		{Method: "POST", Path: "/api/v1/authz/promote", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "publish", Event: PromoteEvent, Handler: pep.HandleBody(promotePolicy)},
		{Method: "POST", Path: "/api/v1/authz/rollback", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "rollback", Event: RollbackEvent, Query: []string{"digest"}, Handler: pep.HandleOptional(rollBackPolicy)},
	}
}

// Audit events of policies. Manual and automatic rollbacks share a name.
const (
	PublishEvent  = "publish-policy"
	PromoteEvent  = "promote-policy"
	RollbackEvent = "rollback-policy"
)

// maxPublished admits the largest bundle, 4 MiB, in base64 with the surrounding JSON.
const maxPublished = (4<<20)/3*4 + 64<<10

// stageRequest is the rollout stage requested for a bundle.
type stageRequest struct {
	Stage     *string `json:"stage" validate:"required,oneof=shadow canary active"`
	Percent   *int64  `json:"percent" validate:"omitempty,min=1,max=100"`
	Widen     *bool   `json:"widen"`
	Tolerance *int64  `json:"tolerance" validate:"omitempty,min=0,max=1000000000"`
	changeRequest
}

func (r *stageRequest) Requested(asks *input.Requested) {
	asks.Stage, asks.Percent, asks.Widen = r.Stage, r.Percent, r.Widen
}

// Defaults: a canary for one subject in ten, rolled back at the twenty-first request that it
// refuses and the active policy permits.
const (
	defaultPercent   = 10
	defaultTolerance = 20
)

type publishRequest struct {
	Bundle *string `json:"bundle" validate:"required" bound:"maxPublished"`
	stageRequest
}

func publishBundle(r *pep.Request, body *publishRequest) (*policyAnswer, error) {
	archive, err := base64.StdEncoding.DecodeString(*body.Bundle)
	if err != nil {
		return nil, pep.InvalidField("Must be the bundle in base64", "bundle")
	}
	question := policyQuestion(r)
	// Asked before the expensive compilation, and again in the transaction that publishes.
	if err := r.Precheck(question); err != nil {
		return nil, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return nil, err
	}
	row, err := r.API.Rollout.Admit(r.Request.Context(), archive)
	done()
	if err != nil {
		return nil, err
	}
	return changePolicy(r, question, &body.changeRequest, func(tx *store.Tx, rollout *models.PolicyRollout) (*models.PolicyChange, error) {
		if row.Revision < rollout.Revision || row.Revision == rollout.Revision && row.Digest != rollout.Digest {
			return nil, (&pep.BundleRefused{Cause: "revision", Message: ".manifest: revision " + strconv.FormatInt(row.Revision, 10) +
				" is not above " + strconv.FormatInt(rollout.Revision, 10) + ", which was published before"}).AsError()
		}
		row.ID, row.ActorType, row.ActorID, row.CreatedAt = uuid.NewString(), r.Caller.Subject.Type, r.Caller.Subject.ID, store.At(r.Now)
		if err := store.Create(tx, store.Installation, row); err != nil {
			return nil, err
		}
		rollout.Revision, rollout.Digest = row.Revision, row.Digest
		return body.enter(rollout, row, PublishEvent)
	})
}

// promoteRequest may name the candidate, since another may have been published in the
// meantime.
type promoteRequest struct {
	stageRequest
	Digest *string `json:"digest" validate:"omitempty,min=12,max=255"` // a prefix is enough
}

func promotePolicy(r *pep.Request, body *promoteRequest) (*policyAnswer, error) {
	return changePolicy(r, policyQuestion(r), &body.changeRequest, func(tx *store.Tx, rollout *models.PolicyRollout) (*models.PolicyChange, error) {
		if rollout.CandidateID == "" {
			return nil, pep.BadRequest("There is no candidate to promote; publish a bundle")
		}
		candidate, err := meant(tx, rollout.CandidateID, body.Digest)
		if err != nil {
			return nil, err
		}
		return body.enter(rollout, candidate, PromoteEvent)
	})
}

// meant returns a published bundle, and fails if its digest is not the one that the caller
// named.
func meant(tx *store.Tx, id string, digest *string) (*models.PolicyBundle, error) {
	found, err := facts.Missing(store.First[models.PolicyBundle](tx, store.Installation, "id = ?", id))
	if err != nil {
		return nil, err
	}
	if digest != nil && (found == nil || !strings.HasPrefix(found.Digest, *digest)) {
		return nil, pep.BadRequest("The policy with this digest was replaced meanwhile; nothing was changed. See GET /api/v1/authz/policy")
	}
	return found, nil
}

// keptPolicies is the number of possible rollbacks.
const keptPolicies = 10

// enter puts a bundle into the requested stage.
func (r *stageRequest) enter(rollout *models.PolicyRollout, bundle *models.PolicyBundle, event string) (*models.PolicyChange, error) {
	if *r.Stage != engine.StageCanary && (r.Percent != nil || r.Widen != nil) {
		return nil, pep.BadRequest("percent and widen are of the stage canary")
	}
	if *r.Stage == engine.StageActive {
		rollout.PreviousIDs = append(rollout.PreviousIDs, rollout.ActiveID)
		rollout.PreviousIDs = rollout.PreviousIDs[max(0, len(rollout.PreviousIDs)-keptPolicies):]
		rollout.ActiveID = bundle.ID
		rollout.Withdraw()
		return models.ChangeOf(bundle, event, *r.Stage, "made active"), nil
	}
	rollout.CandidateID, rollout.Trial, rollout.Stage = bundle.ID, uuid.NewString(), *r.Stage
	rollout.Percent, rollout.Widen, rollout.Tolerance = 0, false, otherwise(r.Tolerance, defaultTolerance)
	if *r.Stage == engine.StageCanary {
		rollout.Percent, rollout.Widen = otherwise(r.Percent, defaultPercent), otherwise(r.Widen, false)
	}
	change := models.ChangeOf(bundle, event, *r.Stage, "entered the stage "+*r.Stage)
	change.Percent = rollout.Percent
	return change, nil
}

func otherwise[T any](value *T, initial T) T {
	if value == nil {
		return initial
	}
	return *value
}

// rollBackPolicy takes one step back: it withdraws the candidate, or without a candidate
// restores the policy before the active one. The parameter digest names the policy to
// withdraw. Without it, a candidate that the server has withdrawn meanwhile would make the
// step go one policy too far.
func rollBackPolicy(r *pep.Request, body *rollbackRequest) (*policyAnswer, error) {
	q := r.ReadQuery()
	q.Only()
	var digest *string
	if named := q.Text("digest"); named != "" {
		if digest = &named; len(named) < 12 {
			q.Wrong("digest", "too_small", "Expected at least 12 characters of a digest")
		}
	}
	if err := q.Err(); err != nil {
		return nil, err
	}
	return changePolicy(r, policyQuestion(r), &body.changeRequest, func(tx *store.Tx, rollout *models.PolicyRollout) (*models.PolicyChange, error) {
		bundle, err := meant(tx, cmp.Or(rollout.CandidateID, rollout.ActiveID), digest)
		if err != nil {
			return nil, err
		}
		return stepBack(r, rollout, bundle)
	})
}

func stepBack(r *pep.Request, rollout *models.PolicyRollout, bundle *models.PolicyBundle) (*models.PolicyChange, error) {
	last := len(rollout.PreviousIDs) - 1
	switch {
	case bundle != nil && rollout.CandidateID != "":
		rollout.Withdraw()
		return models.ChangeOf(bundle, RollbackEvent, models.StageWithdrawn, "the candidate was withdrawn"), nil
	case last >= 0 && rollout.PreviousIDs[last] == "" && r.API.Rollout.Status().Own.Digest == "":
		return nil, pep.BadRequest("The server's own policy is invalid (see /readyz), so every request would be refused. Fix it first, or publish another policy")
	case bundle != nil && last >= 0:
		rollout.ActiveID, rollout.PreviousIDs = rollout.PreviousIDs[last], rollout.PreviousIDs[:last]
		return models.ChangeOf(bundle, RollbackEvent, models.StageWithdrawn, "rolled back"), nil
	}
	return nil, pep.BadRequest("There is nothing to roll back to: the server's own policy is in force, and there is no candidate")
}

// rollbackRequest is optional.
type rollbackRequest struct{ changeRequest }
