package models

import (
	"strings"

	"gorm.io/gorm/clause"

	"warder/models/store"
)

// DataKey is one key of the data key of a project that was rotated. Nothing new may be
// sealed under it once it is retired.
type DataKey struct {
	OrgID     string
	ProjectID string `gorm:"primaryKey"`
	KeyID     string `gorm:"primaryKey"`
	CreatedAt store.Time
	RetiredAt *store.Time
}

// KeepDataKeys records keys of a project. Rows that exist already are kept.
func KeepDataKeys(tx *store.Tx, keys ...*DataKey) error {
	return store.Translate(tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(keys).Error)
}

// AllDataKeys are the recorded keys of all projects, by project.
func AllDataKeys(tx *store.Tx) (map[string][]DataKey, error) {
	rows := []DataKey{}
	if err := tx.DB().Find(&rows).Error; err != nil {
		return nil, store.Failed[DataKey]("read", err)
	}
	of := map[string][]DataKey{}
	for i := range rows {
		of[rows[i].ProjectID] = append(of[rows[i].ProjectID], rows[i])
	}
	return of, nil
}

// RetireDataKeys has PostgreSQL refuse, from the commit on, values sealed under keys of a
// project. Rows of transactions that began earlier may still come: see
// store.Store.AwaitWriters.
func RetireDataKeys(tx *store.Tx, scope store.Scope, ids []string, now store.Time) error {
	err := store.Rows[DataKey](tx, scope, "key_id IN ? AND retired_at IS NULL", []any{ids}).Update("retired_at", now).Error
	if err != nil {
		return store.Failed[DataKey]("retire", err)
	}
	return nil
}

// SealedTable is a table with columns that the data keys of projects seal.
type SealedTable struct {
	Name    string
	Columns []string
	project string // condition on the project, with one ?
	of      string // column with the id of the project
}

// What the data keys of projects seal. A rotation seals all of it again, and deletes the
// former key: a column that is not here would be lost.
var (
	SealedSecrets = SealedTable{"secrets", []string{"value", "comment"}, "project_id = ?", "project_id"}
	// Versions have an index by their folder, and none by their project.
	SealedVersions   = SealedTable{"secret_versions", []string{"value", "comment"}, "folder_id IN (SELECT id FROM folders WHERE project_id = ?)", "project_id"}
	SealedKeyPairs   = SealedTable{"bots", []string{"key_pair"}, "project_id = ?", "project_id"}
	SealedClientKeys = SealedTable{"projects", []string{"client_key"}, "id = ?", "id"}
)

// SealedTables are all of them.
func SealedTables() []SealedTable {
	return []SealedTable{SealedSecrets, SealedVersions, SealedKeyPairs, SealedClientKeys}
}

// markOf is how a sealed column begins: a byte, and the id of the key.
func markOf(column string) string { return "substr(" + column + ", 1, 5)" }

// KeyRows is how many rows of a project a key sealed. Mark is how they begin.
type KeyRows struct {
	ProjectID string
	Mark      []byte
	Rows      int64
}

// RowsByKey counts what each key sealed in the table, for one project or, with "", for all.
func (t SealedTable) RowsByKey(tx *store.Tx, projectID string) ([]KeyRows, error) {
	counts := []KeyRows{}
	for i, column := range t.Columns {
		query := tx.DB().Table(t.Name).Select(t.of+" AS project_id", markOf(column)+" AS mark", "count(*) AS rows").
			Where("length(" + column + ") > 0").Group("1, 2")
		if projectID != "" {
			query = query.Where(t.project, projectID)
		}
		for _, earlier := range t.Columns[:i] { // a row counts once for a key
			query = query.Where("(" + earlier + " IS NULL OR " + markOf(earlier) + " <> " + markOf(column) + ")")
		}
		part := []KeyRows{}
		if err := query.Scan(&part).Error; err != nil {
			return nil, store.Translate(err)
		}
		counts = append(counts, part...)
	}
	return counts, nil
}

// under is the condition that one of the keys, by how what they sealed begins, sealed
// something in the row.
func (t SealedTable) under(marks [][]byte) (condition string, args []any) {
	parts := make([]string, 0, len(t.Columns))
	for _, column := range t.Columns {
		parts, args = append(parts, markOf(column)+" IN ?"), append(args, marks)
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// idsAtOnce is how many rows RowsUnder finds.
const idsAtOnce = 10_000

// RowsUnder are the ids of rows of a project, some of them if there are very many, in which
// one of the keys sealed something.
func (t SealedTable) RowsUnder(tx *store.Tx, projectID string, marks [][]byte) (ids []string, err error) {
	condition, args := t.under(marks)
	err = tx.DB().Table(t.Name).Where(t.project, projectID).Where(condition, args...).Limit(idsAtOnce).Pluck("id", &ids).Error
	return ids, store.Translate(err)
}

// HoldUnder reads those of the rows that a key still sealed something in, and keeps others
// from changing them until the transaction ends. A row that another one changes now is left
// out: it is not waited for, so that no two transactions wait for each other.
func HoldUnder[T any](tx *store.Tx, scope store.Scope, table SealedTable, ids []string, marks [][]byte) ([]T, error) {
	condition, args := table.under(marks)
	rows := []T{}
	query := store.Rows[T](tx, scope, "id IN ?", []any{ids}).Where(condition, args...).Order("id")
	if tx.Dialect() == store.Postgres {
		query = query.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked})
	}
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Failed[T]("read", err)
	}
	return rows, nil
}

// ProjectsNamed are the projects of all organizations with an id or slug, or with "" all of
// them, in the order of their ids.
func ProjectsNamed(tx *store.Tx, name string) ([]Project, error) {
	projects := []Project{}
	query := tx.DB().Select("id", "org_id", "slug", "data_key", "created_at").Order("id")
	if name != "" {
		query = query.Where("id = ? OR slug = ?", name, name)
	}
	return projects, store.Translate(query.Find(&projects).Error)
}
