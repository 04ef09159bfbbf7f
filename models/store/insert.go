package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// insertSizes are how many rows one statement inserts, the largest that fit
// first. There are few, so that each is prepared once and found again; and the
// largest stays below 32 766 parameters, SQLite's limit, for the widest table.
var insertSizes = []int{256, 64, 16, 4, 1}

// insertion is an INSERT without its values.
type insertion struct {
	name   string // unlike that of any other
	fields []*schema.Field
	into   string // INSERT INTO table (columns)
	values string // of one row, with ? for each
	after  string // what follows the values; mostly nothing
}

// keptOnce marks rows whose repeated insertion is a no-op.
type keptOnce interface{ KeptOnce() }

// insertions are made once for each table, and for each table that numbers its
// rows once more, for rows that have a number already.
var insertions sync.Map // of *insertion, by insertionKey

type insertionKey struct {
	of       *table
	numbered bool
}

// insertion is how a row like this one is inserted. A number that it lacks is
// given by the database.
func (t *table) insertion(row any) *insertion {
	key := insertionKey{of: t}
	if number := t.schema.PrioritizedPrimaryField; number != nil && number.AutoIncrement {
		_, zero := number.ValueOf(context.Background(), reflect.ValueOf(row))
		key.numbered = !zero
	}
	if known, found := insertions.Load(key); found {
		return known.(*insertion) //nolint:forcetypeassert // nothing else is stored
	}
	made := &insertion{name: fmt.Sprint(t.name, " ", key.numbered)}
	var columns, values []string
	for _, name := range t.schema.DBNames {
		field := t.schema.FieldsByDBName[name]
		if field.AutoIncrement && !key.numbered {
			continue
		}
		made.fields = append(made.fields, field)
		columns, values = append(columns, `"`+name+`"`), append(values, "?")
	}
	made.into = "INSERT INTO " + t.name + " (" + strings.Join(columns, ", ") + ")"
	made.values = strings.Join(values, ", ")
	if _, once := row.(keptOnce); once {
		made.after = " ON CONFLICT DO NOTHING"
	}
	insertions.Store(key, made)
	return made
}

// arguments are the values of a row, added to list.
func (i *insertion) arguments(list []any, row any) []any {
	of := reflect.ValueOf(row)
	for _, field := range i.fields {
		value, zero := field.ValueOf(context.Background(), of)
		if zero && field.DefaultValueInterface != nil {
			value = field.DefaultValueInterface
		}
		list = append(list, value)
	}
	return list
}

// insert sends rows in as few statements as insertSizes allow. GORM would build
// each anew, which costs as much as the database takes to run it.
func insert[T any](tx *Tx, rows []*T) error {
	of := rowsOf[T]()
	if of.err != nil {
		return of.err
	}
	how := of.insertion(rows[0])
	if tx.later != nil {
		for _, row := range rows {
			*tx.later = append(*tx.later, Statement{insertion: how, rows: 1, Args: how.arguments(nil, row)})
		}
		return nil
	}
	args := make([]any, 0, len(rows)*len(how.fields))
	for _, row := range rows {
		args = how.arguments(args, row)
	}
	for _, c := range how.changes(args) {
		if _, err := tx.Apply(c); err != nil {
			return err
		}
	}
	return nil
}

// changes are those that insert rows, given by all of their values.
func (i *insertion) changes(args []any) []Statement {
	changes := make([]Statement, 0, 1)
	for _, size := range insertSizes {
		for values := size * len(i.fields); len(args) >= values; args = args[values:] {
			changes = append(changes, Statement{insertion: i, rows: size, Args: args[:values:values]})
		}
	}
	return changes
}
