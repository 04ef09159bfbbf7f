package store

import (
	"context"
	"errors"
	"reflect"
)

// Scanned is a row of the type of like with the values of columns: the way that
// hand-written statements read it, and GORM's way.
func Scanned(like any, values map[string]any) (scanned, byGORM any, err, gormErr error) {
	of := newTable(like)
	row, other := reflect.New(of.schema.ModelType), reflect.New(of.schema.ModelType)
	for i, field := range of.fields {
		value := values[field.DBName]
		err = errors.Join(err, of.cells(row.Elem())[i].Scan(value))
		if field.Serializer != nil {
			gormErr = errors.Join(gormErr, field.Serializer.Scan(context.Background(), field, other.Elem(), value))
		} else if value != nil {
			gormErr = errors.Join(gormErr, field.Set(context.Background(), other.Elem(), value))
		}
	}
	return row.Interface(), other.Interface(), err, gormErr
}

// Columns are the columns of a table with a value that each may hold.
func Columns(like any) map[string]any {
	columns := map[string]any{}
	for _, field := range newTable(like).fields {
		columns[field.DBName] = reflect.New(field.FieldType).Interface()
		if field.Serializer != nil {
			columns[field.DBName] = field.Serializer
		}
	}
	return columns
}

// Waiting is how many callers of WriteOptimistic wait for another one to write.
func Waiting(s *Store) int {
	s.groups.mutex.Lock()
	defer s.groups.mutex.Unlock()
	waiting := 0
	for _, g := range s.groups.of {
		waiting += len(g.waiting)
	}
	return waiting
}

// Writing is whether a caller of WriteOptimistic writes and none waits so far.
func Writing(s *Store) bool {
	s.groups.mutex.Lock()
	defer s.groups.mutex.Unlock()
	for _, g := range s.groups.of {
		if g.writing && len(g.waiting) == 0 {
			return true
		}
	}
	return false
}
