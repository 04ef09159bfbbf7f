package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	embedded "modernc.org/sqlite"
)

// counting is a connector to a file that counts what is prepared, and what of it
// is open.
type counting struct {
	driver.Connector
	prepared, open atomic.Int64
}

func (c *counting) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &countingConn{conn.(embeddedConn), c}, nil //nolint:forcetypeassert // it is modernc's
}

type countingConn struct {
	embeddedConn
	of *counting
}

func (c *countingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	statement, err := c.embeddedConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.of.prepared.Add(1)
	c.of.open.Add(1)
	return &countingStmt{statement.(embeddedStmt), c.of}, nil //nolint:forcetypeassert // it is modernc's
}

type countingStmt struct {
	embeddedStmt
	of *counting
}

func (s *countingStmt) Close() error {
	s.of.open.Add(-1)
	return s.embeddedStmt.Close()
}

// ready is a pool of so many connections that keep their statements, on a file
// with ten numbers in it. What the test has prepared so far is not counted.
func ready(t *testing.T, connections int) (*sql.DB, *counting) {
	t.Helper()
	connector, err := embedded.NewConnector("file:" + filepath.Join(t.TempDir(), "test.db") + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	count := &counting{Connector: connector}
	pool := sql.OpenDB(keepingReady{count})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	t.Cleanup(func() {
		if err := pool.Close(); err != nil || count.open.Load() != 0 {
			t.Errorf("closed with %v, and %d statements are open", err, count.open.Load())
		}
	})
	run(t, pool, "CREATE TABLE numbers (n INTEGER PRIMARY KEY, name VARCHAR(20))")
	for n := range 10 {
		run(t, pool, "INSERT INTO numbers (n, name) VALUES (?, ?)", n, fmt.Sprint("number ", n))
	}
	count.prepared.Store(0)
	return pool, count
}

func run(t *testing.T, pool *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := pool.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%.80s: %v", query, err)
	}
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

const nameOf = "SELECT name FROM numbers WHERE n = ?"

// wantName reads the name of a number.
func wantName(t *testing.T, from queryer, n int, want string) {
	t.Helper()
	var got string
	if err := from.QueryRowContext(t.Context(), nameOf, n).Scan(&got); err != nil || got != want {
		t.Errorf("%d is %q, %v, want %q", n, got, err, want)
	}
}

func wantPrepared(t *testing.T, count *counting, want int64) {
	t.Helper()
	if got := count.prepared.Load(); got != want {
		t.Errorf("%d statements were prepared, want %d", got, want)
	}
}

func Test_a_statement_that_comes_again_is_prepared_once(t *testing.T) {
	pool, count := ready(t, 1)
	for n := range 10 {
		wantName(t, pool, n, fmt.Sprint("number ", n))
		run(t, pool, "UPDATE numbers SET name = ? WHERE n = ?", fmt.Sprint("new ", n), n)
		wantName(t, pool, n, fmt.Sprint("new ", n))
	}
	wantPrepared(t, count, 2)
}

func Test_a_statement_whose_rows_are_being_read_runs_beside_itself(t *testing.T) {
	pool, count := ready(t, 1)
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	const all = "SELECT n FROM numbers WHERE n >= ? ORDER BY n"
	outer, err := tx.QueryContext(t.Context(), all, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	for want := range 10 {
		var n, inner int
		if !outer.Next() || outer.Scan(&n) != nil || n != want {
			t.Fatalf("read %d, %v, want %d", n, outer.Err(), want)
		}
		if err := tx.QueryRowContext(t.Context(), all, n).Scan(&inner); err != nil || inner != n {
			t.Fatalf("beside it: %d, %v, want %d", inner, err, n)
		}
	}
	wantPrepared(t, count, 1)
	if err := outer.Close(); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), all, 7).Scan(&n); err != nil || n != 7 {
		t.Errorf("afterwards: %d, %v", n, err)
	}
	wantPrepared(t, count, 1)
}

func Test_no_more_statements_are_kept_than_there_is_room_for(t *testing.T) {
	pool, count := ready(t, 1)
	tx, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	reading, err := tx.QueryContext(t.Context(), "SELECT n FROM numbers ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	for i := range 5 * readyMost {
		var n int
		if err := tx.QueryRowContext(t.Context(), fmt.Sprintf("SELECT n + %d FROM numbers WHERE n = ?", i), 3).Scan(&n); err != nil || n != i+3 {
			t.Fatalf("%d: %d, %v", i, n, err)
		}
		if open := count.open.Load(); open > readyMost {
			t.Fatalf("%d statements are open after %d, at most %d should be", open, i, readyMost)
		}
	}
	for want := range 10 { // what was being read has stayed
		var n int
		if !reading.Next() || reading.Scan(&n) != nil || n != want {
			t.Fatalf("read %d, %v, want %d", n, reading.Err(), want)
		}
	}
}

