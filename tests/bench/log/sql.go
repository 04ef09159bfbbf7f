package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"warder/tests/bench/account"
)

// session is a connection for statements that Warder does not have.
type session struct{ conn *pgx.Conn }

func connect(ctx context.Context, url string) (*session, error) {
	conn, err := pgx.Connect(ctx, url)
	return &session{conn}, err
}

func (s *session) close(ctx context.Context) { _ = s.conn.Close(ctx) }

func (s *session) run(ctx context.Context, statement string, args ...any) error {
	_, err := s.conn.Exec(ctx, statement, args...)
	return err
}

func (s *session) number(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.conn.QueryRow(ctx, query, args...).Scan(&n)
	return n, err
}

// cost prints what so many rows cost: time and CPU of the database, and what it logged.
func (f *form) cost(ctx context.Context, name string, rows int, do func() error) error {
	if err := f.sql.run(ctx, "CHECKPOINT"); err != nil { // so that full pages are logged in all forms
		return err
	}
	wal, err := f.sql.number(ctx, "SELECT (pg_current_wal_lsn() - '0/0')::bigint")
	if err != nil {
		return err
	}
	cpu, err := account.CPU(f.database.PIDs()...)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := do(); err != nil {
		return err
	}
	took := time.Since(began)
	after, err := account.CPU(f.database.PIDs()...)
	if err != nil {
		return err
	}
	end, err := f.sql.number(ctx, "SELECT (pg_current_wal_lsn() - '0/0')::bigint")
	if err != nil {
		return err
	}
	each := time.Duration(max(rows, 1))
	f.line(name, "%7d rows in %9.1f ms, %8.2f us each, %6.2f us of CPU, %6d B of WAL each (%d kB)",
		rows, float64(took)/1e6, float64(took/each)/1e3, float64((after-cpu)/each)/1e3, (end-wal)/int64(each), (end-wal)/1000)
	return nil
}
