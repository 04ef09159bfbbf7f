package policy

import (
	"cmp"
	"encoding/base64"
	"slices"
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

// The policy in force, and how another one takes its
// place.
func policyRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/authz/policy", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Handler: pep.Handle(getPolicy)},
		{Method: "GET", Path: "/api/v1/authz/policy/rules", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "List the rules of the policy in force", Handler: pep.Handle(listRules)},
		{Method: "GET", Path: "/api/v1/authz/policy/files", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Read all files of the policy in force", Handler: pep.Handle(listFiles)},
		{Method: "GET", Path: "/api/v1/authz/policy/source", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "read", Title: "Read a file of the policy in force", Query: []string{"file"}, Handler: pep.Handle(readSource)},
		{Method: "POST", Path: "/api/v1/authz/bundles", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "publish", Event: PublishEvent, MaxBody: maxPublished, Handler: pep.HandleBody(publishBundle)},
		{Method: "POST", Path: "/api/v1/authz/promote", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "publish", Event: PromoteEvent, Handler: pep.HandleBody(promotePolicy)},
		{Method: "POST", Path: "/api/v1/authz/rollback", Modes: pep.UserAPIKeyOrIdentity, Resource: "policy", Action: "rollback", Event: RollbackEvent, Query: []string{"digest"}, Handler: pep.Handle(rollBackPolicy)},
	}
}

// Audit events of policies. A rollback by a person and one by the server have the
// same name.
const (
	PublishEvent  = "publish-policy"
	PromoteEvent  = "promote-policy"
	RollbackEvent = "rollback-policy"
)

// maxPublished lets the largest bundle there may be, of 4 MiB, through in base64
// with the JSON around it.
const maxPublished = (4<<20)/3*4 + 64<<10

type policyJSON struct {
	Revision   string         `json:"revision"`
	Digest     string         `json:"digest"`
	Stage      string         `json:"stage"`
	Source     string         `json:"source"`
	Published  bool           `json:"published"` // over the API, not from the server's own source
	Guardrails []string       `json:"guardrails"`
	Previous   int            `json:"previous"` // how often one can roll back to a published policy
	Version    int64          `json:"version"`  // of the rollout; grows with every change
	Changed    *store.Time    `json:"changedAt"`
	Reason     string         `json:"reason"`
	Problem    string         `json:"problem,omitempty"`
	Candidate  *candidateJSON `json:"candidate"`
}

type candidateJSON struct {
	Revision    string             `json:"revision"`
	Digest      string             `json:"digest"`
	Stage       string             `json:"stage"`
	Percent     int64              `json:"percent"`
	Widen       bool               `json:"widen"`
	Tolerance   int64              `json:"tolerance"`
	InForce     bool               `json:"inForce"`     // on this server, yet
	Differences engine.Differences `json:"differences"` // counted by this server
}

// policyAnswer is the policy in force, and the one that is to follow.
type policyAnswer struct {
	Policy policyJSON `json:"policy"`
}

func getPolicy(r *pep.Request) (*policyAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, _ *facts.State) (*policyAnswer, error) { return describePolicy(r, tx) })
}

func describePolicy(r *pep.Request, tx *store.Tx) (*policyAnswer, error) {
	rollout, err := models.RolloutOf(tx)
	if err != nil {
		return nil, err
	}
	status := r.API.Rollout.Status()
	described := policyJSON{
		Revision: status.Active.Revision, Digest: status.Active.Digest, Stage: engine.StageActive, Source: status.Source,
		Published: rollout.ActiveID != "", Guardrails: pep.OrEmpty(status.Guardrails), Previous: len(rollout.PreviousIDs),
		Version: rollout.Version, Reason: rollout.Reason, Problem: status.Problem,
	}
	if rollout.Version > 1 {
		described.Changed = &rollout.ChangedAt
	}
	if rollout.CandidateID != "" {
		row, err := store.First[models.PolicyBundle](tx, store.Installation, "id = ?", rollout.CandidateID)
		if err != nil {
			return nil, err
		}
		described.Candidate = &candidateJSON{
			Revision: strconv.FormatInt(row.Revision, 10), Digest: row.Digest, Stage: rollout.Stage, Percent: rollout.Percent,
			Widen: rollout.Widen, Tolerance: rollout.Tolerance, InForce: status.Trial == rollout.Trial,
		}
		if status.Trial == rollout.Trial {
			described.Candidate.Differences = status.Differences
		}
	}
	return &policyAnswer{Policy: described}, nil
}

