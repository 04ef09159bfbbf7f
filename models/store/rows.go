package store

import (
	"fmt"

	"gorm.io/gorm"
)

// Rows starts a query on the table of T within a scope. Installation reaches
// only the tables that are no tenant's.
func Rows[T any](tx *Tx, scope Scope, where string, args []any) *gorm.DB {
	db := tx.ordered()
	if !scope.installation || !untenanted(new(T)) {
		db = scope.restrict(db)
	}
	db = db.Model(new(T))
	if where != "" {
		db = db.Where(where, args...)
	}
	return db
}

// First reads the row of T that meets a condition in SQL with ? for each of
// args, or fails with ErrNotFound. It is for conditions that at most one row
// meets; which of several it would return is open.
//
//	folder, err := models.First[models.Folder](tx, scope, "environment_id = ? AND path = ?", env, path)
func First[T any](tx *Tx, scope Scope, where string, args ...any) (*T, error) {
	row := new(T)
	if err := Rows[T](tx, scope, where, args).Take(row).Error; err != nil {
		return nil, Failed[T]("read", err)
	}
	return row, nil
}

// Find reads every row of T that meets a condition, all of the scope if it is
// empty. Order and Page of the Tx apply; without OrderBy the order is open.
func Find[T any](tx *Tx, scope Scope, where string, args ...any) ([]T, error) {
	rows := []T{}
	if err := Rows[T](tx, scope, where, args).Find(&rows).Error; err != nil {
		return nil, Failed[T]("read", err)
	}
	return rows, nil
}

// Pointers are those to the members of a list.
func Pointers[T any](list []T) []*T {
	pointers := make([]*T, 0, len(list))
	for i := range list {
		pointers = append(pointers, &list[i])
	}
	return pointers
}

// Count is the number of rows that Find would return without a page.
func Count[T any](tx *Tx, scope Scope, where string, args ...any) (int64, error) {
	var count int64
	if err := Rows[T](tx, scope, where, args).Count(&count).Error; err != nil {
		return 0, Failed[T]("count", err)
	}
	return count, nil
}

// Delete removes every row of T that meets a condition, with all that depends
// on them, and returns how many they were. The condition is not optional.
func Delete[T any](tx *Tx, scope Scope, where string, args ...any) (int64, error) {
	if where == "" {
		return 0, Failed[T]("delete", &Error{Kind: ErrStatement, Cause: gorm.ErrMissingWhereClause})
	}
	result := Rows[T](tx, scope, where, args).Delete(new(T))
	if result.Error != nil {
		return 0, Failed[T]("delete", result.Error)
	}
	return result.RowsAffected, nil
}

// Failed names the operation and the type beside the error's meaning.
func Failed[T any](verb string, err error) error {
	return fmt.Errorf("%s %T: %w", verb, *new(T), Translate(err))
}
