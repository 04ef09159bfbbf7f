package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// index is one index of a table, as SQLite describes it. Both dialects are made
// by the same statements.
type index struct {
	Name    string
	Origin  string // "c" for CREATE INDEX
	Unique  bool
	Columns string // joined with commas
}

func indexesOf(t *testing.T, db *store.Store, table string) (indexes []index) {
	t.Helper()
	err := db.Statement(t.Context()).DB().Raw(`SELECT name, origin, "unique",
		(SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno)) AS columns
		FROM pragma_index_list(?) AS list`, table).Scan(&indexes).Error
	if err != nil {
		t.Fatal(err)
	}
	return indexes
}

func Test_a_unique_index_is_named_after_what_it_holds_unique(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	for _, table := range modelstest.TablesOf(t, db) {
		for _, index := range indexesOf(t, db, table) {
			want := table + "_" + strings.ReplaceAll(index.Columns, ",", "_")
			if index.Unique && index.Origin == "c" && index.Name != want {
				t.Errorf("%s, want %s", index.Name, want)
			}
			if len(index.Name) > 63 {
				t.Errorf("%s is longer than a name may be in PostgreSQL", index.Name)
			}
		}
	}
}

func Test_every_reference_has_an_index_for_the_end_of_its_parent(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	references := 0
	for _, table := range modelstest.TablesOf(t, db) {
		var columns []string
		err := db.Statement(t.Context()).DB().Raw(`SELECT "from" FROM pragma_foreign_key_list(?)`, table).Scan(&columns).Error
		if err != nil {
			t.Fatal(err)
		}
		indexes := indexesOf(t, db, table)
		for _, column := range columns {
			references++
			if !slices.ContainsFunc(indexes, func(i index) bool { return strings.HasPrefix(i.Columns+",", column+",") }) {
				t.Errorf("%s.%s has none: %s", table, column, fmt.Sprint(indexes))
			}
		}
	}
	if references == 0 {
		t.Error("no reference was found")
	}
}
