package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	embedded "modernc.org/sqlite"
)

// checkOwner fails with ErrForeign for a file of SQLite that has tables, and not the one
// that records Warder's migrations, and without empty with ErrNoDatabase for one that has
// no tables. It changes nothing: not even the journal mode of the file, as a connection of
// a Store does.
func checkOwner(file string, empty bool) error {
	tables, ours, err := tablesOf(file)
	switch {
	case err != nil:
		return Translate(err)
	case tables == 0 && !empty:
		return fmt.Errorf("%w: %s has no tables, no server was ever started on it", ErrNoDatabase, file)
	case tables > 0 && !ours:
		return fmt.Errorf("%w: %s has tables, and none that records migrations of Warder; name another file", ErrForeign, file)
	}
	return nil
}

// tablesOf counts the tables of a file, and says whether one records migrations of Warder.
func tablesOf(file string) (tables int, ours bool, err error) {
	dsn := (&url.URL{Scheme: "file", Path: file}).String() + "?mode=ro"
	if log, err := os.Stat(file + "-wal"); err != nil || log.Size() == 0 {
		dsn += "&immutable=1" // a connection that only reads would leave files beside this one
	}
	connector, err := embedded.NewConnector(dsn + "&_pragma=busy_timeout(2000)")
	if err != nil {
		return 0, false, err
	}
	pool := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, pool.Close()) }()
	if err := pool.QueryRow("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'").Scan(&tables); err != nil {
		return 0, false, err
	}
	err = pool.QueryRow(hasVersionTable[SQLite]).Scan(&ours)
	return tables, ours, err
}
