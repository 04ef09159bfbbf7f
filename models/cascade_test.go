package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/models"
)

// remaining names the tables of the tenant that still have rows.
func remaining(t *testing.T, store *models.Store) []string {
	t.Helper()
	var names []string
	for _, row := range models.Tables() {
		if _, is := row.(*models.Revision); is {
			continue // of a tenant that has ended; they go at night
		}
		var count int64
		if err := store.Statement(t.Context()).DB().Model(row).Count(&count).Error; err != nil {
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
	delete func(tx *models.Tx, org, scope models.Scope) (int64, error)
	gone   string // tables that are empty afterwards
}{
	{"organization", func(tx *models.Tx, org, _ models.Scope) (int64, error) {
		return models.Delete[models.Organization](tx, models.Installation, "id = ?", org.OrgID)
	}, "everything"},
	{"project", func(tx *models.Tx, org, scope models.Scope) (int64, error) {
		return models.Delete[models.Project](tx, org, "id = ?", scope.ProjectID)
	}, "Bot Environment Folder MembershipRole Privilege Project ProjectMembership ProjectRole ProjectTrustedIP Secret SecretImport SecretTag SecretVersion ServiceToken Tag"},
	{"environment", func(tx *models.Tx, _, scope models.Scope) (int64, error) {
		return models.Delete[models.Environment](tx, scope, "slug = ?", "dev")
	}, "Environment Folder Secret SecretImport SecretTag SecretVersion"},
	{"root folder", func(tx *models.Tx, _, scope models.Scope) (int64, error) {
		return models.Delete[models.Folder](tx, scope, "path = ?", "/")
	}, "Folder Secret SecretImport SecretTag SecretVersion"},
	{"membership", func(tx *models.Tx, _, scope models.Scope) (int64, error) {
		return models.Delete[models.ProjectMembership](tx, scope, "id = ?", "pm")
	}, "MembershipRole Privilege ProjectMembership"},
	{"identity", func(tx *models.Tx, org, _ models.Scope) (int64, error) {
		return models.Delete[models.Identity](tx, org, "id = ?", "i")
	}, "AccessToken AuthMethod ClientSecret Identity"},
	{"auth method", func(tx *models.Tx, org, _ models.Scope) (int64, error) {
		return models.Delete[models.AuthMethod](tx, org, "id = ?", "am")
	}, "AccessToken AuthMethod ClientSecret"},
	{"client secret", func(tx *models.Tx, org, _ models.Scope) (int64, error) {
		return models.Delete[models.ClientSecret](tx, org, "id = ?", "client-secret")
	}, "AccessToken ClientSecret"},
	{"tag", func(tx *models.Tx, _, scope models.Scope) (int64, error) {
		return models.Delete[models.Tag](tx, scope, "id = ?", "tag")
	}, "SecretTag Tag"},
}

func Test_what_ends_takes_along_what_depends_on_it(t *testing.T) {
	for _, c := range endings {
		t.Run(c.ends, func(t *testing.T) {
			each(t, func(t *testing.T, store *models.Store) {
				org, scope := plant(t, store)
				before := remaining(t, store)
				write(t, store, func(tx *models.Tx) error {
					n, err := c.delete(tx, org, scope)
					if err == nil && n != 1 {
						t.Errorf("deleted %d rows, want 1", n)
					}
					return err
				})
				want := slices.DeleteFunc(before, func(table string) bool {
					return c.gone == "everything" || slices.Contains(strings.Fields(c.gone), table)
				})
				if got := remaining(t, store); !slices.Equal(got, want) {
					t.Errorf("left %v\nwant %v", got, want)
				}
			})
		})
	}
}

func Test_a_deleted_organization_role_leaves_a_membership_that_grants_nothing(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		org, _ := plant(t, store)
		write(t, store, func(tx *models.Tx) error {
			_, err := models.Delete[models.OrgRole](tx, org, "id = ?", "org-role")
			return err
		})
		row, err := models.First[models.OrgMembership](store.Statement(t.Context()), org, "id = ?", "om")
		if err != nil || row.RoleID != nil {
			t.Errorf("%+v, %v", row, err)
		}
	})
}

func Test_an_assigned_project_role_cannot_be_deleted(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		_, scope := plant(t, store)
		err := store.Write(t.Context(), func(tx *models.Tx) error {
			_, err := models.Delete[models.ProjectRole](tx, scope, "id = ?", "role")
			return err
		})
		if !errors.Is(err, models.ErrReference) {
			t.Errorf("got %v, want ErrReference", err)
		}
	})
}
