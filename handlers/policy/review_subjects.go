package policy

import (
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
)

// reviewedAtOnce is about how many subjects the policy is asked in one decision.
const reviewedAtOnce = 1000

// mayReview is whether the policy lets the asker see what each subject can do: not that of
// subjects who hold more than the asker, as in every list of them.
func mayReview(r *pep.Request, tx *store.Tx, q *pep.Evaluation, subjects []input.SubjectRef) ([]bool, error) {
	may := make([]bool, 0, len(subjects))
	for some := range slices.Chunk(subjects, reviewedAtOnce) {
		members, err := q.State.Reviewed(tx, some)
		if err != nil {
			return nil, err
		}
		decisions, err := r.FollowUp(q, q.State.Request.Action.Name, members)
		if err != nil {
			return nil, err
		}
		for i := range decisions {
			may = append(may, decisions[i].Permitted)
		}
	}
	return may, nil
}

// requireReview fails unless the policy lets the asker see what each subject can do.
func requireReview(r *pep.Request, tx *store.Tx, q *pep.Evaluation, subjects ...input.SubjectRef) error {
	members, err := q.State.Reviewed(tx, subjects)
	if err != nil {
		return err
	}
	return r.Require(q, q.State.Request.Action.Name, members...)
}

// askReview asks whether the caller may review, and reads with the decision at hand.
func askReview[A any](r *pep.Request, do pep.DecidedEffect[A]) (A, error) {
	question := r.Question(facts.ProjectRef{})
	return pep.Ask(r, r.Snapshot(&question), question, do, false)
}
