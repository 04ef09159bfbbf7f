package models

// The functions here look across tenants on purpose: they find out, from a
// credential or a person, which tenant a request belongs to. Everything else
// goes through a Scope.

// AuthMethodByClientID finds the Universal Auth configuration behind a client
// id, or ErrNotFound.
func AuthMethodByClientID(tx *Tx, clientID string) (*AuthMethod, error) {
	row := new(AuthMethod)
	if err := tx.DB().Where("client_id = ?", clientID).Take(row).Error; err != nil {
		return nil, wrap[AuthMethod]("read", err)
	}
	return row, nil
}

// ServiceTokenByID finds a service token by the id it carries, or ErrNotFound.
func ServiceTokenByID(tx *Tx, id string) (*ServiceToken, error) {
	row := new(ServiceToken)
	if err := tx.DB().Where("id = ?", id).Take(row).Error; err != nil {
		return nil, wrap[ServiceToken]("read", err)
	}
	return row, nil
}

// MembershipsOfUser are the accepted organization memberships of a user.
func MembershipsOfUser(tx *Tx, userID string) ([]OrgMembership, error) {
	rows := []OrgMembership{}
	err := tx.DB().Where("subject_type = ? AND subject_id = ? AND status = ?", SubjectUser, userID, StatusAccepted).
		Order("created_at").Find(&rows).Error
	if err != nil {
		return nil, wrap[OrgMembership]("read", err)
	}
	return rows, nil
}
