package store

import (
	"context"
	"database/sql/driver"
)

// Tracer is told when a statement begins, with placeholders instead of values, and what it
// returns when that has ended. The context is the caller's. It may be called concurrently.
type Tracer func(ctx context.Context, statement string) (ended func(error))

// tracing opens connections whose statements are traced, on SQLite.
type tracing struct {
	driver.Connector
	trace Tracer
}

// traced is a connector whose statements are traced, if there is a tracer.
func traced(connector driver.Connector, trace Tracer) driver.Connector {
	if trace == nil {
		return connector
	}
	return tracing{connector, trace}
}

// Connect opens a connection.
func (t tracing) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := t.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	embedded, whole := opened.(embeddedConn)
	if !whole {
		return opened, nil
	}
	return &tracedConn{embedded, t.trace}, nil
}

type tracedConn struct {
	embeddedConn
	trace Tracer
}

// ExecContext runs a statement that returns no rows.
func (c *tracedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	ended := c.trace(ctx, query)
	result, err := c.embeddedConn.ExecContext(ctx, query, args)
	ended(err)
	return result, err
}

// QueryContext runs a statement that returns rows. It has ended when the first of them can
// be read: SQLite computes the others as they are.
func (c *tracedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	ended := c.trace(ctx, query)
	rows, err := c.embeddedConn.QueryContext(ctx, query, args)
	ended(err)
	return rows, err
}
