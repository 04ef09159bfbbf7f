package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
)

// Translate gives an error that leaves this package its meaning. What no
// database said, it leaves alone, so that it may be applied to what a caller's
// function returned, and more than once.
func Translate(err error) error {
	var known *Error
	var postgres *pgconn.PgError
	var embedded *sqlite.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows):
		return &Error{Kind: ErrNotFound, Cause: err}
	case errors.As(err, &postgres):
		kind, constraint := fromPostgres(postgres)
		return &Error{Kind: kind, Constraint: constraint, Cause: err}
	case errors.Is(err, context.Canceled):
		return err // the caller left; the database did nothing wrong
	case errors.As(err, &embedded):
		kind, constraint := fromSQLite(embedded)
		return &Error{Kind: kind, Constraint: constraint, Cause: err}
	case unreachable(err):
		return &Error{Kind: ErrUnavailable, Cause: err}
	}
	return err
}

// unreachable tells a broken or refused connection, and a wait that was too
// long, from everything else.
func unreachable(err error) bool {
	var network net.Error
	var refused *pgconn.ConnectError
	for _, sentinel := range []error{
		context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone,
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return errors.As(err, &network) && !ofFile(network) || errors.As(err, &refused) || pgconn.SafeToRetry(err) ||
		strings.HasSuffix(err.Error(), "sql: database is closed") // database/sql exports no name for it
}

// ofFile tells the error of a file that a caller's function met from one of a connection,
// which package net wraps: syscall.Errno has the methods of net.Error.
func ofFile(err net.Error) bool {
	_, bare := err.(syscall.Errno) //nolint:errorlint // wrapped by net it is one of a connection
	return bare
}

const foreignKeyViolation = "23503"

// internalError is what PostgreSQL calls a state that should not be, such as a page that
// could not be written.
const internalError = "XX000"

// fromPostgres reads an SQLSTATE. Classes 08, 53, 57 and 58 are connection, lack of
// resources, intervention by an operator, and an error of the system beneath.
func fromPostgres(err *pgconn.PgError) (kind error, constraint string) {
	switch {
	case err.Code == "23505":
		return ErrDuplicate, err.ConstraintName
	case err.Code == foreignKeyViolation || err.Code == "23001":
		return ErrReference, err.ConstraintName
	case isConflict(err.Code), err.Code == readOnlyTransaction, lostStatement(err.Code):
		return ErrUnavailable, ""
	}
	switch err.Code[:min(2, len(err.Code))] {
	case "08", "53", "57", "58", "28", "3D":
		return ErrUnavailable, ""
	}
	if err.Code == internalError { // a full or broken disk where it was not foreseen, too
		return ErrUnavailable, ""
	}
	return ErrStatement, err.ConstraintName
}

// lostStatement is a prepared statement that is not where it was made, or is there
// already: a pooler gave the connection to another client.
func lostStatement(code string) bool { return code == "26000" || code == "42P05" }

// isConflict knows the SQLSTATEs of a transaction that lost against another one
// and may simply be tried again: serialization failure, deadlock, lock timeout.
func isConflict(code string) bool {
	return code == "40001" || code == "40P01" || code == "55P03"
}
