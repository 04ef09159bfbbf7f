package handlers

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// The policy in force, and how another one takes its
// place.
func policyRoutes() []route {
	return []route{
		{"GET", "/api/v1/authz/policy", jki, "policy", "read", "", getPolicy, false},
		{"POST", "/api/v1/authz/bundles", jki, "policy", "publish", PublishEvent, publishBundle, false},
		{"POST", "/api/v1/authz/promote", jki, "policy", "publish", PromoteEvent, promotePolicy, false},
		{"POST", "/api/v1/authz/rollback", jki, "policy", "rollback", RollbackEvent, rollBackPolicy, false},
	}
}

// Audit events of policies. A rollback has one name, whoever did it: a person or
// the server.
const (
	PublishEvent  = "publish-policy"
	PromoteEvent  = "promote-policy"
	RollbackEvent = "rollback-policy"
)

// maxPublished lets the largest bundle there may be, of 4 MiB, through in base64
// with the JSON around it.
const maxPublished = (4<<20)/3*4 + 64<<10

// Rollout is what carries out, on this server, which policy the database says
// decides.
type Rollout interface {
	// Admit holds a bundle to everything an activation needs. What is wrong
	// with the bundle is a *BundleRefused.
	Admit(ctx context.Context, archive []byte) (*models.PolicyBundle, error)
	// Sync looks at the database now instead of in a moment.
	Sync(ctx context.Context)
	// Status is how this server stands.
	Status() PolicyStatus
}

// BundleRefused is why a bundle is not taken.
type BundleRefused struct{ Cause, Message string }

func (b *BundleRefused) Error() string { return "bundle refused (" + b.Cause + "): " + b.Message }

func (b *BundleRefused) asError() *Error {
	return &Error{Status: 400, Name: "BundleRefused", Message: b.Message, Details: map[string]string{"cause": b.Cause}}
}

// PolicyStatus is how a server stands.
type PolicyStatus struct {
	Active engine.Revision
	// Source is where the server's own policy comes from.
	Source string
	// Guardrails are the modules that no policy replaces.
	Guardrails []string
	// Trial, Candidate and Differences are of the candidate; Trial is empty
	// without one.
	Trial       string
	Candidate   engine.Revision
	Differences engine.Differences
	// Problem is why a newer policy is not in force; empty if none is.
	Problem string
}

type policyJSON struct {
	Revision   string         `json:"revision"`
	Digest     string         `json:"digest"`
	Stage      string         `json:"stage"`
	Source     string         `json:"source"`
	Published  bool           `json:"published"` // over the API, not from the server's own source
	Guardrails []string       `json:"guardrails"`
	Previous   int            `json:"previous"` // how often one can roll back to a published policy
	Version    int64          `json:"version"`  // of the rollout; grows with every change
	Changed    *models.Time   `json:"changedAt"`
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

func getPolicy(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}), func(tx *models.Tx, _ *facts.State) (any, error) { return c.describePolicy(tx) })
}

