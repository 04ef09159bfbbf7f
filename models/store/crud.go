package store

import (
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
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

// Update writes the named columns of a row, zero values too. The row is found by its
// primary key within the scope; ErrNotFound if it is not there.
//
// The new values must not depend on a row that was read without a lock: another change may
// have come between. Edit reads and writes.
func Update[T any](tx *Tx, scope Scope, row *T, column string, more ...string) error {
	return update(tx, scope, row, append([]string{column}, more...))
}

// Edit locks a row, reads it again, and writes what change makes of it. However long ago
// the row was read, what others wrote since is kept. It fails with ErrNotFound if the row
// is not there, or with the error of change, which may be called several times.
func Edit[T any](tx *Tx, scope Scope, row *T, change func(row *T) error) error {
	keys, err := primaryKey(tx, row)
	if err != nil {
		return Failed[T]("edit", err)
	}
	now := new(T)
	if err := Rows[T](tx.Locking(), scope, "", nil).Where(clause.And(keys...)).Take(now).Error; err != nil {
		return Failed[T]("edit", err)
	}
	*row = *now
	if err := change(row); err != nil {
		return err
	}
	return update(tx, scope, row, []string{"*"})
}

// UpdateHeld writes every column of a row that was read locked in the same transaction.
// tests/layout lists who calls it.
func UpdateHeld[T any](tx *Tx, scope Scope, row *T) error {
	return update(tx, scope, row, []string{"*"})
}

func update[T any](tx *Tx, scope Scope, row *T, columns []string) error {
	if _, err := primaryKey(tx, row); err != nil {
		return Failed[T]("update", err)
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

// primaryKey is the condition that finds a row. It fails where the row has none: without
// one, GORM would update every row of the scope.
func primaryKey(tx *Tx, row any) (keys []clause.Expression, err error) {
	table, err := tableOf(tx, row)
	if err != nil {
		return nil, err
	}
	for _, field := range table.PrimaryFields {
		value, zero := field.ValueOf(tx.db.Statement.Context, reflect.ValueOf(row))
		if zero {
			return nil, &Error{Kind: ErrStatement, Cause: gorm.ErrMissingWhereClause}
		}
		keys = append(keys, clause.Eq{Column: ofTable(field.DBName), Value: value})
	}
	return keys, nil
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
