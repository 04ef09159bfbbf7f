package models_test

import (
	"errors"
	"reflect"
	"testing"

	"warder/models"
)

func Test_a_scope_without_an_organization_finds_and_changes_nothing(t *testing.T) {
	empty, project := models.Scope{}, models.Scope{ProjectID: "p1"}
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		row := identity(scope, "i1")
		write(t, store, func(tx *models.Tx) error { return models.Create(tx, scope, row) })
		for _, scope := range []models.Scope{empty, project, models.Installation} {
			for name, use := range uses(scope, row) {
				if err := store.Write(t.Context(), use); !errors.Is(err, models.ErrScope) {
					t.Errorf("%s in %+v: %v, want ErrScope", name, scope, err)
				}
			}
		}
	})
}

func Test_another_tenants_row_is_as_absent_as_none(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		mine, other := organization(t, store, "mine"), organization(t, store, "other")
		row := identity(other, "i1")
		write(t, store, func(tx *models.Tx) error { return models.Create(tx, other, row) })
		for name, use := range uses(mine, row) {
			want := map[string]error{"first": models.ErrNotFound, "update": models.ErrNotFound, "create": models.ErrScope}[name]
			if err := store.Write(t.Context(), use); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
		write(t, store, func(tx *models.Tx) error {
			found, findErr := models.Find[models.Identity](tx, mine, "id = ? OR 1 = 1", row.ID)
			count, countErr := models.Count[models.Identity](tx, mine, "")
			deleted, deleteErr := models.Delete[models.Identity](tx, mine, "id = ? OR 1 = 1", row.ID)
			if len(found) != 0 || count != 0 || deleted != 0 {
				t.Errorf("reached another tenant: found %d, counted %d, deleted %d", len(found), count, deleted)
			}
			return errors.Join(findErr, countErr, deleteErr)
		})
		kept, err := models.First[models.Identity](store.Statement(t.Context()), other, "id = ?", row.ID)
		if err != nil || !reflect.DeepEqual(kept, row) {
			t.Errorf("the other tenant has %+v, %v; want %+v", kept, err, row)
		}
	})
}

// uses are all ways to a row, in a scope.
func uses(scope models.Scope, row *models.Identity) map[string]func(*models.Tx) error {
	return map[string]func(*models.Tx) error{
		"first": func(tx *models.Tx) error {
			_, err := models.First[models.Identity](tx, scope, "id = ?", row.ID)
			return err
		},
		"find": func(tx *models.Tx) error {
			_, err := models.Find[models.Identity](tx, scope, "")
			return err
		},
		"count": func(tx *models.Tx) error {
			_, err := models.Count[models.Identity](tx, scope, "")
			return err
		},
		"delete": func(tx *models.Tx) error {
			_, err := models.Delete[models.Identity](tx, scope, "id = ?", row.ID)
			return err
		},
		"update": func(tx *models.Tx) error {
			stolen := *row
			stolen.Name = "stolen"
			return models.Update(tx, scope, &stolen)
		},
		"create": func(tx *models.Tx) error {
			copied := *row
			copied.ID = "copy"
			return models.Create(tx, scope, &copied)
		},
		"scoped": func(tx *models.Tx) error {
			stolen := *row
			return tx.Scoped(scope).Model(&stolen).Update("name", "stolen").Error
		},
	}
}

func Test_a_scoped_query_may_be_used_again(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		scope := organization(t, store, "acme")
		write(t, store, func(tx *models.Tx) error {
			return models.Create(tx, scope, identity(scope, "i1"), identity(scope, "i2"))
		})
		var one, all int64
		scoped := store.Statement(t.Context()).Scoped(scope)
		first := scoped.Model(&models.Identity{}).Where("id = ?", "i1").Count(&one).Error
		second := scoped.Model(&models.Identity{}).Count(&all).Error
		if one != 1 || all != 2 || first != nil || second != nil {
			t.Errorf("counted %d and %d, %v, %v", one, all, first, second)
		}
	})
}

func Test_a_project_scope_sees_one_project_of_the_organization(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		org := organization(t, store, "acme")
		one, two := project(t, store, org, "one"), project(t, store, org, "two")
		for _, c := range []struct {
			scope models.Scope
			want  int64
		}{{one, 1}, {two, 1}, {org, 2}} {
			n, err := models.Count[models.Environment](store.Statement(t.Context()), c.scope, "")
			if err != nil || n != c.want {
				t.Errorf("%+v sees %d environments, %v; want %d", c.scope, n, err, c.want)
			}
		}
		misplaced := &models.Environment{ID: "e", OrgID: org.OrgID, ProjectID: two.ProjectID, Slug: "x"}
		err := store.Write(t.Context(), func(tx *models.Tx) error { return models.Create(tx, one, misplaced) })
		if !errors.Is(err, models.ErrScope) {
			t.Errorf("a row of another project was created: %v", err)
		}
	})
}

// More rows than a page holds, and a change of each on the way.
func Test_each_row_of_the_scope_is_visited_once(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		mine, other := organization(t, store, "mine"), organization(t, store, "other")
		const rows = 1203
		write(t, store, func(tx *models.Tx) error {
			for range rows {
				if err := models.Create(tx, mine, identity(mine, models.NewID())); err != nil {
					return err
				}
			}
			return models.Create(tx, other, identity(other, models.NewID()))
		})
		seen := map[string]int{}
		write(t, store, func(tx *models.Tx) error {
			clear(seen)
			return models.ForEach(tx, mine, func(row *models.Identity) string { return row.ID }, func(row *models.Identity) error {
				seen[row.ID]++
				row.Name = "visited"
				return models.Update(tx, mine, row)
			})
		})
		visited, err := models.Count[models.Identity](store.Statement(t.Context()), mine, "name = ?", "visited")
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
