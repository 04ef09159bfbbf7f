package models

import "warder/models/store"

// ProjectsOf are the projects a subject is a member of, by name.
func ProjectsOf(tx *store.Tx, scope store.Scope, subjectType, subjectID string) ([]Project, error) {
	members, err := store.Find[ProjectMembership](tx, scope, "subject_type = ? AND subject_id = ?", subjectType, subjectID)
	if err != nil || len(members) == 0 {
		return []Project{}, err
	}
	ids := make([]string, 0, len(members))
	for _, member := range members {
		ids = append(ids, member.ProjectID)
	}
	return store.Find[Project](tx.OrderBy("name, id"), scope, "id IN ?", ids)
}

// DeleteIdentity removes an identity and every membership it has; credentials
// and tokens go with it.
func DeleteIdentity(tx *store.Tx, scope store.Scope, identityID string) error {
	const ofIdentity = "subject_type = ? AND subject_id = ?"
	if _, err := store.Delete[ProjectMembership](tx, scope, ofIdentity, SubjectIdentity, identityID); err != nil {
		return err
	}
	if _, err := store.Delete[OrgMembership](tx, scope, ofIdentity, SubjectIdentity, identityID); err != nil {
		return err
	}
	_, err := store.Delete[Identity](tx, scope, "id = ?", identityID)
	return err
}

// DeleteProject removes the project in scope with everything in it, also the
// identities that belong to it alone.
func DeleteProject(tx *store.Tx, scope store.Scope) error {
	if scope.ProjectID == "" {
		return &store.Error{Kind: store.ErrScope} // else every identity of the organization would be its own
	}
	own, err := store.Find[Identity](tx, scope, "")
	if err != nil {
		return err
	}
	org := store.Scope{OrgID: scope.OrgID}
	for i := range own {
		if err := DeleteIdentity(tx, org, own[i].ID); err != nil {
			return err
		}
	}
	_, err = store.Delete[Project](tx, org, "id = ?", scope.ProjectID)
	return err
}
