package models

import "warder/models/store"

// IdentityOrder is an order of the identities of an organization. It is the same in
// both databases: bytes are compared.
type IdentityOrder struct{ ByRole, Descending bool }

// IdentityPlace is where an identity stands in it. CustomRole is the slug of its role
// where Role is custom.
type IdentityPlace struct{ Role, Name, ID, CustomRole string }

// IdentityPlaces are the places behind one, the first of them or all for 0: those of
// the organization, without those that belong to a project.
func IdentityPlaces(tx *store.Tx, scope store.Scope, order IdentityOrder, after *IdentityPlace, most int) ([]IdentityPlace, error) {
	name, role, than, direction := "i.name", "m.role", ">", ""
	if tx.Dialect() == store.Postgres {
		name, role = `i.name COLLATE "C"`, `m.role COLLATE "C"`
	}
	if order.Descending {
		than, direction = "<", " DESC"
	}
	query := tx.DB().Table("identities i").Select("m.role AS role, i.name AS name, i.id AS id, coalesce(r.slug, '') AS custom_role").
		Joins("JOIN org_memberships m ON m.org_id = i.org_id AND m.subject_type = ? AND m.subject_id = i.id", SubjectIdentity).
		Joins("LEFT JOIN org_roles r ON r.id = m.role_id AND r.org_id = m.org_id").
		Where("i.org_id = ? AND i.project_id = ''", scope.OrgID)
	switch {
	case after == nil:
	case order.ByRole:
		query = query.Where("("+role+", "+name+", i.id) "+than+" (?, ?, ?)", after.Role, after.Name, after.ID)
	default:
		query = query.Where("("+name+", i.id) "+than+" (?, ?)", after.Name, after.ID)
	}
	if order.ByRole {
		query = query.Order(role + direction)
	}
	query = query.Order(name + direction).Order("i.id" + direction)
	if most > 0 {
		query = query.Limit(most)
	}
	places := []IdentityPlace{}
	if err := query.Scan(&places).Error; err != nil {
		return nil, store.Failed[Identity]("read", err)
	}
	return places, nil
}
