package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// pgCauses are what an operator is told of an SQLSTATE.
var pgCauses = map[string]string{
	"28P01":             "the user name or the password is wrong",
	"28000":             "the server does not let this user in (pg_hba.conf), or not without TLS",
	"3D000":             "there is no database of this name",
	diskFull:            "the disk of the database is full",
	"53300":             "the server has no connection left; see --database-connections",
	"57P03":             "the server is starting up, or is a standby that takes no connections",
	"42501":             "the user lacks a right on the tables",
	readOnlyTransaction: "it is read-only: a standby, or default_transaction_read_only is on; name the primary, or add target_session_attrs=read-write to the address",
	"26000":             poolerCause,
	"42P05":             poolerCause,
}

const diskFull = "53100"

const poolerCause = "a pooler in transaction mode loses prepared statements; set max_prepared_statements of PgBouncer, or add default_query_exec_mode=exec to the address"

var sqliteCauses = map[int]string{
	sqlite3.SQLITE_FULL:     "the disk of the database is full",
	sqlite3.SQLITE_READONLY: "the file is read-only",
	sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
	sqlite3.SQLITE_NOTADB:   "the file is no SQLite database",
	sqlite3.SQLITE_CORRUPT:  "the file is damaged",
	sqlite3.SQLITE_BUSY:     "another program holds the file",
	sqlite3.SQLITE_IOERR:    "the disk of the database fails",
}

// Cause says in words for an operator why the database fails, or "" where that is not
// known. It repeats neither the address nor a credential.
func Cause(err error) string {
	var postgres *pgconn.PgError
	var embedded *sqlite.Error
	var place *placeError
	var asked *explained
	if errors.Is(err, ErrFileMoved) {
		return ErrFileMoved.Error()
	}
	if errors.As(err, &place) {
		return place.text
	}
	if errors.As(err, &asked) {
		return asked.text
	}
	if errors.Is(err, pgconn.ErrReadOnlyConnection) {
		return "it is read-only: no host of database-url takes writes, as target_session_attrs asks for; name the primary too"
	}
	if errors.As(err, &postgres) {
		return pgCauses[postgres.Code]
	}
	if errors.As(err, &embedded) {
		return sqliteCauses[embedded.Code()&0xff]
	}
	return networkCause(err)
}

// DiskFull reports whether the database failed because its disk is full.
func DiskFull(err error) bool {
	var postgres *pgconn.PgError
	var embedded *sqlite.Error
	switch {
	case errors.As(err, &postgres):
		return postgres.Code == diskFull
	case errors.As(err, &embedded):
		return embedded.Code()&0xff == sqlite3.SQLITE_FULL
	}
	return errors.Is(err, syscall.ENOSPC)
}

func networkCause(err error) string {
	var name *net.DNSError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var verification *tls.CertificateVerificationError
	var network net.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &name):
		return "the host is unknown"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused: no server listens there"
	case errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &verification):
		return "the certificate of the server is not trusted; see sslrootcert and sslmode"
	case strings.Contains(err.Error(), "server refused TLS connection"), strings.Contains(causeText(err), "server refused TLS connection"):
		return "the server does not speak TLS, and sslmode of the address asks for it"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "it did not answer in time"
	}
	return ""
}

// causeText is the driver's own text, which is for comparing only.
func causeText(err error) string {
	var failure *Error
	if errors.As(err, &failure) && failure.Cause != nil {
		return failure.Cause.Error()
	}
	return ""
}
