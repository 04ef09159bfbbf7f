package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"gorm.io/gorm"

	"warder/models/factcache"
)

// ErrSecondStatement means that a function which may send a single statement needs more:
// nothing was changed, and it has to run again in a transaction.
var ErrSecondStatement = errors.New("more than one statement")

// single is the only statement of a Tx without a transaction. A statement is a snapshot
// by itself, and is spared the round trips around one.
type single struct {
	ctx  context.Context
	pool gorm.ConnPool
	sent bool
}

// ReadSingle runs fn, which may send one hand-written statement, without a transaction.
// It fails with ErrSecondStatement where fn reads anything else.
func (s *Store) ReadSingle(ctx context.Context, fn func(tx *Tx) error) error {
	if s.dialect == Postgres {
		limited, cancel := limit(ctx, s.acquire+s.longest)
		defer cancel()
		ctx = limited
	}
	if err := fn(s.singleTx(ctx)); err != nil {
		return settle(ctx, err)
	}
	return nil
}

func (s *Store) singleTx(ctx context.Context) *Tx {
	return &Tx{
		store: s, db: s.refusing, readOnly: true, consistent: true,
		single: &single{ctx: ctx, pool: s.reader.Statement.ConnPool},
	}
}

// Query sends a hand-written statement and has its rows read.
func (tx *Tx) Query(text StatementText, args []any, read func(rows *sql.Rows) error) error {
	ctx, pool := tx.db.Statement.Context, tx.db.Statement.ConnPool
	switch {
	case tx.single == nil && tx.db.Error != nil:
		return tx.db.Error
	case tx.single != nil && tx.single.sent:
		return &Error{Kind: ErrSecondStatement}
	case tx.single != nil:
		tx.single.sent = true
		ctx, pool = tx.single.ctx, tx.single.pool
	}
	words := text()[tx.store.dialect]
	if tx.store.observer != nil {
		tx.store.observer(ctx, words)
	}
	rows, err := pool.QueryContext(ctx, words, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what ended the rows early is in Err
	if err := read(rows); err != nil {
		return err
	}
	return rows.Err()
}

// StatementText is a hand-written statement in both dialects, made at first use.
type StatementText func() map[string]string

// PerDialect is a statement with ? for each value.
func PerDialect(write func(dialect string) string) StatementText {
	return sync.OnceValue(func() map[string]string {
		return map[string]string{SQLite: write(SQLite), Postgres: numbered(write(Postgres))}
	})
}

// Facts is the cache of facts read from this database.
func (tx *Tx) Facts() *factcache.Cache { return tx.store.facts }

// Consistent reports whether all that the transaction reads is of one state of the
// database, except for its own changes.
func (tx *Tx) Consistent() bool { return tx.consistent }
