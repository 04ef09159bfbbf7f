package store

import (
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// fixed are the columns of a row that no update changes: which it is, since
// when, and where it belongs. A row that is no tenant's may name one, as a
// session does once an organization is chosen, and choose another.
func fixed(row any) []string {
	if untenanted(row) {
		return []string{"id", "created_at"}
	}
	return []string{"id", "org_id", "project_id", "created_at"}
}

// Create inserts rows whose tenant is that of the scope; any other is ErrScope,
// and no row is inserted then. It fails with ErrDuplicate or ErrReference. It may be part of
// WriteOptimistic, where it does not fail before the rest is made.
func Create[T any](tx *Tx, scope Scope, rows ...*T) error {
	if len(rows) == 0 {
		return nil
	}
	for _, row := range rows {
		if err := admit(tx, scope, row); err != nil {
			return Failed[T]("create", err)
		}
	}
	if err := insert(tx, rows); err != nil {
		return Failed[T]("create", err)
	}
	return nil
}

// Update writes the named columns of a row, or without names every one that may
// change, zero values too. The row is found by its primary key within the
// scope; ErrNotFound if it is not there.
func Update[T any](tx *Tx, scope Scope, row *T, columns ...string) error {
	if !identified(tx, row) {
		return Failed[T]("update", &Error{Kind: ErrStatement, Cause: gorm.ErrMissingWhereClause})
	}
	if len(columns) == 0 {
		columns = []string{"*"}
	}
	result := Rows[T](tx, scope, "", nil).Model(row).
		Select(columns).Omit(fixed(row)...).Updates(row)
	if result.Error == nil && result.RowsAffected == 0 {
		result.Error = gorm.ErrRecordNotFound
	}
	if result.Error != nil {
		return Failed[T]("update", result.Error)
	}
	return nil
}

// identified tells whether a row has a primary key: without one, GORM would
// update every row of the scope.
func identified(tx *Tx, row any) bool {
	table, err := tableOf(tx, row)
	if err != nil {
		return false
	}
	for _, field := range table.PrimaryFields {
		if _, zero := field.ValueOf(tx.db.Statement.Context, reflect.ValueOf(row)); zero {
			return false
		}
	}
	return true
}

// admit checks that a new row belongs to the scope it is created in.
func admit(tx *Tx, scope Scope, row any) error {
	if scope.installation && untenanted(row) {
		return nil
	}
	table, err := tableOf(tx, row)
	if err != nil {
		return err
	}
	inOrg := scope.OrgID != "" && text(table, row, "org_id") == scope.OrgID
	inProject := scope.ProjectID == "" || text(table, row, "project_id") == scope.ProjectID
	if !inOrg || !inProject {
		return &Error{Kind: ErrScope}
	}
	return nil
}

// tableOf is what GORM knows of a row's table; it keeps it per type.
func tableOf(tx *Tx, row any) (*schema.Schema, error) {
	statement := &gorm.Statement{DB: tx.db}
	err := statement.Parse(row)
	return statement.Schema, err
}

// text reads a column of a row that holds a string; a table without it has "".
func text(table *schema.Schema, row any, column string) string {
	field := table.FieldsByDBName[column]
	if field == nil {
		return ""
	}
	return reflect.Indirect(reflect.ValueOf(row)).FieldByName(field.Name).String()
}
