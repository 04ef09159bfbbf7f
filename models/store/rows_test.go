package store_test

import (
	"errors"
	"reflect"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

func Test_a_scope_without_an_organization_finds_and_changes_nothing(t *testing.T) {
	empty, project := store.Scope{}, store.Scope{ProjectID: "p1"}
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		row := modelstest.Identity(scope, "i1")
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, scope, row) })
		for _, scope := range []store.Scope{empty, project, store.Installation} {
			for name, use := range uses(scope, row) {
				if err := db.Write(t.Context(), use); !errors.Is(err, store.ErrScope) {
					t.Errorf("%s in %+v: %v, want ErrScope", name, scope, err)
				}
			}
		}
	})
}

func Test_another_tenants_row_is_as_absent_as_none(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		mine, other := modelstest.Organization(t, db, "mine"), modelstest.Organization(t, db, "other")
		row := modelstest.Identity(other, "i1")
		modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, other, row) })
		for name, use := range uses(mine, row) {
			want := map[string]error{"first": store.ErrNotFound, "update": store.ErrNotFound, "create": store.ErrScope}[name]
			if err := db.Write(t.Context(), use); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			found, findErr := store.Find[models.Identity](tx, mine, "id = ? OR 1 = 1", row.ID)
			count, countErr := store.Count[models.Identity](tx, mine, "")
			deleted, deleteErr := store.Delete[models.Identity](tx, mine, "id = ? OR 1 = 1", row.ID)
			if len(found) != 0 || count != 0 || deleted != 0 {
				t.Errorf("reached another tenant: found %d, counted %d, deleted %d", len(found), count, deleted)
			}
			return errors.Join(findErr, countErr, deleteErr)
		})
		kept, err := store.First[models.Identity](db.Statement(t.Context()), other, "id = ?", row.ID)
		if err != nil || !reflect.DeepEqual(kept, row) {
			t.Errorf("the other tenant has %+v, %v; want %+v", kept, err, row)
		}
	})
}

// uses are all ways to a row, in a scope.
func uses(scope store.Scope, row *models.Identity) map[string]func(*store.Tx) error {
	return map[string]func(*store.Tx) error{
		"first": func(tx *store.Tx) error {
			_, err := store.First[models.Identity](tx, scope, "id = ?", row.ID)
			return err
		},
		"find": func(tx *store.Tx) error {
			_, err := store.Find[models.Identity](tx, scope, "")
			return err
		},
		"count": func(tx *store.Tx) error {
			_, err := store.Count[models.Identity](tx, scope, "")
			return err
		},
		"delete": func(tx *store.Tx) error {
			_, err := store.Delete[models.Identity](tx, scope, "id = ?", row.ID)
			return err
		},
		"update": func(tx *store.Tx) error {
			stolen := *row
			stolen.Name = "stolen"
			return store.Update(tx, scope, &stolen, "name")
		},
		"create": func(tx *store.Tx) error {
			copied := *row
			copied.ID = "copy"
			return store.Create(tx, scope, &copied)
		},
		"scoped": func(tx *store.Tx) error {
			stolen := *row
			return tx.Scoped(scope).Model(&stolen).Update("name", "stolen").Error
		},
	}
}

func Test_a_scoped_query_may_be_used_again(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Organization(t, db, "acme")
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return store.Create(tx, scope, modelstest.Identity(scope, "i1"), modelstest.Identity(scope, "i2"))
		})
		var one, all int64
		scoped := db.Statement(t.Context()).Scoped(scope)
		first := scoped.Model(&models.Identity{}).Where("id = ?", "i1").Count(&one).Error
		second := scoped.Model(&models.Identity{}).Count(&all).Error
		if one != 1 || all != 2 || first != nil || second != nil {
			t.Errorf("counted %d and %d, %v, %v", one, all, first, second)
		}
	})
}

func Test_a_project_scope_sees_one_project_of_the_organization(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		org := modelstest.Organization(t, db, "acme")
		one, two := modelstest.Project(t, db, org, "one"), modelstest.Project(t, db, org, "two")
		for _, c := range []struct {
			scope store.Scope
			want  int64
		}{{one, 1}, {two, 1}, {org, 2}} {
			n, err := store.Count[models.Environment](db.Statement(t.Context()), c.scope, "")
			if err != nil || n != c.want {
				t.Errorf("%+v sees %d environments, %v; want %d", c.scope, n, err, c.want)
			}
		}
		misplaced := &models.Environment{ID: "e", OrgID: org.OrgID, ProjectID: two.ProjectID, Slug: "x"}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return store.Create(tx, one, misplaced) })
		if !errors.Is(err, store.ErrScope) {
			t.Errorf("a row of another project was created: %v", err)
		}
	})
}

// More rows than a page holds, and a change of each on the way.
func Test_each_row_of_the_scope_is_visited_once(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		mine, other := modelstest.Organization(t, db, "mine"), modelstest.Organization(t, db, "other")
		const rows = 1203
		modelstest.Write(t, db, func(tx *store.Tx) error {
			for range rows {
				if err := store.Create(tx, mine, modelstest.Identity(mine, store.NewID())); err != nil {
					return err
				}
			}
			return store.Create(tx, other, modelstest.Identity(other, store.NewID()))
		})
		seen := map[string]int{}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			clear(seen)
			return store.ForEach(tx, mine, func(row *models.Identity) string { return row.ID }, func(row *models.Identity) error {
				seen[row.ID]++
				row.Name = "visited"
				return store.Update(tx, mine, row, "name")
			})
		})
		visited, err := store.Count[models.Identity](db.Statement(t.Context()), mine, "name = ?", "visited")
		if err != nil || len(seen) != rows || visited != rows {
			t.Errorf("%d rows seen and %d changed of %d, %v", len(seen), visited, rows, err)
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("%s was visited %d times", id, times)
			}
		}
	})
}
