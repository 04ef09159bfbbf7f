package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// manyRows are as many as PostgreSQL takes in less time as a COPY than by
// statements: its rows are a stream, where a statement is one message with a
// parameter for each value.
const manyRows = 4

// BulkInsert creates rows, all or none, in a transaction of its own. It is for rows that
// are written in batches and refer to no other row.
func BulkInsert[T any](ctx context.Context, s *Store, scope Scope, rows ...*T) error {
	if s.dialect == SQLite || len(rows) < manyRows {
		return s.Write(ctx, func(tx *Tx) error { return Create(tx, scope, rows...) })
	}
	for _, row := range rows {
		if err := admit(&Tx{store: s, db: s.writer}, scope, row); err != nil {
			return Failed[T]("create", err)
		}
	}
	of := rowsOf[T]()
	if of.err != nil {
		return of.err
	}
	how := of.insertion(rows[0])
	err := s.persist(ctx, func() error {
		return s.copy(ctx, how, len(rows), func(i int) ([]any, error) {
			return how.arguments(make([]any, 0, len(how.fields)), rows[i]), nil
		})
	})
	if err != nil {
		return Failed[T]("create", err)
	}
	return nil
}

// copy sends rows as one COPY, which is a transaction by itself.
func (s *Store) copy(ctx context.Context, how *insertion, rows int, row func(i int) ([]any, error)) error {
	conn, err := s.connection(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it only goes back to the pool
	columns := make([]string, len(how.fields))
	for i, field := range how.fields {
		columns[i] = field.DBName
	}
	table := pgx.Identifier{how.fields[0].Schema.Table}
	s.saw(ctx, "COPY "+table.Sanitize())
	return conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, table, columns, pgx.CopyFromSlice(rows, row)) //nolint:forcetypeassert // openPostgres opens no other
		return err
	})
}
