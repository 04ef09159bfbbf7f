package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// OnDecision makes a recorded decision of the organization the target, and
// says whose request it was: every subject may ask about its own.
func OnDecision(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "decision"
		s.Request.Resource.ID = id
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(models.DecisionByID(tx, s.OrgID(), id))
		if err != nil || row == nil {
			return err
		}
		s.Found.Decision, target.Known = row, true
		if row.SubjectType == s.Caller.Subject.Type {
			s.Request.Resource.Properties = input.Properties{IdentityID: &row.SubjectID}
		}
		return nil
	}
}
