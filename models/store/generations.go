package store

import (
	"context"
	"database/sql/driver"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// readOnlyTransaction is the SQLSTATE of a write to a standby, or to a database or
// session that was made read-only.
const readOnlyTransaction = "25006"

// generations lets a pool forget its connections. A connection keeps being read-only
// after the database is not, and one to a former primary never stops to be: the first
// one that fails so ends all that were opened before.
type generations struct {
	current atomic.Int64

	mu   sync.Mutex
	open map[*dialed]struct{}
}

// dialed is a connection of the network with the generation in which it was dialed.
type dialed struct {
	net.Conn
	generation int64
	of         *generations
}

// Close also forgets the connection.
func (d *dialed) Close() error {
	d.of.mu.Lock()
	delete(d.of.open, d)
	d.of.mu.Unlock()
	return d.Conn.Close()
}

const generationKey = "warder.generation"

// watch has the connections of a configuration know their generation.
func (g *generations) watch(config *pgx.ConnConfig) {
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		generation := g.current.Load()
		connection, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return g.keep(connection, generation), nil
	}
	config.OnPgError = func(connection *pgconn.PgConn, err *pgconn.PgError) bool {
		if endsAll(err.Code) {
			g.retire(connection)
		}
		return err.Code != readOnlyTransaction && !strings.EqualFold(err.Severity, "FATAL")
	}
}

func (g *generations) keep(connection net.Conn, generation int64) net.Conn {
	kept := &dialed{connection, generation, g}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open == nil {
		g.open = map[*dialed]struct{}{}
	}
	g.open[kept] = struct{}{}
	return kept
}

// endsAll knows the SQLSTATEs of a server that goes away or is no primary any more: all
// connections to it have ended, or should. PgBouncer answers 08P01 to everything that it refuses.
func endsAll(code string) bool {
	switch code {
	case readOnlyTransaction, "57P01", "57P02", "57P03":
		return true
	}
	return strings.HasPrefix(code, "08") && code != "08P01"
}

// opening marks a connection with the generation in which its opening began.
func (g *generations) opening(config *pgx.ConnConfig) {
	generation := g.current.Load()
	config.AfterConnect = func(_ context.Context, connection *pgconn.PgConn) error {
		connection.CustomData()[generationKey] = generation
		return nil
	}
}

// retire ends the generation of a connection, if that is the current one. A connection
// that is being opened says nothing about others.
func (g *generations) retire(connection *pgconn.PgConn) {
	if generation, opened := connection.CustomData()[generationKey].(int64); opened {
		g.current.CompareAndSwap(generation, generation+1)
	}
}

// retireAll ends every connection at once, those in use too: what they would be answered
// is of a server that must not be believed any more.
func (g *generations) retireAll() {
	current := g.current.Add(1)
	g.mu.Lock()
	var former []*dialed
	for connection := range g.open {
		if connection.generation < current {
			former = append(former, connection)
		}
	}
	g.mu.Unlock()
	for _, connection := range former {
		_ = connection.Close() // its user closes it as well
	}
}

// reset refuses a connection of a former generation, so that the pool opens another.
func (g *generations) reset(_ context.Context, connection *pgx.Conn) error {
	if connection.PgConn().CustomData()[generationKey] != g.current.Load() {
		return driver.ErrBadConn
	}
	return nil
}
