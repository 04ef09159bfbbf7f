package models

import (
	"slices"

	"warder/models/store"
)

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

// OrganizationsOf are the organizations of memberships, in the order of these.
func OrganizationsOf(tx *store.Tx, memberships []OrgMembership) ([]Organization, error) {
	ids := make([]string, 0, len(memberships))
	for i := range memberships {
		ids = append(ids, memberships[i].OrgID)
	}
	rows, err := store.Find[Organization](tx, store.Installation, "id IN ?", ids)
	slices.SortFunc(rows, func(a, b Organization) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
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
