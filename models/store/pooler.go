package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// pooling describes the pooler between this program and PostgreSQL, if any.
type pooling struct {
	// loses reports whether a pooler gives each transaction another connection and does not
	// carry prepared statements along, as PgBouncer before 1.21 does, or a later one whose
	// max_prepared_statements is 0. Then none are prepared.
	loses atomic.Bool
}

// LosesStatements reports whether the database is behind a pooler in transaction mode that
// does not know prepared statements. The Store makes do without them, which costs the
// database the planning of each statement.
func (s *Store) LosesStatements() bool { return s.pooling != nil && s.pooling.loses.Load() }

// detectPooler finds out whether prepared statements outlive a transaction, and has the
// connections opened from now on prepare none where they do not. An explicit
// default_query_exec_mode of the address that prepares none is not questioned.
func (s *Store) detectPooler(ctx context.Context) error {
	if s.pooling == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	var loses bool
	err = withConnections(ctx, pool, func(first, second *pgconn.PgConn) (err error) {
		loses, err = losesStatements(ctx, first, second)
		return err
	})
	if err != nil {
		return Translate(err)
	}
	if loses {
		s.pooling.loses.Store(true)
		s.known.current.Add(1) // those that are open prepare
	}
	return nil
}

// withConnections has two connections of a pool at once.
func withConnections(ctx context.Context, pool *sql.DB, do func(first, second *pgconn.PgConn) error) error {
	return withConnection(ctx, pool, func(first *pgconn.PgConn) error {
		pid, err := backend(ctx, first)
		if err != nil || pid == first.PID() {
			return err // PostgreSQL itself: a pooler gives a number of its own
		}
		return withConnection(ctx, pool, func(second *pgconn.PgConn) error { return do(first, second) })
	})
}

func withConnection(ctx context.Context, pool *sql.DB, do func(*pgconn.PgConn) error) (err error) {
	connection, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	return connection.Raw(func(driver any) error { return do(driver.(*stdlib.Conn).Conn().PgConn()) })
}

// losesStatements asks a pooler by two connections.
func losesStatements(ctx context.Context, first, second *pgconn.PgConn) (bool, error) {
	transactions, err := poolsTransactions(ctx, first, second)
	if err != nil || !transactions {
		return false, err
	}
	return keepsNames(ctx, second)
}

// poolsTransactions reports whether a transaction of one connection gets the server process of
// another one that is idle, or the other one another process than before.
func poolsTransactions(ctx context.Context, first, second *pgconn.PgConn) (pools bool, err error) {
	before, err := backend(ctx, first)
	if err != nil {
		return false, err
	}
	if err := send(ctx, second, "BEGIN"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, send(ctx, second, "ROLLBACK")) }()
	held, err := backend(ctx, second)
	if err != nil || held == before {
		return held == before, err
	}
	brief, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	after, err := backend(brief, first)
	if brief.Err() != nil && ctx.Err() == nil {
		return true, nil // no process is left for it: its own would be, if it had one
	}
	return after != before, err
}

// keepsNames reports whether a statement has in the server the name that the client gave it: a
// pooler that knows prepared statements gives them names of its own.
func keepsNames(ctx context.Context, connection *pgconn.PgConn) (keeps bool, err error) {
	name := "warder_" + rand.Text()
	if err := send(ctx, connection, "BEGIN"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, send(ctx, connection, "ROLLBACK")) }()
	if _, err := connection.Prepare(ctx, name, "SELECT 1", nil); err != nil {
		return false, err
	}
	found, err := number(ctx, connection, "SELECT count(*) FROM pg_prepared_statements WHERE name = '"+name+"'")
	return found > 0, errors.Join(err, connection.Deallocate(ctx, name))
}

// backend is the server process that a connection leads to at the moment.
func backend(ctx context.Context, connection *pgconn.PgConn) (uint32, error) {
	return number(ctx, connection, "SELECT pg_backend_pid()")
}

func number(ctx context.Context, connection *pgconn.PgConn, question string) (uint32, error) {
	results, err := connection.Exec(ctx, question).ReadAll()
	if err != nil {
		return 0, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return 0, errors.New("the server does not tell")
	}
	value, err := strconv.ParseUint(string(results[0].Rows[0][0]), 10, 32)
	return uint32(value), err
}

func send(ctx context.Context, connection *pgconn.PgConn, statement string) error {
	return connection.Exec(ctx, statement).Close()
}
