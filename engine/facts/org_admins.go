package facts

import (
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

// OnAdministrators counts who administers the organization, if the change takes
// the target's membership out of that count. Role is what the target holds
// afterwards; empty means that its membership no longer counts.
func OnAdministrators(role string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		membership := s.Found.OrgMembership
		if membership == nil || role == roleAdmin || !administers(membership) {
			return nil
		}
		return s.withoutAdministrator(tx, membership)
	}
}

const roleAdmin = "admin"

// administers reports whether a membership counts among the administrators: an
// open invitation and a deactivated member do not.
func administers(membership *models.OrgMembership) bool {
	return membership.Role == roleAdmin && membership.IsActive && membership.Status == models.StatusAccepted
}

// withoutAdministrator counts the administrators of an organization, with and
// without one membership.
func (s *State) withoutAdministrator(tx *store.Tx, membership *models.OrgMembership) error {
	others, err := store.Count[models.OrgMembership](tx, store.Scope{OrgID: membership.OrgID},
		"role = ? AND status = ? AND is_active = ? AND id <> ?", roleAdmin, models.StatusAccepted, true, membership.ID)
	if err != nil {
		return err
	}
	place := input.Administrators{Scope: permissions.ScopeOrganization, ID: membership.OrgID, Before: others, After: others}
	if administers(membership) {
		place.Before++
	}
	target := s.target()
	target.Administrators = append(target.Administrators, place)
	return nil
}
