package models_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// column is what the test compares: name, kind of value, and whether NULL may be.
type column struct {
	kind     string
	nullable bool
}

func Test_the_schema_holds_exactly_what_the_structs_say(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		declared := map[string]map[string]column{}
		for _, row := range models.Tables() {
			table, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
			if err != nil {
				t.Fatal(err)
			}
			declared[table.Table] = declaredColumns(table)
		}
		stored := map[string]map[string]column{}
		for _, table := range modelstest.TablesOf(t, db) {
			if table != "schema_migrations" {
				stored[table] = storedColumns(t, db, table)
			}
		}
		for _, table := range slices.Sorted(maps.Keys(declared)) {
			if !maps.Equal(declared[table], stored[table]) {
				t.Errorf("%s\nstructs: %v\nschema:  %v", table, declared[table], stored[table])
			}
			delete(stored, table)
		}
		if len(stored) != 0 {
			t.Errorf("tables without a struct: %v", stored)
		}
	})
}

func declaredColumns(table *schema.Schema) map[string]column {
	columns := map[string]column{}
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		kind := map[schema.DataType]string{
			schema.String: "text", schema.Bool: "boolean", schema.Bytes: "bytea", schema.Int: "bigint", "bigint": "bigint",
		}[field.DataType]
		columns[name] = column{kind, nullable(field.FieldType, field.Serializer != nil)}
	}
	return columns
}

// nullable fields are those whose Go value may be nil. A serialised one counts
// as such: GORM stores its "null" as NULL.
func nullable(goType reflect.Type, serialised bool) bool {
	return serialised || goType.Kind() == reflect.Pointer || goType.Kind() == reflect.Slice
}

func storedColumns(t *testing.T, db *store.Store, table string) map[string]column {
	t.Helper()
	query := `SELECT column_name AS name, data_type AS type, is_nullable = 'NO' AS required FROM information_schema.columns WHERE table_name = ?`
	if db.Dialect() == store.SQLite {
		query = `SELECT name, type, "notnull" = 1 OR pk > 0 AS required FROM pragma_table_info(?)`
	}
	var rows []struct {
		Name, Type string
		Required   bool
	}
	if err := db.Statement(t.Context()).DB().Raw(query, table).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	columns := map[string]column{}
	for _, row := range rows {
		kind := strings.ToLower(row.Type)
		if kind == "integer" { // a key that SQLite counts up
			kind = "bigint"
		}
		columns[row.Name] = column{kind, !row.Required}
	}
	return columns
}

func Test_every_stored_struct_is_listed_with_parents_first(t *testing.T) {
	var listed []string
	for _, row := range models.Tables() {
		listed = append(listed, reflect.TypeOf(row).Elem().Name())
	}
	stored := structsWithKey(t)
	slices.Sort(stored)
	if sorted := slices.Sorted(slices.Values(listed)); !slices.Equal(sorted, stored) {
		t.Errorf("listed %v\nstored %v", sorted, stored)
	}
}

// structsWithKey reads the sources: a struct with a primary key is a table.
func structsWithKey(t *testing.T) []string {
	t.Helper()
	var names []string
	for name, folder := range map[string]string{"models": ".", "store": "store"} {
		packages, err := parser.ParseDir(token.NewFileSet(), folder, func(file fs.FileInfo) bool {
			return !strings.HasSuffix(file.Name(), "_test.go")
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(packages[name], func(node ast.Node) bool {
			spec, isType := node.(*ast.TypeSpec)
			if isType && strings.Contains(fmt.Sprint(tagsOf(spec)), "primaryKey") {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	return names
}

func tagsOf(spec *ast.TypeSpec) (tags []string) {
	if body, isStruct := spec.Type.(*ast.StructType); isStruct {
		for _, field := range body.Fields.List {
			if field.Tag != nil {
				tags = append(tags, field.Tag.Value)
			}
		}
	}
	return tags
}
