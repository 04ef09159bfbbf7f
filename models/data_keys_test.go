package models_test

import (
	"errors"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// On PostgreSQL a writer may have read the data key before it was rotated: every column that
// it seals is guarded.
func Test_nothing_comes_under_a_data_key_that_is_retired(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		_, scope := modelstest.Plant(t, db)
		retired, used := []byte{1, 0, 0, 0, 1, 7}, []byte{1, 0, 0, 0, 2, 7}
		modelstest.Write(t, db, func(tx *store.Tx) error { // 00000001 is there already
			return models.RetireDataKeys(tx, scope, []string{"00000001"}, modelstest.Now)
		})
		write := func(table models.SealedTable, column string, sealed []byte) error {
			return db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.DB().Table(table.Name).Where("org_id = ?", scope.OrgID).Update(column, sealed).Error
			})
		}
		for _, table := range models.SealedTables() {
			for _, column := range table.Columns {
				if err := write(table, column, used); err != nil {
					t.Errorf("%s.%s under the key in use: %v", table.Name, column, err)
				}
				err := write(table, column, retired)
				if refused := errors.Is(err, store.ErrReference); refused != (db.Dialect() == store.Postgres) || !refused && err != nil {
					t.Errorf("%s.%s under a retired key: %v", table.Name, column, err)
				}
			}
		}
		if db.Dialect() == store.SQLite {
			return // where writers take turns
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			row := &models.SecretVersion{ID: "late", OrgID: scope.OrgID, ProjectID: "p", FolderID: modelstest.FolderOf(scope, "/").ID, SecretID: "secret"}
			row.Version, row.Value = 9, retired
			return store.Create(tx, scope, row)
		})
		if !errors.Is(err, store.ErrReference) {
			t.Errorf("an insertion under a retired key: %v", err)
		}
	})
}

func Test_rows_are_counted_once_by_the_key_that_sealed_them(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		modelstest.Plant(t, db)
		one, two := []byte{1, 0, 0, 0, 1, 7}, []byte{1, 0, 0, 0, 2, 7}
		for _, c := range []struct {
			value, comment []byte
			want           map[byte]int64
		}{
			{nil, nil, map[byte]int64{}},
			{one, one, map[byte]int64{1: 1}},
			{one, two, map[byte]int64{1: 1, 2: 1}},
			{nil, two, map[byte]int64{2: 1}},
		} {
			modelstest.Write(t, db, func(tx *store.Tx) error {
				return tx.DB().Table("secrets").Where("id = ?", "secret").Updates(map[string]any{"value": c.value, "comment": c.comment}).Error
			})
			for _, project := range []string{"", "p"} {
				rows, err := models.SealedSecrets.RowsByKey(db.Statement(t.Context()), project)
				got := map[byte]int64{}
				for i := range rows {
					got[rows[i].Mark[4]] += rows[i].Rows
				}
				if err != nil || len(got) != len(c.want) || got[1] != c.want[1] || got[2] != c.want[2] {
					t.Errorf("%v %v of %q: %v, %v", c.value, c.comment, project, got, err)
				}
			}
			ids, err := models.SealedSecrets.RowsUnder(db.Statement(t.Context()), "p", [][]byte{one[:5]})
			if err != nil || len(ids) != int(c.want[1]) {
				t.Errorf("%v %v: %v, %v", c.value, c.comment, ids, err)
			}
		}
		if rows, err := models.SealedSecrets.RowsByKey(db.Statement(t.Context()), "other"); err != nil || len(rows) != 0 {
			t.Errorf("of another project: %v, %v", rows, err)
		}
	})
}
