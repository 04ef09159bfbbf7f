package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gorm.io/gorm"

	"warder/models/retry"
)

// writeWaits are those of a write that lost against another one.
var writeWaits = retry.Waits{First: 7500 * time.Microsecond, Most: 60 * time.Millisecond, Spread: 1. / 3, Tries: 5}

// Snapshot runs fn on one state of the database: no statement of fn sees a
// commit that the first one did not. The transaction is read-only.
func (s *Store) Snapshot(ctx context.Context, fn func(tx *Tx) error) error {
	return settle(ctx, s.transact(ctx, true, fn))
}

// Statement is for a single read: a statement alone is a snapshot of its own,
// and is spared the round trips of a transaction. Two of them may see two
// states.
func (s *Store) Statement(ctx context.Context) *Tx {
	return &Tx{store: s, db: s.reader.WithContext(ctx), readOnly: true}
}

// Write runs fn in one transaction and commits it if fn returns nil. Each
// statement sees earlier commits; fn locks rows that must not change meanwhile (see
// Tx.Locking) or updates them conditionally. A transaction that
// loses against another one runs again from its beginning, so fn may run
// several times and must have no effect outside the transaction. Write inside
// Write waits for itself and fails.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return s.persist(ctx, func() error { return s.transact(ctx, false, fn) })
}

// persist tries again what loses against others, such as by adding to what they
// removed meanwhile: asked again, fn sees that it is gone.
func (s *Store) persist(ctx context.Context, once func() error) error {
	err := s.tryPersist(ctx, once)
	s.unwritten.saw(err)
	return err
}

func (s *Store) tryPersist(ctx context.Context, once func() error) error {
	if err := s.inPlace(); err != nil {
		return err
	}
	_, err := retry.Do(ctx, writeWaits, func() (struct{}, error) { return struct{}{}, once() }, func(err error) bool {
		return conflict(err) || orphaned(err)
	})
	if conflict(err) {
		return &Error{Kind: ErrUnavailable, Cause: err}
	}
	return settle(ctx, err)
}

// settle gives the end of a transaction its meaning. A caller who left rolls
// back behind fn's back, so what fn's statement failed with is then no news.
func settle(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return Translate(err)
}

// transact runs fn between BEGIN and COMMIT. Anything else that ends fn, an
// error or a panic, rolls back.
func (s *Store) transact(ctx context.Context, readOnly bool, fn func(tx *Tx) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	db := s.writer
	if readOnly {
		db = s.reader
	}
	tx, err := s.begin(ctx, cancel, db, readOnly)
	if err != nil {
		return err
	}
	s.saw(ctx, "BEGIN")
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to undo
	session := db.Session(&gorm.Session{NewDB: true, Context: ctx})
	session.Statement.ConnPool = tx
	if err := fn(&Tx{store: s, db: session, readOnly: readOnly, consistent: readOnly || s.dialect == SQLite}); err != nil {
		return err
	}
	s.saw(ctx, "COMMIT")
	return tx.Commit()
}

// begin starts a transaction, or gives up after the acquire timeout: a pool
// that stays empty and a server that does not answer are the same to a caller.
func (s *Store) begin(
	ctx context.Context, cancel context.CancelFunc, db *gorm.DB, readOnly bool,
) (*sql.Tx, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	late := time.AfterFunc(s.acquire, cancel)
	tx, err := pool.BeginTx(ctx, s.txOptions(readOnly))
	if late.Stop() {
		return tx, err
	}
	if err == nil {
		_ = tx.Rollback() // cancelled already
	}
	return nil, context.DeadlineExceeded
}

// txOptions are those of a snapshot, or of a write, which takes the default of
// each database: READ COMMITTED, and SQLite's one writer at a time. A deferred
// transaction of SQLite is a snapshot by itself.
func (s *Store) txOptions(readOnly bool) *sql.TxOptions {
	if readOnly && s.dialect == Postgres {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return &sql.TxOptions{ReadOnly: readOnly}
}
