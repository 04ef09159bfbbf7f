package models

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// kind is what a column holds. The rows of one statement have the same columns
// of every table, so each table's are put where its kinds go.
type kind int

const (
	kindText kind = iota
	kindNumber
	kindBoolean
	kindBytes
	kinds // how many there are
)

// sqlType names the kind in both dialects.
var sqlType = [kinds]string{"TEXT", "BIGINT", "BOOLEAN", "BYTEA"}

// joined is a row of one table with columns of others, which the tag from:table
// tells apart.
type joined interface{ joins() (table, from string) }

// table is how rows of a type are read.
type table struct {
	name   string
	from   string // the table, and what it is joined with
	schema *schema.Schema
	// columns are all that the table has.
	columns []*column
	// revised says which revision covers the rows.
	revised revised
	// fields are those to read, by what of the tenant is known beforehand.
	fields   map[tenant]*fields
	fillings sync.Pool // of *filling
	err      error
}

// fields are columns by their kind.
type fields [kinds][]*column

// tenant says which parts of a scope are values, which rows need not repeat.
type tenant struct{ org, project bool }

const orgColumn, projectColumn = "org_id", "project_id"

var tables sync.Map // of *table, by reflect.Type

// rowsOf is how rows of T are read.
func rowsOf[T any]() *table {
	of := reflect.TypeFor[T]()
	if known, found := tables.Load(of); found {
		return known.(*table) //nolint:forcetypeassert // nothing else is stored
	}
	known, _ := tables.LoadOrStore(of, newTable(new(T)))
	return known.(*table) //nolint:forcetypeassert // nothing else is stored
}

var schemas sync.Map // GORM's, of the naming that connect leaves at its default

func newTable(row any) *table {
	parsed, err := schema.Parse(row, &schemas, schema.NamingStrategy{})
	if err != nil {
		return &table{err: err} // GORM cannot read the struct, in no query
	}
	t := &table{name: parsed.Table, from: parsed.Table, schema: parsed, revised: revisedBy(row)}
	if joined, isJoined := row.(joined); isJoined {
		t.name, t.from = joined.joins()
	}
	for n, name := range parsed.DBNames {
		field := parsed.FieldsByDBName[name]
		t.columns = append(t.columns, &column{field, n, putterOf(field)})
	}
	t.fields = map[tenant]*fields{}
	for _, known := range []tenant{{}, {org: true}, {project: true}, {true, true}} {
		t.fields[known] = t.unless(known)
	}
	return t
}

// unless are the columns whose values a scope does not tell.
func (t *table) unless(known tenant) *fields {
	read := &fields{}
	for _, column := range t.columns {
		if known.org && column.DBName == orgColumn || known.project && column.DBName == projectColumn {
			continue
		}
		kind := kindOf(column.Field)
		read[kind] = append(read[kind], column)
	}
	return read
}

func kindOf(field *schema.Field) kind {
	if field.Serializer != nil {
		return kindText
	}
	switch field.DataType {
	case schema.Bool:
		return kindBoolean
	case schema.Bytes:
		return kindBytes
	case schema.String:
		return kindText
	default:
		return kindNumber
	}
}

// value is what a column of a row holds, nil for NULL.
func (t *table) value(row any, column string) any {
	field := t.schema.FieldsByDBName[column]
	value := field.ReflectValueOf(context.Background(), reflect.ValueOf(row))
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return nil
		}
		value = value.Elem()
	}
	return value.Interface()
}

// having are the rows of which a column equals the value.
func (t *table) having(rows []any, column string, value any) []any {
	var kept []any
	for _, row := range rows {
		if t.value(row, column) == value {
			kept = append(kept, row)
		}
	}
	return kept
}

// column qualifies a column where the rows are of several tables. A tag
// from:table tells which, and from:expression what it is there.
func (t *table) column(name string) string {
	if t.from == t.name {
		return name
	}
	of, joined := t.schema.FieldsByDBName[name].TagSettings["FROM"]
	switch {
	case !joined:
		return t.name + "." + name
	case strings.Contains(of, "."):
		return of + " AS " + name
	}
	return of + "." + name
}
