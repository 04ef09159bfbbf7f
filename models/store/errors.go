package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// What can go wrong in the database, in the words of the rest of the program.
// An error from this package is an *Error around one of these, a context's
// error, or what the caller's own function returned.
var (
	// ErrNotFound means that no row of the scope meets the condition; a row of
	// another tenant is as absent as one that never was.
	ErrNotFound = errors.New("not found")
	// ErrDuplicate means that a row with the same unique values exists.
	// Error.Constraint tells which rule, the same in both databases.
	ErrDuplicate = errors.New("already exists")
	// ErrReference means that a row's parent is missing, or that a row cannot
	// go because others need it.
	ErrReference = errors.New("reference does not hold")
	// ErrUnavailable means that the database cannot answer now: it cannot be
	// reached, it is full or shutting down, or others kept the rows for too
	// long. Nothing was changed, except that a commit may have succeeded when
	// the connection broke while it was sent. Callers answer 503.
	ErrUnavailable = errors.New("database unavailable")
	// ErrConflict means that what a change was decided on is no longer so.
	// Nothing was changed; the question has to be asked again.
	ErrConflict = errors.New("overtaken by another change")
	// ErrStatement means that the database refused a statement, which is a
	// mistake in this program. Callers answer 500.
	ErrStatement = errors.New("database refused a statement")
	// ErrScope means that a query names no tenant, or a row names another one
	// than the query. Nothing was asked of the database.
	ErrScope = errors.New("scope does not name the tenant")
	// ErrNewerSchema means that a newer binary has migrated the database.
	ErrNewerSchema = errors.New("database schema is newer than this program")
	// ErrNoDatabase means that nothing is where a database was looked for.
	ErrNoDatabase = errors.New("there is no database")
	// ErrForeign means that the database has tables of another program. Nothing was changed.
	ErrForeign = errors.New("the database belongs to another program")
	// ErrOlderSchema means that the database needs Migrate first.
	ErrOlderSchema = errors.New("database schema is older than this program")
)

// Error is a failure of the database. Its text may be shown to clients; the driver's
// own words, which may quote names of hosts and columns, are in Cause alone.
type Error struct {
	// Kind is one of the sentinels above.
	Kind error
	// Constraint names the rule that was broken, where the database tells: for
	// a duplicate the table and its columns, such as "tags_project_id_slug".
	Constraint string
	// Cause is for logs only.
	Cause error
}

// Error is the text of the kind, and the constraint's name.
func (e *Error) Error() string {
	if e.Constraint == "" {
		return e.Kind.Error()
	}
	return e.Kind.Error() + ": " + e.Constraint
}

// Unwrap lets errors.Is find the kind, and a context's end in the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Cause} }

// Violated is the name of the rule that err says was broken, or empty.
func Violated(err error) string {
	var failure *Error
	if errors.As(err, &failure) {
		return failure.Constraint
	}
	return ""
}

// Code is what the database calls the failure behind err, for logs: a SQLSTATE,
// a result code of SQLite, or what kept it from being asked; else empty. It is
// never more than that, since a driver's words may quote values.
func Code(err error) string {
	var postgres *pgconn.PgError
	var embedded *sqlite.Error
	switch {
	case errors.As(err, &postgres):
		return postgres.Code
	case errors.As(err, &embedded):
		return strconv.Itoa(embedded.Code())
	case errors.Is(err, context.DeadlineExceeded):
		return "no connection in time"
	case err != nil && unreachable(err):
		return "no connection"
	}
	return ""
}
