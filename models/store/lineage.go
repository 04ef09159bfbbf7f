package store

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
)

// lineage is the newest timeline that was seen of a database. Each promotion of a standby
// begins another one with a higher number, so of two servers that both take writes the
// one with the lower timeline is a former primary.
type lineage struct {
	mu       sync.Mutex
	system   string
	timeline uint64
}

// sighting is what a server says of itself.
type sighting struct {
	standby  bool
	system   string // the identifier that initdb gave; empty where the server does not tell
	timeline uint64
}

// errFormerPrimary is why a connection is refused that takes writes.
var errFormerPrimary = errors.New("another server was promoted after this one")

// look asks a server. It works behind a pooler too, and answers the zero value where the
// server, or a service that only speaks its protocol, refuses to tell.
func look(ctx context.Context, connection *pgconn.PgConn) (sighting, error) {
	const question = `SELECT pg_is_in_recovery()::text, (SELECT system_identifier::text FROM pg_control_system()),
CASE WHEN pg_is_in_recovery() THEN '0' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END`
	results, err := connection.Exec(ctx, question).ReadAll()
	var refused *pgconn.PgError
	if errors.As(err, &refused) && !connection.IsClosed() {
		return sighting{}, nil
	}
	if err != nil {
		return sighting{}, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return sighting{}, nil
	}
	row := results[0].Rows[0]
	timeline, err := strconv.ParseUint(string(row[2]), 16, 64)
	if err != nil {
		return sighting{}, nil //nolint:nilerr // as one that does not tell
	}
	return sighting{standby: string(row[0]) == "true", system: string(row[1]), timeline: timeline}, nil
}

// How a primary compares with the last one seen.
const (
	former  = -1 // there was a newer one
	same    = 0
	promote = 1 // it was promoted since
)

// compare remembers the newest timeline. A database with another identifier is another
// database, such as an upgraded one, and begins anew.
func (l *lineage) compare(seen sighting) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case seen.standby || seen.system == "":
		return same
	case seen.system != l.system:
		l.system, l.timeline = seen.system, seen.timeline
		return same
	case seen.timeline > l.timeline:
		l.timeline = seen.timeline
		return promote
	case seen.timeline < l.timeline:
		return former
	}
	return same
}

// admit has a new connection be refused where it leads to a former primary. The first one
// to a server that was promoted has the pool forget those before it.
func (l *lineage) admit(validate pgconn.ValidateConnectFunc, known *generations) pgconn.ValidateConnectFunc {
	return func(ctx context.Context, connection *pgconn.PgConn) error {
		if validate != nil {
			if err := validate(ctx, connection); err != nil {
				return err
			}
		}
		seen, err := look(ctx, connection)
		if err != nil {
			return err
		}
		switch l.compare(seen) {
		case former:
			return errFormerPrimary
		case promote:
			known.current.Add(1)
		}
		return nil
	}
}
