package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnOwnMembership counts who administers the project that the subject is about
// to leave. A temporary administrator is not counted.
func OnOwnMembership(tx *store.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "membership", s.Membership != nil
	if s.Membership == nil {
		return nil
	}
	s.Asks().Member = &input.RequestedMember{Type: s.Membership.SubjectType, ID: &s.Membership.SubjectID}
	admins, err := store.Find[models.MembershipRole](tx, s.Scope(), "role = ? AND is_temporary = ?", "admin", false)
	if err != nil {
		return err
	}
	members := map[string]bool{}
	for _, role := range admins {
		members[role.MembershipID] = true
	}
	if members[s.Membership.ID] {
		count := int64(len(members))
		target.Administrators = append(target.Administrators,
			input.Administrators{Scope: permissions.ScopeProject, ID: s.Membership.ProjectID, Before: count, After: count - 1})
	}
	return nil
}
