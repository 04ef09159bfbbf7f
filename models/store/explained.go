package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// explained is a failure whose cause the database was asked about.
type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return e.err.Error() }
func (e *explained) Unwrap() error { return e.err }

// Texts for the two reasons of a database that takes no writes.
const (
	onStandby = "it is read-only: the server is a standby; name the primary in database-url, or all hosts of the cluster with target_session_attrs=read-write"
	onSetting = "it is read-only: default_transaction_read_only is on, for this database, this user or in database-url; take it back, for example with ALTER DATABASE ... RESET default_transaction_read_only"
	noTables  = "the user may not make tables in the schema: GRANT USAGE, CREATE ON SCHEMA public TO the user of database-url, or name the database's owner there"
	noSchema  = "no schema of search_path is there: make it, or change search_path in database-url"
)

// explainWrite asks a server that takes no writes why.
func (s *Store) explainWrite(ctx context.Context, err error) error {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != readOnlyTransaction {
		return err
	}
	if why := s.readOnly(ctx); why != "" {
		return &explained{why, err}
	}
	return err
}

// checkReadOnly fails with ErrUnavailable where PostgreSQL says that it takes no writes.
// What tries to write ends the connection, and with it the reason.
func (s *Store) checkReadOnly(ctx context.Context) error {
	if why := s.readOnly(ctx); why != "" {
		return &explained{why, &Error{Kind: ErrUnavailable}}
	}
	return nil
}

// readOnly is why PostgreSQL takes no writes, or "".
func (s *Store) readOnly(ctx context.Context) string {
	if s.dialect == SQLite {
		return ""
	}
	var said struct{ Standby, Off bool }
	const question = "SELECT pg_is_in_recovery() AS standby, current_setting('default_transaction_read_only')::bool AS off"
	switch err := s.Statement(ctx).DB().Raw(question).Scan(&said).Error; {
	case err != nil:
		return ""
	case said.Standby:
		return onStandby
	case said.Off:
		return onSetting
	}
	return ""
}

// explainMaking says which right the making of tables needs.
func explainMaking(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "42501" {
		return &explained{noTables, err}
	}
	return err
}
