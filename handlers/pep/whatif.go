package pep

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models/store"
)

// WhatIf asks the policy what it would say to another subject's request,
// within the snapshot of the question whether the caller may ask that. It
// counts nothing, spends nothing and is not recorded, since nothing was requested.
func (r *Request) WhatIf(tx *store.Tx, asker *facts.State, who facts.Assumption, action string, what facts.Named) (engine.Decision, error) {
	state, err := facts.WhatIf(tx, asker, who, what.Question(action))
	if err != nil {
		return engine.Decision{}, err
	}
	decision := r.API.Engine.Decide(r.Request.Context(), &state.Request)
	return decision, r.Request.Context().Err()
}

// AboutSubject asks whether the caller may ask about a subject: everybody may about
// themselves. A nil subject is more than one, or not known yet.
func (r *Request) AboutSubject(subject *input.Subject) facts.Question {
	question := r.Question(facts.ProjectRef{})
	if subject != nil && subject.ID != "" {
		question.Targets = []facts.TargetLoader{func(_ *store.Tx, s *facts.State) error {
			if s.Caller.Subject.Type == subject.Type {
				s.Request.Resource.Properties.IdentityID = &subject.ID
			}
			return nil
		}}
	}
	return question
}
