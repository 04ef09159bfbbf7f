package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// Loading fills whole tables in one transaction.
type Loading struct {
	// Tx is the transaction, for what Fill does not cover.
	Tx *Tx

	store *Store
	conn  *sql.Conn
	tx    *sql.Tx
}

// Load runs fn in one transaction that fills tables, and commits it if fn returns nil;
// otherwise nothing is changed. It is tried once.
func (s *Store) Load(ctx context.Context, fn func(l *Loading) error) error {
	conn, err := s.connection(ctx)
	if err != nil {
		return settle(ctx, err)
	}
	defer conn.Close() //nolint:errcheck // it only goes back to the pool
	tx, err := conn.BeginTx(ctx, s.txOptions(false))
	if err != nil {
		return settle(ctx, err)
	}
	s.saw(ctx, "BEGIN")
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to undo
	if s.dialect == SQLite {
		// A row may come before one of the same table that it refers to.
		if _, err := tx.ExecContext(ctx, "PRAGMA defer_foreign_keys = ON"); err != nil {
			return settle(ctx, err)
		}
	}
	session := s.writer.Session(&gorm.Session{NewDB: true, Context: ctx})
	session.Statement.ConnPool = tx
	l := &Loading{Tx: &Tx{store: s, db: session, consistent: s.dialect == SQLite}, store: s, conn: conn, tx: tx}
	if err := fn(l); err != nil {
		return settle(ctx, err)
	}
	s.saw(ctx, "COMMIT")
	return settle(ctx, tx.Commit())
}

// Fill replaces the rows of a table by those that next returns until io.EOF, and counts
// them. Values are as EachRow gives them, for every column of r.
func (l *Loading) Fill(ctx context.Context, r *Relation, next func() ([]any, error)) (rows int64, err error) {
	if err := l.Tx.db.Exec("DELETE FROM " + quoted(r.Name)).Error; err != nil {
		return 0, Translate(err)
	}
	if l.store.dialect == Postgres {
		return l.copy(ctx, r, next)
	}
	return l.insert(ctx, r, next)
}

// copy fills a table by one COPY. Foreign keys are checked when it has ended, so the
// order of its rows is free.
func (l *Loading) copy(ctx context.Context, r *Relation, next func() ([]any, error)) (rows int64, err error) {
	columns := make([]string, len(r.Columns))
	for i, column := range r.Columns {
		columns[i] = column.Name
	}
	source := &copied{next: next}
	err = l.conn.Raw(func(driver any) (err error) {
		rows, err = driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{r.Name}, columns, source) //nolint:forcetypeassert // openPostgres opens no other
		return err
	})
	if source.err != nil {
		return rows, source.err // why the COPY was given up
	}
	return rows, Translate(err)
}

// copied is what CopyFrom asks for rows.
type copied struct {
	next func() ([]any, error)
	row  []any
	err  error
}

func (c *copied) Next() bool {
	c.row, c.err = c.next()
	if errors.Is(c.err, io.EOF) {
		c.err = nil
		return false
	}
	return c.err == nil
}

func (c *copied) Values() ([]any, error) { return c.row, nil }
func (c *copied) Err() error             { return c.err }

// loadedTogether is how many rows one statement inserts into SQLite.
const loadedTogether = 64

func (l *Loading) insert(ctx context.Context, r *Relation, next func() ([]any, error)) (rows int64, err error) {
	args := make([]any, 0, loadedTogether*len(r.Columns))
	flush := func() error {
		count := len(args) / len(r.Columns)
		if count == 0 {
			return nil
		}
		_, err := l.tx.ExecContext(ctx, insertText(r, count), args...)
		rows, args = rows+int64(count), args[:0]
		return Translate(err)
	}
	for {
		values, err := next()
		if errors.Is(err, io.EOF) {
			return rows, flush()
		}
		if err != nil {
			return rows, err
		}
		if args = append(args, values...); len(args) == cap(args) {
			if err := flush(); err != nil {
				return rows, err
			}
		}
	}
}

func insertText(r *Relation, count int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(r.Columns)), ", ") + ")"
	return "INSERT INTO " + quoted(r.Name) + " (" + r.list() + ") VALUES " + strings.TrimSuffix(strings.Repeat(row+", ", count), ", ")
}