// stageRequest is the stage that a bundle is wanted in.
type stageRequest struct {
	Stage     *string `json:"stage" validate:"required,oneof=shadow canary active"`
	Percent   *int64  `json:"percent" validate:"omitempty,min=1,max=100"`
	Widen     *bool   `json:"widen"`
	Tolerance *int64  `json:"tolerance" validate:"omitempty,min=0,max=1000000000"`
}

func (r *stageRequest) Requested(asks *input.Requested) {
	asks.Stage, asks.Percent, asks.Widen = r.Stage, r.Percent, r.Widen
}

// Where nothing is said: a canary for one subject in ten, that is rolled back
// at the twenty-first request it refuses unlike the active policy.
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
	// Asked before anything is compiled, which is costly, and again inside the
	// transaction that publishes.
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
	return changePolicy(r, question, func(tx *store.Tx, rollout *models.PolicyRollout) (string, error) {
		if row.Revision < rollout.Revision || row.Revision == rollout.Revision && row.Digest != rollout.Digest {
			return "", (&pep.BundleRefused{Cause: "revision", Message: ".manifest: revision " + strconv.FormatInt(row.Revision, 10) +
				" is not above " + strconv.FormatInt(rollout.Revision, 10) + ", which was published before"}).AsError()
		}
		row.ID, row.ActorType, row.ActorID, row.CreatedAt = uuid.NewString(), r.Caller.Subject.Type, r.Caller.Subject.ID, store.At(r.Now)
		if err := store.Create(tx, store.Installation, row); err != nil {
			return "", err
		}
		rollout.Revision, rollout.Digest = row.Revision, row.Digest
		return body.enter(rollout, row.ID)
	})
}

// promoteRequest names the candidate that is meant, if it names one: another may have
// been published since the caller looked.
type promoteRequest struct {
	stageRequest
	Digest *string `json:"digest" validate:"omitempty,min=12,max=255"` // its beginning is enough
}

func promotePolicy(r *pep.Request, body *promoteRequest) (*policyAnswer, error) {
	return changePolicy(r, policyQuestion(r), func(tx *store.Tx, rollout *models.PolicyRollout) (string, error) {
		if rollout.CandidateID == "" {
			return "", pep.BadRequest("No policy is in a stage to be promoted from; publish a bundle")
		}
		if err := isMeant(tx, rollout.CandidateID, body.Digest); err != nil {
			return "", err
		}
		return body.enter(rollout, rollout.CandidateID)
	})
}

// isMeant refuses to change a policy that is not the one that the caller named.
func isMeant(tx *store.Tx, id string, digest *string) error {
	if digest == nil {
		return nil
	}
	found, err := facts.Missing(store.First[models.PolicyBundle](tx, store.Installation, "id = ?", id))
	if err != nil {
		return err
	}
	if found == nil || !strings.HasPrefix(found.Digest, *digest) {
		return pep.BadRequest("Another policy than the one with this digest is in its place by now; nothing was changed. See GET /api/v1/authz/policy")
	}
	return nil
}

// keptPolicies is how often one can roll back.
const keptPolicies = 10

