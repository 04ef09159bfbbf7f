package pep

import (
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/audit"
	"warder/models/store"
)

// Evaluation is one question with its answer and its follow-up decisions.
type Evaluation struct {
	State     *facts.State
	Decision  engine.Answer
	others    []audit.Entry // follow-up decisions
	committed func()        // set if it was recorded with a change
	// uneventful marks a permitted request that had no effect: its decision is recorded, but
	// it is no audit event.
	noEvent bool
}

// Permitted are the indexes of the members that are permitted.
func (q *Evaluation) Permitted() []int { return q.Decision.PermittedMembers() }

// authenticatesOnly reports whether only the credential was checked, and found valid.
func (q *Evaluation) authenticatesOnly() bool {
	return q.State.Request.Action.Name == actionAuthenticate && q.Decision.Permitted
}

// decidedBy is the id of the decision shown to the client of a failed request: the one that
// refused.
func (q *Evaluation) decidedBy(err error) string {
	if details, refused := AsError(err).Details.(RefusalDetails); refused {
		return details.DecisionID
	}
	return q.Decision.ID
}

// Preview returns the policy's answer without recording or counting it; the question that
// follows does both.
func (r *Request) Preview(question facts.Question) (engine.Answer, error) {
	q := &Evaluation{}
	err := r.Snapshot(&question)(r.Request.Context(), func(tx *store.Tx) error { return r.evaluate(tx, question, q) })
	return q.Decision, err
}

func (r *Request) evaluate(tx *store.Tx, question facts.Question, q *Evaluation) error {
	state, err := r.API.steps.collect(r, tx, question)
	if err != nil {
		return err
	}
	state.Request.Context.Route = r.Route.Name()
	state.Request.Context.Accepts = append([]string{}, r.Route.Modes...)
	state.Request.Context.RequestID = r.requestID
	state.Request.Facts.Rate = r.rateFact(state)
	if login := state.Request.Facts.Login; login != nil && login.Proof != nil {
		proof := *login.Proof
		proof.Claims, login.Proof = r.API.Engine.ClaimsRead(proof.Claims), &proof
	}
	state.Request.Facts.Instance.NeedsSetupToken = r.API.needsSetup
	q.State, q.Decision = state, r.decide(state.List())
	for _, lesser := range []string{question.Lesser, question.Least} {
		if lesser != "" && !q.Decision.Permitted && q.Decision.Answered() {
			r.decideFallback(q, lesser)
		}
	}
	return nil
}

// decide asks the policy about one request with one or many members.
func (r *Request) decide(list *engine.List) engine.Answer {
	started := time.Now()
	answer := list.Ask(r.Request.Context(), r.API.Engine)
	if r.dryRun == nil {
		r.API.Observe.Decision(&answer.Decision, time.Since(started))
	}
	return answer
}
