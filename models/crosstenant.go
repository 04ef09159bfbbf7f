package models

import "warder/models/store"

// The functions here look across tenants on purpose: they find out, from a
// credential or a person, which tenant a request belongs to. Everything else
// goes through a Scope.

// ServiceTokenByID finds a service token by the id it carries, or ErrNotFound.
func ServiceTokenByID(tx *store.Tx, id string) (*ServiceToken, error) {
	return lookUp[ServiceToken](tx, "id = ?", id)
}

func lookUp[T any](tx *store.Tx, where string, args ...any) (*T, error) {
	row := new(T)
	if err := tx.DB().Where(where, args...).Take(row).Error; err != nil {
		return nil, store.Failed[T]("read", err)
	}
	return row, nil
}

// MembershipsOfUser are the accepted organization memberships of a user.
func MembershipsOfUser(tx *store.Tx, userID string) ([]OrgMembership, error) {
	rows := []OrgMembership{}
	err := tx.DB().Where("subject_type = ? AND subject_id = ? AND status = ?", SubjectUser, userID, StatusAccepted).
		Order("created_at").Find(&rows).Error
	if err != nil {
		return nil, store.Failed[OrgMembership]("read", err)
	}
	return rows, nil
}
