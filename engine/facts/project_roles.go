package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnProjectRole makes a custom role of the project the target; what it gives
// counts as what the target holds.
func OnProjectRole(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "role"
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.ProjectRole](tx, s.Scope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		s.Found.ProjectRole, target.Known = row, true
		grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: row.ID, Permissions: compiledProjectRole(row)}
		target.Holdings = append(target.Holdings, input.Holding{Scope: permissions.ScopeProject, ID: row.ProjectID, Grants: []input.Grant{grant}})
		return s.holdTogether(tx)
	}
}

// OnProjectRoleAlone makes a custom role the target and its project the place
// of the request. Reading a role compares nothing.
func OnProjectRoleAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "role"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.ProjectRole](tx, s.OrgScope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		s.Found.ProjectRole, target.Known = row, true
		return s.InProject(tx, row.ProjectID)
	}
}
