package store

import (
	"context"
	"database/sql/driver"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// readOnlyTransaction is the SQLSTATE of a write to a standby, or to a database or
// session that was made read-only.
const readOnlyTransaction = "25006"

// generations lets a pool forget its connections. A connection keeps being read-only
// after the database is not, and one to a former primary never stops to be: the first
// write that fails so ends all that were opened before.
type generations struct{ current atomic.Int64 }

const generationKey = "warder.generation"

// watch has the connections of a configuration know their generation.
func (g *generations) watch(config *pgx.ConnConfig) {
	config.OnPgError = func(_ *pgconn.PgConn, err *pgconn.PgError) bool {
		if err.Code == readOnlyTransaction {
			g.current.Add(1)
			return false
		}
		return !strings.EqualFold(err.Severity, "FATAL")
	}
}

// opened marks a new connection.
func (g *generations) opened(connection *pgx.Conn) {
	connection.PgConn().CustomData()[generationKey] = g.current.Load()
}

// reset refuses a connection of a former generation, so that the pool opens another.
func (g *generations) reset(_ context.Context, connection *pgx.Conn) error {
	if connection.PgConn().CustomData()[generationKey] != g.current.Load() {
		return driver.ErrBadConn
	}
	return nil
}
