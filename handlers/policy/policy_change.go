package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// changeRequest has the optional fields of every policy change.
type changeRequest struct {
	// Reason is shown in the history.
	Reason *string `json:"reason" validate:"omitempty,max=500"`
	// Version is the rollout version that the caller saw: the change is refused if another
	// came first.
	Version *int64 `json:"version" validate:"omitempty,min=1"`
}

// Requested passes nothing to the policy: a reason is text for people and must not affect
// decisions.
func (r *changeRequest) Requested(*input.Requested) {}

// Normalize turns the reason into one line.
func (r *changeRequest) Normalize() {
	if r.Reason != nil {
		line := strings.Join(strings.Fields(*r.Reason), " ")
		r.Reason = &line
	}
}

func (r *changeRequest) reason() string {
	if r.Reason == nil {
		return ""
	}
	return *r.Reason
}

func (r *changeRequest) check() error {
	if strings.ContainsFunc(r.reason(), unicode.IsControl) {
		return pep.InvalidField("Must have no control characters", "reason")
	}
	return nil
}

// isNewest returns an error that names the change which came first, if any.
func (r *changeRequest) isNewest(rollout *models.PolicyRollout) error {
	if r.Version == nil || *r.Version == rollout.Version {
		return nil
	}
	return pep.BadRequest("The rollout was changed meanwhile (version " + strconv.FormatInt(rollout.Version, 10) + ": " + rollout.Reason +
		"); nothing was changed. Look at GET /api/v1/authz/policy and send its version")
}

func policyQuestion(r *pep.Request) facts.Question {
	question := r.Question(facts.ProjectRef{})
	question.OrgLess = true
	return question
}

// changePolicy asks, updates the one row that all servers follow, and applies it to this
// server at once.
func changePolicy(r *pep.Request, question facts.Question, said *changeRequest, change func(*store.Tx, *models.PolicyRollout) (*models.PolicyChange, error)) (*policyAnswer, error) {
	if err := said.check(); err != nil {
		return nil, err
	}
	_, err := pep.Change(r, question, func(tx *store.Tx, _ *facts.State) (done struct{}, err error) {
		rollout, err := models.LockRollout(tx)
		if err != nil {
			return done, err
		}
		if err := said.isNewest(rollout); err != nil {
			return done, err
		}
		made, err := change(tx, rollout)
		if err != nil {
			return done, err
		}
		made.Reason, made.ActorType, made.ActorID = said.reason(), r.Caller.Subject.Type, r.Caller.Subject.ID
		if err := models.SaveRollout(tx, rollout, made, store.At(r.Now)); err != nil {
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