func (c *call) describePolicy(tx *models.Tx) (any, error) {
	rollout, err := tx.Rollout()
	if err != nil {
		return nil, err
	}
	status := c.api.Rollout.Status()
	described := policyJSON{
		Revision: status.Active.Revision, Digest: status.Active.Digest, Stage: engine.StageActive, Source: status.Source,
		Published: rollout.ActiveID != "", Guardrails: status.Guardrails, Previous: len(rollout.PreviousIDs),
		Version: rollout.Version, Reason: rollout.Reason, Problem: status.Problem,
	}
	if rollout.Version > 1 {
		described.Changed = &rollout.ChangedAt
	}
	if rollout.CandidateID != "" {
		row, err := models.First[models.PolicyBundle](tx, models.Installation, "id = ?", rollout.CandidateID)
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
	return map[string]any{"policy": described}, nil
}

// stageRequest is the stage that a bundle is wanted in.
type stageRequest struct {
	Stage     *string `json:"stage" validate:"required,oneof=shadow canary active"`
	Percent   *int64  `json:"percent" validate:"omitempty,min=1,max=100"`
	Widen     *bool   `json:"widen"`
	Tolerance *int64  `json:"tolerance" validate:"omitempty,min=0,max=1000000000"`
}

func (r *stageRequest) requested(asks *engine.Requested) {
	asks.Stage, asks.Percent, asks.Widen = r.Stage, r.Percent, r.Widen
}

// Where nothing is said: a canary for one subject in ten, that is rolled back
// at the twenty-first request it refuses unlike the active policy.
const (
	defaultPercent   = 10
	defaultTolerance = 20
)

type publishRequest struct {
	Bundle *string `json:"bundle" validate:"required"`
	stageRequest
}

func publishBundle(c *call) (any, error) {
	var body publishRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	archive, err := base64.StdEncoding.DecodeString(*body.Bundle)
	if err != nil {
		return nil, field("Must be the bundle in base64", "bundle")
	}
	question := c.policyQuestion()
	// Asked before anything is compiled, which is costly, and again inside the
	// transaction that publishes.
	if err := c.beforehand(question); err != nil {
		return nil, err
	}
	done, err := c.turn()
	if err != nil {
		return nil, err
	}
	row, err := c.api.Rollout.Admit(c.Request.Context(), archive)
	done()
	if err != nil {
		return nil, err
	}
	return c.changePolicy(question, func(tx *models.Tx, rollout *models.PolicyRollout) (string, error) {
		if row.Revision < rollout.Revision || row.Revision == rollout.Revision && row.Digest != rollout.Digest {
			return "", (&BundleRefused{Cause: "revision", Message: ".manifest: revision " + strconv.FormatInt(row.Revision, 10) +
				" is not above " + strconv.FormatInt(rollout.Revision, 10) + ", which was published before"}).asError()
		}
		row.ID, row.ActorType, row.ActorID, row.CreatedAt = uuid.NewString(), c.caller.Subject.Type, c.caller.Subject.ID, models.At(c.now)
		if err := models.Create(tx, models.Installation, row); err != nil {
			return "", err
		}
		rollout.Revision, rollout.Digest = row.Revision, row.Digest
		return body.enter(rollout, row.ID)
	})
}

func promotePolicy(c *call) (any, error) {
	var body stageRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	return c.changePolicy(c.policyQuestion(), func(_ *models.Tx, rollout *models.PolicyRollout) (string, error) {
		if rollout.CandidateID == "" {
			return "", badRequest("No policy is in a stage to be promoted from; publish a bundle")
		}
		return body.enter(rollout, rollout.CandidateID)
	})
}

// keptPolicies is how often one can roll back.
const keptPolicies = 10

// enter puts a bundle into the wanted stage.
func (r *stageRequest) enter(rollout *models.PolicyRollout, id string) (string, error) {
	if *r.Stage != engine.StageCanary && (r.Percent != nil || r.Widen != nil) {
		return "", badRequest("percent and widen are of the stage canary")
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
// policy before the active one decides again.
func rollBackPolicy(c *call) (any, error) {
	return c.changePolicy(c.policyQuestion(), func(_ *models.Tx, rollout *models.PolicyRollout) (string, error) {
		last := len(rollout.PreviousIDs) - 1
		switch {
		case rollout.CandidateID != "":
			withdraw(rollout)
			return "the candidate was withdrawn", nil
		case last >= 0:
			rollout.ActiveID, rollout.PreviousIDs = rollout.PreviousIDs[last], rollout.PreviousIDs[:last]
			return "rolled back", nil
		}
		return "", badRequest("There is nothing to roll back to: the server's own policy decides, and no candidate is on its way")
	})
}

func (c *call) policyQuestion() facts.Question {
	question := c.question(facts.ProjectRef{})
	question.OrgLess = true
	return question
}

// changePolicy asks, changes the one row that all servers follow, and has this
// server follow at once.
func (c *call) changePolicy(question facts.Question, change func(*models.Tx, *models.PolicyRollout) (string, error)) (any, error) {
	_, err := c.change(question, func(tx *models.Tx, _ *facts.State) (any, error) {
		rollout, err := tx.LockRollout()
		if err != nil {
			return nil, err
		}
		reason, err := change(tx, rollout)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveRollout(rollout, reason, models.At(c.now)); err != nil {
			return nil, err
		}
		return nil, tx.KeepPolicyBundles(append(slices.Clone(rollout.PreviousIDs), rollout.ActiveID, rollout.CandidateID))
	})
	if err != nil {
		return nil, err
	}
	c.api.Rollout.Sync(c.Request.Context())
	return c.describePolicy(c.api.Store.Statement(c.Request.Context()))
}

// Asked are the types and actions that the routes ask the policy about.
func Asked() [][2]string {
	var asked [][2]string
	for _, row := range routes() {
		asked = append(asked, [2]string{row.resource, row.action})
	}
	return asked
}
