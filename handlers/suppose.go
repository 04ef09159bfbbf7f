package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// supposed asks the policy what it would say to somebody else's request,
// within the snapshot of the question whether the caller may ask that. It
// counts nothing, spends nothing and is not recorded: nobody did anything.
func (c *call) supposed(tx *models.Tx, asker *facts.State, who facts.Supposition, action string, what facts.Named) (engine.Decision, error) {
	state, err := facts.Suppose(tx, asker, who, what.Question(action))
	if err != nil {
		return engine.Decision{}, err
	}
	decision := c.api.Engine.Decide(c.Request.Context(), &state.Request)
	return decision, c.Request.Context().Err()
}

// about asks whether the caller may ask about a subject: everybody may about
// themselves. A nil subject is more than one, or not known yet.
func (c *call) about(subject *engine.Subject) facts.Question {
	question := c.question(facts.ProjectRef{})
	if subject != nil && subject.ID != "" {
		question.Targets = []facts.Target{func(_ *models.Tx, s *facts.State) error {
			if s.Caller.Subject.Type == subject.Type {
				s.Request.Resource.Properties.IdentityID = &subject.ID
			}
			return nil
		}}
	}
	return question
}
