package facts

import (
	"warder/models"
	"warder/models/store"
)

// GrantNames are what people call the roles, privileges and service tokens of an
// organization that have these ids, as far as they exist.
func GrantNames(tx *store.Tx, scope store.Scope, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	for _, read := range []func() error{
		func() error {
			return nameEach(tx, scope, ids, names, func(row *models.OrgRole) (id, name string) { return row.ID, row.Slug })
		},
		func() error {
			return nameEach(tx, scope, ids, names, func(row *models.ProjectRole) (id, name string) { return row.ID, row.Slug })
		},
		func() error {
			return nameEach(tx, scope, ids, names, func(row *models.Privilege) (id, name string) { return row.ID, row.Slug })
		},
		func() error {
			return nameEach(tx, scope, ids, names, func(row *models.ServiceToken) (id, name string) { return row.ID, row.Name })
		},
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func nameEach[T any](tx *store.Tx, scope store.Scope, ids []string, names map[string]string, named func(*T) (id, name string)) error {
	rows, err := models.WithIDs[T](tx, scope, ids)
	for i := range rows {
		id, name := named(&rows[i])
		names[id] = name
	}
	return err
}
