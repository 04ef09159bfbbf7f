package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// A right to write is no right to read: the answer of a write shows a value to
// those alone who may read it where the write left it (docs/contract.md 2.18).

// sightsOf asks what the caller may see of secrets that a change wrote, or is
// about to remove. A refusal hides the value and leaves the change
// as it is; a policy that does not answer refuses the change.
func sightsOf(r *pep.Request, q *pep.Evaluation, written []facts.StoredSecret) ([]facts.Sight, error) {
	members := make([]input.Member, 0, len(written))
	for i := range written {
		members = append(members, written[i].Member())
	}
	decisions, err := r.FollowUp(q, "readValue", members)
	if err != nil {
		return nil, err
	}
	sights := make([]facts.Sight, len(written))
	for i := range decisions {
		if decisions[i].Permitted {
			sights[i] = facts.Revealed
		}
	}
	return sights, nil
}

// showWritten answers secrets that a change wrote, in plain text.
func showWritten(r *pep.Request, q *pep.Evaluation, written []facts.StoredSecret) ([]secretJSON, error) {
	sights, err := sightsOf(r, q, written)
	if err != nil {
		return nil, err
	}
	bodies := make([]secretJSON, 0, len(written))
	for i := range written {
		text, err := r.Vault(q.State).Open(written[i].Secret)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, bodyOf(facts.Seen{StoredSecret: &written[i], Sight: sights[i]}, text))
	}
	return bodies, nil
}

// writtenOne is the answer of a request about one secret.
func writtenOne(r *pep.Request, q *pep.Evaluation, row *models.Secret, tags []models.Tag) (*secretAnswer, error) {
	bodies, err := showWritten(r, q, []facts.StoredSecret{q.State.Stored(row, tags)})
	if err != nil {
		return nil, err
	}
	return &secretAnswer{Secret: bodies[0]}, nil
}

// secretsAnswer lists the secrets that a batch wrote or removed.
type secretsAnswer struct {
	Secrets []secretJSON `json:"secrets"`
}

// writtenMany is the answer of a batch.
func writtenMany(r *pep.Request, q *pep.Evaluation, written []facts.StoredSecret) (*secretsAnswer, error) {
	bodies, err := showWritten(r, q, written)
	if err != nil {
		return nil, err
	}
	return &secretsAnswer{Secrets: bodies}, nil
}
