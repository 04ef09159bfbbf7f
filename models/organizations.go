package models

import "warder/models/store"

// RemoveFromOrganization ends a membership of an organization and all that its
// holder had there: memberships of projects, and the sessions bound to it.
func RemoveFromOrganization(tx *store.Tx, scope store.Scope, row *OrgMembership) error {
	if row.SubjectID != "" {
		if _, err := store.Delete[ProjectMembership](tx, scope, "subject_type = ? AND subject_id = ?", row.SubjectType, row.SubjectID); err != nil {
			return err
		}
		if _, err := store.Delete[Session](tx, store.Installation, "user_id = ? AND org_id = ?", row.SubjectID, row.OrgID); err != nil {
			return err
		}
	}
	_, err := store.Delete[OrgMembership](tx, scope, "id = ?", row.ID)
	return err
}

// DeleteOrganization removes an organization with everything in it, the sessions bound to
// it and the login failures counted for it. The decision log outlives it.
func DeleteOrganization(tx *store.Tx, orgID string) error {
	if _, err := store.Delete[Session](tx, store.Installation, "org_id = ?", orgID); err != nil {
		return err
	}
	if _, err := store.Delete[LoginFailures](tx, store.Installation, "org_id = ?", orgID); err != nil {
		return err
	}
	_, err := store.Delete[Organization](tx, store.Installation, "id = ?", orgID)
	return err
}
