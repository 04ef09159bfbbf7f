package store

import (
	"slices"
	"strings"
)

// Relation is a table as the database itself describes it, for what copies tables
// that this program need not know.
type Relation struct {
	Name    string           `json:"name"`
	Columns []RelationColumn `json:"columns"`
}

// RelationColumn is a column and what it holds: text, bigint, boolean or bytea.
type RelationColumn struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// relationColumns lists the columns of every table in their order; relationParents which
// table refers to which.
var (
	relationColumns = map[string]string{
		SQLite: `SELECT tables.name AS relation, columns.name AS name, lower(columns.type) AS kind
			FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
			WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY tables.name, columns.cid`,
		Postgres: `SELECT columns.table_name::text AS relation, columns.column_name::text AS name, columns.data_type::text AS kind
			FROM information_schema.columns AS columns
			JOIN pg_tables AS tables ON tables.schemaname = columns.table_schema AND tables.tablename = columns.table_name
			WHERE columns.table_schema = current_schema() ORDER BY columns.table_name, columns.ordinal_position`,
	}
	relationParents = map[string]string{
		SQLite: `SELECT tables.name AS child, keys."table" AS parent
			FROM sqlite_master AS tables JOIN pragma_foreign_key_list(tables.name) AS keys WHERE tables.type = 'table'`,
		Postgres: `SELECT children.relname::text AS child, parents.relname::text AS parent
			FROM pg_constraint AS keys JOIN pg_class AS children ON children.oid = keys.conrelid JOIN pg_class AS parents ON parents.oid = keys.confrelid
			JOIN pg_namespace AS spaces ON spaces.oid = children.relnamespace
			WHERE keys.contype = 'f' AND spaces.nspname = current_schema()`,
	}
)

// Relations lists the tables of the schema, each after those that it refers to, but for
// the one that records migrations.
func (tx *Tx) Relations() ([]Relation, error) {
	var columns []struct{ Relation, Name, Kind string }
	if err := tx.db.Raw(relationColumns[tx.Dialect()]).Scan(&columns).Error; err != nil {
		return nil, Translate(err)
	}
	var keys []struct{ Child, Parent string }
	if err := tx.db.Raw(relationParents[tx.Dialect()]).Scan(&keys).Error; err != nil {
		return nil, Translate(err)
	}
	var relations []Relation
	for _, column := range columns {
		if column.Relation == versionTable {
			continue
		}
		if last := len(relations) - 1; last < 0 || relations[last].Name != column.Relation {
			relations = append(relations, Relation{Name: column.Relation})
		}
		of := &relations[len(relations)-1]
		of.Columns = append(of.Columns, RelationColumn{column.Name, kindOf(column.Kind)})
	}
	parents := map[string][]string{}
	for _, key := range keys {
		parents[key.Child] = append(parents[key.Child], key.Parent)
	}
	return parentsFirst(relations, parents), nil
}

// kindOf is the kind of a column by the word of the schema. A key that SQLite counts up
// is an INTEGER.
func kindOf(declared string) string {
	if declared == "integer" {
		return "bigint"
	}
	return declared
}

// parentsFirst puts every table behind those that it refers to, and else leaves the order.
func parentsFirst(relations []Relation, parents map[string][]string) []Relation {
	ordered := make([]Relation, 0, len(relations))
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		at := slices.IndexFunc(relations, func(r Relation) bool { return r.Name == name })
		if at < 0 || seen[name] {
			return
		}
		seen[name] = true
		for _, parent := range parents[name] {
			visit(parent)
		}
		ordered = append(ordered, relations[at])
	}
	for _, relation := range relations {
		visit(relation.Name)
	}
	return ordered
}

// list is the names of the columns for a statement.
func (r *Relation) list() string {
	names := make([]string, len(r.Columns))
	for i, column := range r.Columns {
		names[i] = quoted(column.Name)
	}
	return strings.Join(names, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// RowsIn counts the rows of a table.
func (tx *Tx) RowsIn(relation string) (count int64, err error) {
	err = tx.db.Raw("SELECT count(*) FROM " + quoted(relation)).Scan(&count).Error
	return count, Translate(err)
}

// EachRow calls do for every row of a table with the values of its columns: string,
// int64, bool, []byte or nil. The slice is used again for the next row.
func (tx *Tx) EachRow(r *Relation, do func(values []any) error) error {
	rows, err := tx.db.Raw("SELECT " + r.list() + " FROM " + quoted(r.Name)).Rows()
	if err != nil {
		return Translate(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	values, into := make([]any, len(r.Columns)), make([]any, len(r.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return Translate(err)
		}
		for i, column := range r.Columns {
			if number, is := values[i].(int64); is && column.Kind == "boolean" { // SQLite keeps a number
				values[i] = number != 0
			}
		}
		if err := do(values); err != nil {
			return err
		}
	}
	return Translate(rows.Err())
}
