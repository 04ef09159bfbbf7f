package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// Reviewed is a question about each subject, whether the asker may see what it can do: each
// has what the subject holds, and what the asker holds in the same places.
func (s *State) Reviewed(tx *store.Tx, subjects []input.SubjectRef) ([]input.Member, error) {
	held, err := s.holdingsOfSubjects(tx, subjects)
	if err != nil {
		return nil, err
	}
	everywhere := []input.Holding{}
	for _, subject := range subjects {
		everywhere = append(everywhere, held[subject]...)
	}
	own := s.ownHoldings()
	if err := own.learn(tx, everywhere); err != nil {
		return nil, err
	}
	members := make([]input.Member, 0, len(subjects))
	for _, subject := range subjects {
		target := newTarget()
		target.Kind, target.Known, target.Owner = subject.Type, true, &subject
		target.Holdings = append(target.Holdings, held[subject]...)
		if target.Held, err = own.in(tx, target.Holdings); err != nil {
			return nil, err
		}
		members = append(members, input.Member{Resource: input.Resource{Type: s.Request.Resource.Type, ID: subject.ID}, Target: target})
	}
	return members, nil
}

// holdingsOfSubjects is everything that subjects of the organization can do; nothing for
// those that it does not have.
func (s *State) holdingsOfSubjects(tx *store.Tx, subjects []input.SubjectRef) (map[input.SubjectRef][]input.Holding, error) {
	ids, held := map[string][]string{}, map[input.SubjectRef][]input.Holding{}
	for _, subject := range subjects {
		ids[subject.Type] = append(ids[subject.Type], subject.ID)
	}
	for _, kind := range []string{input.SubjectUser, input.SubjectIdentity} {
		found, err := holdingsOfEach(tx, s.OrgID(), kind, ids[kind])
		if err != nil {
			return nil, err
		}
		for id, holdings := range found {
			held[input.SubjectRef{Type: kind, ID: id}] = holdings
		}
	}
	tokens, err := models.WithIDs[models.ServiceToken](tx, s.OrgScope(), ids[input.SubjectServiceToken])
	for i := range tokens {
		held[input.SubjectRef{Type: input.SubjectServiceToken, ID: tokens[i].ID}] = []input.Holding{
			{Scope: permissions.ScopeProject, ID: tokens[i].ProjectID, Grants: []input.Grant{serviceTokenGrant(&tokens[i])}},
		}
	}
	return held, err
}
