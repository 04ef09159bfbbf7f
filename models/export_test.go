package models

import (
	"context"
	"errors"
	"reflect"

	"gorm.io/gorm"
)

// StatementOf is the statement of a prefetch, for tests that read its plan.
func StatementOf(s *Store, f *Prefetch) (text string, args []any) {
	statement, args := s.shapes.of(f)
	return statement.text, args
}

// QueryOf is the query of a filter of the decision log, for the same tests.
func QueryOf(tx *Tx, filter DecisionFilter) *gorm.DB { return filter.query(tx) }

// Filled is the row of a table that the values of columns make: the way rows
// are read ahead, a second time where another was before it, and GORM's way.
func Filled(like any, values map[string]any) (ahead, again, byGORM any, err, gormErr error) {
	of := newTable(like)
	f, err := of.filling(ScopeRef{})
	if err != nil {
		return nil, nil, nil, err, nil
	}
	defer f.done()
	for _, row := range []*any{&ahead, &again} {
		for _, column := range of.columns {
			err = errors.Join(err, f.put(column, values[column.DBName]))
		}
		*row = f.next()
	}
	row := reflect.New(of.schema.ModelType)
	for _, column := range of.columns {
		if value := values[column.DBName]; column.Serializer != nil {
			gormErr = errors.Join(gormErr, column.Serializer.Scan(context.Background(), column.Field, row.Elem(), value))
		} else if value != nil {
			gormErr = errors.Join(gormErr, column.Set(context.Background(), row.Elem(), value))
		}
	}
	return ahead, again, row.Interface(), err, gormErr
}

// Columns are the columns of a table with a value that each may hold.
func Columns(like any) map[string]any {
	columns := map[string]any{}
	for _, column := range newTable(like).columns {
		columns[column.DBName] = reflect.New(column.FieldType).Interface()
		if column.Serializer != nil {
			columns[column.DBName] = column.Serializer
		}
	}
	return columns
}

// RevisionCovers is the tenant, of those of plant, whose revision covers a table;
// false where none does.
func RevisionCovers(row any, org, project string) (string, bool) {
	tenant, covered := map[revised]string{byInstallation: "", byOrganization: org, byProject: project}[revisedBy(row)]
	return tenant, covered
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
