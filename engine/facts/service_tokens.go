package facts

import (
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// HandingOutServiceToken tells the policy what a token about to be created
// could do, so that it never exceeds its maker.
func HandingOutServiceToken(token *models.ServiceToken) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		if s.Project == nil {
			return nil
		}
		return HandingOut(permissions.ScopeProject, s.Project.ID, serviceTokenGrant(token))(tx, s)
	}
}

// OnServiceToken makes a service token the target and its project the place of
// the request.
func OnServiceToken(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "service token"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.ServiceToken](tx, s.OrgScope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		s.Found.ServiceToken, target.Known = row, true
		return s.InProject(tx, row.ProjectID)
	}
}
