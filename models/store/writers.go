package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"warder/models/retry"
)

// writerWaits are those between two looks at the writers of PostgreSQL.
var writerWaits = retry.Waits{First: 5 * time.Millisecond, Most: time.Second, Spread: 1. / 3}

// errWriters is a transaction that is not over yet.
var errWriters = errors.New("transactions that write are under way")

// AwaitWriters waits until every transaction has ended that writes now, in any program. On
// SQLite none does: writers take turns. PostgreSQL counts the transactions of all its
// databases. It calls waiting each time that it has to wait.
func (s *Store) AwaitWriters(ctx context.Context, waiting func()) error {
	if s.dialect == SQLite {
		return nil
	}
	pool, err := s.writer.DB()
	if err != nil {
		return Translate(err)
	}
	// The number of this statement's own transaction is above those of all that have written.
	// A snapshot alone does not say: it ends at the last one that is over.
	last, err := xid(ctx, pool, "pg_current_xact_id()")
	if err != nil {
		return err
	}
	waits := writerWaits
	waits.Notify = func(error, time.Duration) { waiting() }
	_, err = retry.Do(ctx, waits, func() (oldest int64, err error) {
		oldest, err = xid(ctx, pool, "pg_snapshot_xmin(pg_current_snapshot())")
		if err == nil && oldest <= last {
			err = errWriters
		}
		return oldest, err
	}, func(err error) bool { return errors.Is(err, errWriters) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// xid asks for the number of a transaction.
func xid(ctx context.Context, pool *sql.DB, expression string) (number int64, err error) {
	err = pool.QueryRowContext(ctx, "SELECT "+expression+"::text::bigint").Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("look for writers: %w", Translate(err))
	}
	return number, nil
}
