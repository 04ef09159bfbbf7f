package store

import (
	"context"
	"database/sql/driver"
	"strings"
)

const (
	// readyMost is how many statements a connection keeps ready.
	readyMost = 200
	// readyLongest bounds the text of a cached statement: longer ones name so many rows that
	// they hardly repeat.
	readyLongest = 32 << 10
)

// keepingReady opens connections that keep their statements prepared, as pgx
// does by itself. SQLite compiles a statement into a program, which takes longer
// than to run it.
type keepingReady struct{ driver.Connector }

// Connect opens a connection.
func (k keepingReady) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	embedded, whole := opened.(embeddedConn)
	if !whole {
		return opened, nil // one that cannot be kept behind, and is as good without
	}
	return &readyConn{embeddedConn: embedded, ready: map[string]*readyStmt{}}, nil
}

// embeddedConn is what database/sql makes use of in a connection of modernc's.
type embeddedConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
	driver.Pinger
}

// readyConn is one connection. Like any, it is used by one goroutine at a time.
type readyConn struct {
	embeddedConn
	ready map[string]*readyStmt
}

// readyStmt is a prepared statement; busy while its rows are being read.
type readyStmt struct {
	embeddedStmt
	busy bool
}

type embeddedStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// ExecContext runs a statement that returns no rows.
func (c *readyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	statement, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return c.embeddedConn.ExecContext(ctx, query, args)
	}
	return statement.ExecContext(ctx, args)
}

// QueryContext runs a statement that returns rows.
func (c *readyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	statement, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return c.embeddedConn.QueryContext(ctx, query, args)
	}
	rows, err := statement.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	statement.busy = true
	return &readyRows{rows, statement}, nil
}

// statement is the prepared one, or nil for a text that is not kept, or whose
// rows are being read just now.
func (c *readyConn) statement(ctx context.Context, query string) (*readyStmt, error) {
	if known := c.ready[query]; known != nil {
		if known.busy {
			return nil, nil //nolint:nilnil // the caller runs it as ever
		}
		return known, nil
	}
	if !keeps(query) {
		return nil, nil //nolint:nilnil // the caller runs it as ever
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	embedded, whole := prepared.(embeddedStmt)
	if !whole {
		return nil, prepared.Close()
	}
	c.makeRoom()
	kept := &readyStmt{embeddedStmt: embedded}
	c.ready[query] = kept
	return kept, nil
}

// keeps tells what comes again from scripts and from settings of the connection.
func keeps(query string) bool {
	if len(query) > readyLongest || strings.Contains(query, ";") {
		return false
	}
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch verb {
	case "SELECT", "WITH", "INSERT", "UPDATE", "DELETE":
		return true
	}
	return false
}

// makeRoom starts over when too many statements are kept.
func (c *readyConn) makeRoom() {
	if len(c.ready) < readyMost {
		return
	}
	for query, kept := range c.ready {
		if !kept.busy {
			_ = kept.Close() // it is of no use any more, with an error or without
			delete(c.ready, query)
		}
	}
}

// Close ends the statements with their connection.
func (c *readyConn) Close() error {
	for _, kept := range c.ready {
		_ = kept.Close() // an error would be that of the connection
	}
	return c.embeddedConn.Close()
}

// readyRows gives the statement back when they are closed.
type readyRows struct {
	driver.Rows
	of *readyStmt
}

// Close ends the reading.
func (r *readyRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}

// ColumnTypeDatabaseTypeName is the declared type of a column.
func (r *readyRows) ColumnTypeDatabaseTypeName(index int) string {
	if typed, isTyped := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); isTyped {
		return typed.ColumnTypeDatabaseTypeName(index)
	}
	return ""
}
