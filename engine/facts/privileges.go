package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnPrivilege adds an additional privilege of the target membership, found by
// a condition with one argument.
func OnPrivilege(condition, value string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		return s.narrow(s.Found.Member != nil, "privilege", func() (bool, error) {
			row, err := orNil(store.First[models.Privilege](tx, s.Scope(), "membership_id = ? AND "+condition, s.Found.Member.ID, value))
			s.Found.Privilege = row
			return row != nil, err
		})
	}
}

// OnPrivilegeAlone makes the membership that a privilege belongs to the
// target and its project the place of the request.
func OnPrivilegeAlone(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		s.target().Kind = "privilege"
		if s.OrgID() == "" {
			return nil
		}
		row, err := orNil(store.First[models.Privilege](tx, s.OrgScope(), "id = ?", id))
		if err != nil || row == nil {
			return err
		}
		if err := OnMembershipAlone(row.MembershipID)(tx, s); err != nil {
			return err
		}
		if s.Found.Member != nil {
			s.Request.Resource.ID = s.Found.Member.SubjectID
			s.Request.Resource.Properties.IdentityID = &s.Found.Member.SubjectID
		}
		return OnPrivilege("id = ?", id)(tx, s)
	}
}

// PrivilegePermissions is what an additional privilege gives.
func PrivilegePermissions(row *models.Privilege) *permissions.Compiled { return compiledPrivilege(row) }

// Window gives a grant the times of a temporary assignment.
func Window(grant input.Grant, temporary models.Temporary) input.Grant {
	return window(grant, temporary)
}
