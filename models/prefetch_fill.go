package models

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"

	"gorm.io/gorm/schema"
)

// column is one column of a table, and how what a driver read of it is put into
// a row.
type column struct {
	*schema.Field
	n   int // among the columns of the table
	put putter
}

// putter writes a value to a field, given a pointer to it. It is false, and the
// field what it was, for a value of another type than such a field has: that is
// left to GORM, whose way takes any, and longer than to read the value.
type putter func(field, value any) bool

// putterOf is how values of a column are put. Each is made once for a column
// and not for each value, without a field's name or type being looked at again.
func putterOf(field *schema.Field) putter {
	if field.Serializer != nil {
		return putJSON
	}
	switch reflect.New(field.FieldType).Interface().(type) {
	case *string:
		return putPlain[string]
	case **string:
		return putOptional[string]
	case *int64:
		return putPlain[int64]
	case **int64:
		return putOptional[int64]
	case *bool:
		return putBoolean
	case *[]byte:
		return putBytes
	case *Time:
		return putTime
	case **Time:
		return putOptionalTime
	}
	return func(any, any) bool { return false }
}

func putPlain[V any](field, value any) bool {
	v, fits := value.(V)
	if fits {
		*field.(*V) = v //nolint:forcetypeassert // putterOf looked at the type
	}
	return fits
}

func putOptional[V any](field, value any) bool {
	v, fits := value.(V)
	if fits {
		*field.(**V) = &v //nolint:forcetypeassert // putterOf looked at the type
	}
	return fits
}

// putBoolean also takes the number that SQLite keeps.
func putBoolean(field, value any) bool {
	if number, isNumber := value.(int64); isNumber && (number == 0 || number == 1) {
		return putPlain[bool](field, number == 1)
	}
	return putPlain[bool](field, value)
}

// putBytes copies them: they are the driver's until the next row.
func putBytes(field, value any) bool {
	raw, fits := value.([]byte)
	return fits && putPlain[[]byte](field, bytes.Clone(raw))
}

func putTime(field, value any) bool {
	return field.(*Time).Scan(value) == nil //nolint:forcetypeassert // putterOf looked at the type
}

func putOptionalTime(field, value any) bool {
	var moment Time
	return moment.Scan(value) == nil && putOptional[Time](field, moment)
}

func putJSON(field, value any) bool {
	text, fits := value.(string)
	return fits && text != "" && json.Unmarshal([]byte(text), field) == nil
}

// filling is where rows of one table are filled, one after the other, so that
// its fields are found once and not for every row.
type filling struct {
	of     *table
	row    reflect.Value
	fields []any         // pointers to those of row, by column.n
	blank  reflect.Value // a row with nothing in it but what the scope says
	block  reflect.Value // where the next rows go
	used   int           // of the block
}

// blockMost is how many rows are allocated at once where there are many.
const blockMost = 64

// filling is for rows of a scope, until it is done.
func (t *table) filling(scope ScopeRef) (*filling, error) {
	f, used := t.fillings.Get().(*filling)
	if !used {
		f = t.newFilling()
	}
	f.row.SetZero()
	for _, column := range t.columns {
		if told := scope.told(column.DBName); told != nil {
			if err := f.put(column, told); err != nil {
				return nil, err
			}
		}
	}
	f.blank.Set(f.row)
	return f, nil
}

func (t *table) newFilling() *filling {
	of := t.schema.ModelType
	f := &filling{of: t, row: reflect.New(of).Elem(), blank: reflect.New(of).Elem()}
	for _, column := range t.columns {
		f.fields = append(f.fields, column.ReflectValueOf(context.Background(), f.row).Addr().Interface())
	}
	f.block = reflect.Zero(reflect.SliceOf(of))
	return f
}

// told is the value of a column that the scope tells, or nil.
func (w ScopeRef) told(column string) any {
	if column == orgColumn && isValue(w.Org) {
		return w.Org
	}
	if column == projectColumn && isValue(w.Project) {
		return w.Project
	}
	return nil
}

// put puts a value into its field. NULL leaves it as a new row has it.
func (f *filling) put(column *column, value any) error {
	if value == nil || column.put(f.fields[column.n], value) {
		return nil
	}
	if column.Serializer != nil {
		return column.Serializer.Scan(context.Background(), column.Field, f.row, value)
	}
	return column.Set(context.Background(), f.row, value)
}

// next is a pointer to the row that was filled. Another one begins.
func (f *filling) next() any {
	if f.used == f.block.Len() {
		more := min(max(1, 2*f.used), blockMost)
		f.block, f.used = reflect.MakeSlice(f.block.Type(), more, more), 0
	}
	row := f.block.Index(f.used)
	row.Set(f.row)
	f.row.Set(f.blank)
	f.used++
	return row.Addr().Interface()
}

// done leaves it to others, without the rows.
func (f *filling) done() {
	f.row.SetZero()
	f.blank.SetZero()
	f.block, f.used = reflect.Zero(f.block.Type()), 0
	f.of.fillings.Put(f)
}
