package policy

import (
	"slices"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
)

// reviewedAtOnce is the approximate number of subjects per decision.
const reviewedAtOnce = 1000

// mayReview reports for each subject whether the asker may see its access. As in other lists,
// the policy hides subjects with more privileges than the asker.
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

// requireReview fails unless the asker may see the access of every subject.
func requireReview(r *pep.Request, tx *store.Tx, q *pep.Evaluation, subjects ...input.SubjectRef) error {
	members, err := q.State.Reviewed(tx, subjects)
	if err != nil {
		return err
	}
	return r.Require(q, q.State.Request.Action.Name, members...)
}

// askReview asks whether the caller may review, and passes the decision to the effect.
func askReview[A any](r *pep.Request, do pep.DecidedEffect[A]) (A, error) {
	question := r.Question(facts.ProjectRef{})
	return pep.Ask(r, r.Snapshot(&question), question, do, false)
}