// enter puts a bundle into the wanted stage.
func (r *stageRequest) enter(rollout *models.PolicyRollout, id string) (string, error) {
	if *r.Stage != engine.StageCanary && (r.Percent != nil || r.Widen != nil) {
		return "", pep.BadRequest("percent and widen are of the stage canary")
	}
	if *r.Stage == engine.StageActive {
		rollout.PreviousIDs = append(rollout.PreviousIDs, rollout.ActiveID)
		rollout.PreviousIDs = rollout.PreviousIDs[max(0, len(rollout.PreviousIDs)-keptPolicies):]
		rollout.ActiveID = id
		withdraw(rollout)
		return "made active", nil
	}
	rollout.CandidateID, rollout.Trial, rollout.Stage = id, uuid.NewString(), *r.Stage
	rollout.Percent, rollout.Widen, rollout.Tolerance = 0, false, otherwise(r.Tolerance, defaultTolerance)
	if *r.Stage == engine.StageCanary {
		rollout.Percent, rollout.Widen = otherwise(r.Percent, defaultPercent), otherwise(r.Widen, false)
	}
	return "entered the stage " + *r.Stage, nil
}

func otherwise[T any](value *T, initial T) T {
	if value == nil {
		return initial
	}
	return *value
}

// withdraw ends the trial of a candidate.
func withdraw(rollout *models.PolicyRollout) {
	rollout.CandidateID, rollout.Trial, rollout.Stage = "", "", ""
	rollout.Percent, rollout.Widen, rollout.Tolerance = 0, false, 0
}

// rollBackPolicy takes one step back: a candidate is withdrawn, or else the
// policy before the active one decides again. The parameter digest names what is to
// be taken back: the server may have withdrawn the candidate in the meantime, and the
// step would be one further than the caller means.
func rollBackPolicy(r *pep.Request) (*policyAnswer, error) {
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
	return changePolicy(r, policyQuestion(r), func(tx *store.Tx, rollout *models.PolicyRollout) (string, error) {
		if err := isMeant(tx, cmp.Or(rollout.CandidateID, rollout.ActiveID), digest); err != nil {
			return "", err
		}
		last := len(rollout.PreviousIDs) - 1
		switch {
		case rollout.CandidateID != "":
			withdraw(rollout)
			return "the candidate was withdrawn", nil
		case last >= 0 && rollout.PreviousIDs[last] == "" && r.API.Rollout.Status().Own.Digest == "":
			return "", pep.BadRequest("The server's own policy is not good (see /readyz), so nothing would decide. Mend it first, or publish another policy")
		case last >= 0:
			rollout.ActiveID, rollout.PreviousIDs = rollout.PreviousIDs[last], rollout.PreviousIDs[:last]
			return "rolled back", nil
		}
		return "", pep.BadRequest("There is nothing to roll back to: the server's own policy decides, and no candidate is on its way")
	})
}

func policyQuestion(r *pep.Request) facts.Question {
	question := r.Question(facts.ProjectRef{})
	question.OrgLess = true
	return question
}

// changePolicy asks, changes the one row that all servers follow, and has this
// server follow at once.
func changePolicy(r *pep.Request, question facts.Question, change func(*store.Tx, *models.PolicyRollout) (string, error)) (*policyAnswer, error) {
	_, err := pep.Change(r, question, func(tx *store.Tx, _ *facts.State) (done struct{}, err error) {
		rollout, err := models.LockRollout(tx)
		if err != nil {
			return done, err
		}
		reason, err := change(tx, rollout)
		if err != nil {
			return done, err
		}
		if err := models.SaveRollout(tx, rollout, reason, store.At(r.Now)); err != nil {
			return done, err
		}
		return done, models.KeepPolicyBundles(tx, append(slices.Clone(rollout.PreviousIDs), rollout.ActiveID, rollout.CandidateID))
	})
	if err != nil {
		return nil, err
	}
	r.API.Rollout.Sync(r.Request.Context())
	return describePolicy(r, r.API.Store.Statement(r.Request.Context()))
}
