package pep

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models/store"
)

// WhatIf returns the policy's answer to another subject's request, in the snapshot that
// decided whether the caller may ask for it. It counts, spends and records nothing.
func (r *Request) WhatIf(tx *store.Tx, asker *facts.State, who facts.Assumption, action string, what facts.Named) (engine.Decision, error) {
	state, err := facts.WhatIf(tx, asker, who, what.Question(action))
	if err != nil {
		return engine.Decision{}, err
	}
	decision := r.API.Engine.Decide(r.Request.Context(), &state.Request)
	return decision, r.Request.Context().Err()
}

// AboutSubject asks whether the caller may ask about a subject; everyone may ask about
// themselves. A nil subject means several or unknown subjects.
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
