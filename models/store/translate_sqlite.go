package store

import (
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fromSQLite reads a result code, which GORM does not know from this driver.
// The low byte is the primary code.
func fromSQLite(err *sqlite.Error) (kind error, constraint string) {
	switch err.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
		return ErrDuplicate, uniqueIndex(err.Error())
	case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		table, _, _ := strings.Cut(uniqueColumns(err.Error()), ".")
		return ErrDuplicate, table + "_pkey"
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrReference, ""
	}
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM:
		return ErrUnavailable, ""
	}
	return ErrStatement, ""
}

var uniqueMessage = regexp.MustCompile(`UNIQUE constraint failed: ([a-z0-9_., ]+)`)

// uniqueColumns is the part of SQLite's message that lists the columns, such as
// "tags.project_id, tags.slug". They are names of ours, never values.
func uniqueColumns(message string) string {
	match := uniqueMessage.FindStringSubmatch(message)
	if match == nil {
		return ""
	}
	return strings.TrimSpace(match[1])
}

// uniqueIndex makes of those columns the name that PostgreSQL reports, which
// the migrations build from table and columns.
func uniqueIndex(message string) string {
	columns := strings.Split(uniqueColumns(message), ", ")
	table, _, _ := strings.Cut(columns[0], ".")
	name := []string{table}
	for _, column := range columns {
		name = append(name, strings.TrimPrefix(column, table+"."))
	}
	return strings.Join(name, "_")
}

// conflict tells whether err is a transaction that lost against another one and
// may be tried again from its beginning.
func conflict(err error) bool {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		return isConflict(postgres.Code)
	}
	var embedded *sqlite.Error
	return errors.As(err, &embedded) && embedded.Code()&0xff == sqlite3.SQLITE_BUSY
}

// orphaned reports whether err is a row without its parent. SQLite has one writer, which
// sees a missing parent before it inserts.
func orphaned(err error) bool {
	var postgres *pgconn.PgError
	return errors.As(err, &postgres) && postgres.Code == foreignKeyViolation
}