func Test_scripts_settings_and_long_statements_are_not_kept(t *testing.T) {
	pool, count := ready(t, 1)
	long := "n IN (" + strings.Repeat("0, ", readyLongest/3) + "1)"
	for _, query := range []string{
		"PRAGMA foreign_keys = 1", "CREATE INDEX numbers_by_name ON numbers (name)", "VALUES (1)",
		"DELETE FROM numbers WHERE n = 8; DELETE FROM numbers WHERE n = 9", "DELETE FROM numbers WHERE " + long,
	} {
		run(t, pool, query)
	}
	wantPrepared(t, count, 0)
	var left int
	if err := pool.QueryRowContext(t.Context(), "SELECT count(*) FROM numbers").Scan(&left); err != nil || left != 6 {
		t.Errorf("%d numbers are left, %v, want 6", left, err)
	}
}

func Test_a_kept_statement_follows_the_schema(t *testing.T) {
	pool, _ := ready(t, 2)
	columns := func() int {
		rows, err := pool.QueryContext(t.Context(), "SELECT * FROM numbers")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil || !rows.Next() || rows.Err() != nil {
			t.Fatalf("%v, %v", err, rows.Err())
		}
		return len(names)
	}
	if got := columns(); got != 2 {
		t.Fatalf("%d columns", got)
	}
	other, err := pool.Conn(t.Context()) // so that another connection than the reader's changes it
	if err != nil {
		t.Fatal(err)
	}
	wantName(t, pool, 1, "number 1")
	for _, change := range []string{"ALTER TABLE numbers ADD COLUMN color TEXT", "CREATE INDEX numbers_by_name ON numbers (name)"} {
		if _, err := other.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		wantName(t, pool, 1, "number 1")
	}
	if _, err := other.ExecContext(t.Context(), "DROP TABLE numbers"); err != nil {
		t.Fatal(err)
	}
	var name string
	if err := pool.QueryRowContext(t.Context(), nameOf, 1).Scan(&name); err == nil {
		t.Error("a statement on a table that is gone does not fail")
	}
	if _, err := other.ExecContext(t.Context(), "CREATE TABLE numbers (name TEXT, n INTEGER, color TEXT); INSERT INTO numbers VALUES ('again', 1, 'red')"); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	wantName(t, pool, 1, "again")
	if got := columns(); got != 3 {
		t.Errorf("%d columns after the change, want 3", got)
	}
}

func Test_a_statement_that_failed_is_as_good_as_before(t *testing.T) {
	pool, count := ready(t, 1)
	const insert = "INSERT INTO numbers (n, name) VALUES (?, ?)"
	for range 3 {
		if _, err := pool.ExecContext(t.Context(), insert, 1, "twice"); err == nil {
			t.Error("a duplicate was stored")
		}
	}
	run(t, pool, insert, 100, "a hundred")
	wantName(t, pool, 100, "a hundred")
	ended, end := context.WithCancel(t.Context())
	rows, err := pool.QueryContext(ended, nameOf, 1)
	if err != nil {
		t.Fatal(err)
	}
	end()
	_ = rows.Close() // whether it saw the end in time is of no interest
	wantName(t, pool, 2, "number 2")
	if _, err := pool.ExecContext(t.Context(), "SELECT nothing FROM nowhere"); err == nil {
		t.Error("a statement that cannot be prepared does not fail")
	}
	if open := count.open.Load(); open != 2 {
		t.Errorf("%d statements are open, want the two that are kept", open)
	}
}

func Test_a_column_keeps_its_declared_type(t *testing.T) {
	pool, _ := ready(t, 1)
	for range 2 {
		rows, err := pool.QueryContext(t.Context(), "SELECT n, name FROM numbers")
		if err != nil {
			t.Fatal(err)
		}
		types, err := rows.ColumnTypes()
		if err != nil || types[0].DatabaseTypeName() != "INTEGER" || types[1].DatabaseTypeName() != "VARCHAR(20)" {
			t.Errorf("%v, %v", types, err)
		}
		if err := errorOf(rows); err != nil {
			t.Fatal(err)
		}
	}
}

func errorOf(rows *sql.Rows) error {
	if err := rows.Close(); err != nil {
		return err
	}
	return rows.Err()
}

func Test_connections_keep_statements_each_for_itself(t *testing.T) {
	const connections, workers, turns = 3, 8, 100
	pool, count := ready(t, connections)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for turn := range turns {
				n := 1000 + worker*turns + turn
				if _, err := pool.ExecContext(t.Context(), "INSERT INTO numbers (n, name) VALUES (?, ?)", n, fmt.Sprint(n)); err != nil {
					t.Error(err)
				}
				wantName(t, pool, n, fmt.Sprint(n))
			}
		})
	}
	all.Wait()
	if prepared := count.prepared.Load(); prepared < 2 || prepared > 2*connections {
		t.Errorf("%d statements were prepared, want at most two for each of %d connections", prepared, connections)
	}
}
