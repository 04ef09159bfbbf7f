package models_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// Children come first, and are gone when their parents go and come.
func Test_every_change_of_what_a_revision_covers_changes_it_and_no_other(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		org, scope := modelstest.Plant(t, db)
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return errors.Join(models.SetSetting(tx, "a", "b"), store.Create(tx, store.Installation, &models.User{ID: "u", Email: "u"}))
		})
		covered := 0
		for _, row := range slices.Backward(models.Tables()) {
			tenant, covers := revisionCovers(row, org.OrgID, scope.ProjectID)
			if _, itself := row.(*models.Revision); itself || !stored(t, db, row) {
				continue
			}
			before := revisions(t, db)
			for _, change := range changesOf(t, row) {
				modelstest.Write(t, db, func(tx *store.Tx) error { return change.make(tx.DB()) })
				after, changed := revisions(t, db), []string{}
				for tenant, revision := range after {
					if before[tenant] != revision {
						changed = append(changed, tenant)
					}
				}
				if before = after; covers && !slices.Equal(changed, []string{tenant}) || !covers && len(changed) > 0 {
					t.Errorf("%s %T: the revisions of %q changed", change.how, row, changed)
				}
			}
			if covers {
				covered++
			}
		}
		if covered != 15 {
			t.Errorf("%d tables with rows are covered", covered)
		}
	})
}

// revisionCovers is the tenant whose revision covers a table: of these, facts may be
// kept. Tokens and secrets change with requests, and are read with each.
func revisionCovers(row any, org, project string) (tenant string, covered bool) {
	switch row.(type) {
	case *models.Setting, *models.User:
		return "", true
	case *models.Identity, *models.OrgRole, *models.OrgMembership, *models.AuthMethod, *models.Project:
		return org, true
	case *models.Environment, *models.Folder, *models.ProjectMembership, *models.ProjectRole, *models.MembershipRole, *models.Privilege,
		*models.ProjectTrustedIP, *models.Tag:
		return project, true
	}
	return "", false
}

func stored(t *testing.T, db *store.Store, row any) bool {
	t.Helper()
	var count int64
	if err := db.Statement(t.Context()).DB().Model(row).Count(&count).Error; err != nil {
		t.Fatal(err)
	}
	return count > 0
}

func revisions(t *testing.T, db *store.Store) map[string]string {
	t.Helper()
	rows := []models.Revision{}
	if err := db.Statement(t.Context()).DB().Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, row := range rows {
		all[row.Tenant] = row.Revision
	}
	return all
}

type changeOf struct {
	how  string
	make func(db *gorm.DB) error
}

// changesOf update, delete and insert the rows of a table, which are gone then.
func changesOf(t *testing.T, row any) []changeOf {
	t.Helper()
	table, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		t.Fatal(err)
	}
	key, rows := table.PrimaryFields[0].DBName, []map[string]any{}
	del := func(db *gorm.DB) error { return db.Exec("DELETE FROM " + table.Table).Error }
	return []changeOf{
		{"update", func(db *gorm.DB) error { return db.Exec("UPDATE " + table.Table + " SET " + key + " = " + key).Error }},
		{"delete", func(db *gorm.DB) error { return errors.Join(db.Table(table.Table).Find(&rows).Error, del(db)) }},
		{"insert", func(db *gorm.DB) error {
			errs := []error{}
			for _, row := range rows {
				errs = append(errs, db.Table(table.Table).Create(row).Error)
			}
			return errors.Join(errs...)
		}},
		{"delete again", del},
	}
}

// Servers note their own work with each exported batch and every night. If that changed
// the revision of the installation, all servers would read their facts again.
func Test_what_servers_note_of_their_own_work_changes_no_revision(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		set := func(name, value string) {
			modelstest.Write(t, db, func(tx *store.Tx) error { return models.SetSetting(tx, name, value) })
		}
		for name, revises := range map[string]bool{
			models.SettingsOfUpkeep + "last": false, models.SettingsOfUpkeep + "runs": false, models.SettingsOfExports + "nats://host": false, "upkeeper": true, "keyring": true, "signup.allowed": true,
		} {
			for _, change := range []func(){
				func() { set(name, "1") }, func() { set(name, "2") },
				func() {
					modelstest.Write(t, db, func(tx *store.Tx) error { return tx.DB().Where("name = ?", name).Delete(&models.Setting{}).Error })
				},
			} {
				before := revisions(t, db)[""]
				change()
				if after := revisions(t, db)[""]; (after != before) != revises {
					t.Errorf("%s: the revision changed: %v", name, after != before)
				}
			}
		}
		set("upkeep.last", "1")
		before := revisions(t, db)[""]
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return tx.DB().Exec("UPDATE settings SET name = 'other' WHERE name = 'upkeep.last'").Error
		})
		if revisions(t, db)[""] == before {
			t.Error("a setting got another name, and the revision stayed")
		}
	})
}
