package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// remaining names the tables of the tenant that still have rows.
func remaining(t *testing.T, db *store.Store) []string {
	t.Helper()
	var names []string
	for _, row := range models.Tables() {
		if _, is := row.(*models.Revision); is {
			continue // of a tenant that has ended; they go at night
		}
		var count int64
		if err := db.Statement(t.Context()).DB().Model(row).Count(&count).Error; err != nil {
			t.Fatal(err)
		}
		if count > 0 {
			names = append(names, strings.TrimPrefix(fmt.Sprintf("%T", row), "*models."))
		}
	}
	slices.Sort(names)
	return names
}

// endings are the parents, and the tables that are empty when one has ended.
var endings = []struct {
	ends   string
	delete func(tx *store.Tx, org, scope store.Scope) (int64, error)
	gone   string // tables that are empty afterwards
}{
	{"organization", func(tx *store.Tx, org, _ store.Scope) (int64, error) {
		return store.Delete[models.Organization](tx, store.Installation, "id = ?", org.OrgID)
	}, "everything"},
	{"project", func(tx *store.Tx, org, scope store.Scope) (int64, error) {
		return store.Delete[models.Project](tx, org, "id = ?", scope.ProjectID)
	}, "Bot DataKey Environment Folder MembershipRole Privilege Project ProjectMembership ProjectRole ProjectTrustedIP Secret SecretImport SecretTag SecretVersion ServiceToken Tag"},
	{"environment", func(tx *store.Tx, _, scope store.Scope) (int64, error) {
		return store.Delete[models.Environment](tx, scope, "slug = ?", "dev")
	}, "Environment Folder Secret SecretImport SecretTag SecretVersion"},
	{"root folder", func(tx *store.Tx, _, scope store.Scope) (int64, error) {
		return store.Delete[models.Folder](tx, scope, "path = ?", "/")
	}, "Folder Secret SecretImport SecretTag SecretVersion"},
	{"membership", func(tx *store.Tx, _, scope store.Scope) (int64, error) {
		return store.Delete[models.ProjectMembership](tx, scope, "id = ?", "pm")
	}, "MembershipRole Privilege ProjectMembership"},
	{"identity", func(tx *store.Tx, org, _ store.Scope) (int64, error) {
		return store.Delete[models.Identity](tx, org, "id = ?", "i")
	}, "AccessToken AuthMethod ClientSecret Identity"},
	{"auth method", func(tx *store.Tx, org, _ store.Scope) (int64, error) {
		return store.Delete[models.AuthMethod](tx, org, "id = ?", "am")
	}, "AccessToken AuthMethod ClientSecret"},
	{"client secret", func(tx *store.Tx, org, _ store.Scope) (int64, error) {
		return store.Delete[models.ClientSecret](tx, org, "id = ?", "client-secret")
	}, "AccessToken ClientSecret"},
	{"tag", func(tx *store.Tx, _, scope store.Scope) (int64, error) {
		return store.Delete[models.Tag](tx, scope, "id = ?", "tag")
	}, "SecretTag Tag"},
}

func Test_what_ends_takes_along_what_depends_on_it(t *testing.T) {
	for _, c := range endings {
		t.Run(c.ends, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *store.Store) {
				org, scope := modelstest.Plant(t, db)
				before := remaining(t, db)
				modelstest.Write(t, db, func(tx *store.Tx) error {
					n, err := c.delete(tx, org, scope)
					if err == nil && n != 1 {
						t.Errorf("deleted %d rows, want 1", n)
					}
					return err
				})
				want := slices.DeleteFunc(before, func(table string) bool {
					return c.gone == "everything" || slices.Contains(strings.Fields(c.gone), table)
				})
				if got := remaining(t, db); !slices.Equal(got, want) {
					t.Errorf("left %v\nwant %v", got, want)
				}
			})
		})
	}
}

func Test_a_deleted_organization_role_leaves_a_membership_that_grants_nothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		org, _ := modelstest.Plant(t, db)
		modelstest.Write(t, db, func(tx *store.Tx) error {
			_, err := store.Delete[models.OrgRole](tx, org, "id = ?", "org-role")
			return err
		})
		row, err := store.First[models.OrgMembership](db.Statement(t.Context()), org, "id = ?", "om")
		if err != nil || row.RoleID != nil {
			t.Errorf("%+v, %v", row, err)
		}
	})
}

func Test_an_assigned_project_role_cannot_be_deleted(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		_, scope := modelstest.Plant(t, db)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := store.Delete[models.ProjectRole](tx, scope, "id = ?", "role")
			return err
		})
		if !errors.Is(err, store.ErrReference) {
			t.Errorf("got %v, want ErrReference", err)
		}
	})
}
