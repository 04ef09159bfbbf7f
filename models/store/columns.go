package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// table is what GORM knows of the rows of a type.
type table struct {
	name   string
	schema *schema.Schema
	fields []*schema.Field // of the columns, in their order
	err    error
}

var tables sync.Map // of *table, by reflect.Type

// rowsOf is the table of T.
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
	t := &table{name: parsed.Table, schema: parsed}
	for _, name := range parsed.DBNames {
		t.fields = append(t.fields, parsed.FieldsByDBName[name])
	}
	return t
}

// ColumnNames are the names of the columns of a table, in the order of Into.
func ColumnNames[T any]() []string { return rowsOf[T]().schema.DBNames }

// Cell reads one value of a row into what to points to.
func Cell(to any) sql.Scanner { return &cell{to: to} }

// ColumnsAs lists the columns of T for a hand-written statement, qualified by an alias.
func ColumnsAs[T any](alias string) string {
	return alias + "." + strings.Join(rowsOf[T]().schema.DBNames, ", "+alias+".")
}

// Nulls stands for the columns of T in the part of a UNION that has no such row.
func Nulls[T any]() string {
	return strings.TrimSuffix(strings.Repeat("NULL, ", len(rowsOf[T]().schema.DBNames)), ", ")
}

// Into are what Scan writes the columns of a row into, in the order of ColumnsAs.
func Into[T any](row *T) []any {
	cells := rowsOf[T]().cells(reflect.ValueOf(row).Elem())
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	return into
}

func (t *table) cells(row reflect.Value) []cell {
	cells := make([]cell, len(t.fields))
	for i, field := range t.fields {
		cells[i] = cell{field.ReflectValueOf(context.Background(), row).Addr().Interface(), field.Serializer != nil}
	}
	return cells
}

// cell scans one value into a field. NULL leaves the field unchanged: an outer join
// without a match yields NULL in every column.
type cell struct {
	to   any
	json bool
}

// Scan takes what a driver read.
func (c *cell) Scan(value any) error {
	if value == nil {
		return nil
	}
	if c.json {
		return fillJSON(c.to, value)
	}
	switch to := c.to.(type) {
	case *string:
		return fill(to, value)
	case **string:
		return fillOptional(to, value)
	case *int64:
		return fill(to, value)
	case **int64:
		return fillOptional(to, value)
	case *bool: // SQLite keeps a number
		if number, is := value.(int64); is && (number == 0 || number == 1) {
			value = number == 1
		}
		return fill(to, value)
	case *[]byte: // the driver's until the next row
		read, fits := value.([]byte)
		if !fits {
			return fmt.Errorf("a column holds %T instead of bytes", value)
		}
		*to = slices.Clone(read)
		return nil
	case *Time:
		return to.Scan(value)
	case **Time:
		*to = new(Time)
		return (*to).Scan(value)
	case sql.Scanner:
		return to.Scan(value)
	}
	return fmt.Errorf("a column cannot be read into %T", c.to)
}

// fillJSON reads a text, which is empty for the zero value.
func fillJSON(to, value any) error {
	text, fits := value.([]byte)
	if read, is := value.(string); is {
		text, fits = []byte(read), true
	}
	switch {
	case !fits:
		return fmt.Errorf("a column holds %T instead of JSON", value)
	case len(text) == 0:
		return nil
	}
	return json.Unmarshal(text, to)
}

func fill[V any](to *V, value any) error {
	read, fits := value.(V)
	if !fits {
		return fmt.Errorf("a column holds %T instead of %T", value, read)
	}
	*to = read
	return nil
}

func fillOptional[V any](to **V, value any) error {
	*to = new(V)
	return fill(*to, value)
}
