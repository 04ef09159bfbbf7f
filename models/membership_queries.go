package models

// ProjectsOf are the projects a subject is a member of, by name.
func ProjectsOf(tx *Tx, scope Scope, subjectType, subjectID string) ([]Project, error) {
	members, err := Find[ProjectMembership](tx, scope, "subject_type = ? AND subject_id = ?", subjectType, subjectID)
	if err != nil || len(members) == 0 {
		return []Project{}, err
	}
	ids := make([]string, 0, len(members))
	for _, member := range members {
		ids = append(ids, member.ProjectID)
	}
	return Find[Project](tx.OrderBy("name, id"), scope, "id IN ?", ids)
}

// DeleteIdentity removes an identity and every membership it has; credentials
// and tokens go with it.
func DeleteIdentity(tx *Tx, scope Scope, identityID string) error {
	const ofIdentity = "subject_type = ? AND subject_id = ?"
	if _, err := Delete[ProjectMembership](tx, scope, ofIdentity, SubjectIdentity, identityID); err != nil {
		return err
	}
	if _, err := Delete[OrgMembership](tx, scope, ofIdentity, SubjectIdentity, identityID); err != nil {
		return err
	}
	_, err := Delete[Identity](tx, scope, "id = ?", identityID)
	return err
}

// DeleteProject removes the project in scope with everything in it, also the
// identities that belong to it alone.
func DeleteProject(tx *Tx, scope Scope) error {
	if scope.ProjectID == "" {
		return &Error{Kind: ErrScope} // else every identity of the organization would be its own
	}
	own, err := Find[Identity](tx, scope, "")
	if err != nil {
		return err
	}
	org := Scope{OrgID: scope.OrgID}
	for i := range own {
		if err := DeleteIdentity(tx, org, own[i].ID); err != nil {
			return err
		}
	}
	_, err = Delete[Project](tx, org, "id = ?", scope.ProjectID)
	return err
}
