package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnOrgMember makes a person's membership of the organization the target, with
// everything the person holds in it. Reading a membership compares nothing.
func OnOrgMember(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "member"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.OrgMembership](tx, s.OrgScope(), "id = ? AND subject_type = ?", id, models.SubjectUser))
		if err != nil || row == nil {
			return err
		}
		s.Found.OrgMembership, target.Known = row, true
		target.Owner = &input.SubjectRef{Type: row.SubjectType, ID: row.SubjectID}
		if s.Request.Action.Name == "read" {
			return nil
		}
		held, err := membershipHoldings(tx, row)
		if err != nil {
			return err
		}
		target.Holdings = append(target.Holdings, held...)
		return s.holdTogether(tx)
	}
}

// membershipHoldings is what a membership of an organization gives, and what
// its holder has in the projects there. An open invitation has no holder yet.
func membershipHoldings(tx *store.Tx, row *models.OrgMembership) ([]input.Holding, error) {
	granted, err := orgGrants(tx, row)
	if err != nil {
		return nil, err
	}
	all := []input.Holding{{Scope: permissions.ScopeOrganization, ID: row.OrgID, Grants: granted}}
	if row.SubjectID == "" {
		return all, nil
	}
	found := map[string][]input.Holding{row.SubjectID: all}
	err = addProjects(tx, row.OrgID, row.SubjectType, []string{row.SubjectID}, found)
	return found[row.SubjectID], err
}
