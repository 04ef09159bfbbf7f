package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// A right to write is no right to read: the response of a write shows a value only if the
// caller may read it at its place after the write (docs/contract.md 2.18).

// sightsOf asks for the caller's view of secrets that a change wrote or will remove. A refusal
// hides the value and does not affect the change; a failure of the policy refuses the change.
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

// showWritten returns the secrets that a change wrote, in plain text.
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

// writtenOne is the response of a write of one secret.
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

// writtenMany is the response of a batch.
func writtenMany(r *pep.Request, q *pep.Evaluation, written []facts.StoredSecret) (*secretsAnswer, error) {
	bodies, err := showWritten(r, q, written)
	if err != nil {
		return nil, err
	}
	return &secretsAnswer{Secrets: bodies}, nil
}
