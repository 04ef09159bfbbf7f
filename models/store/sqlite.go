package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	embedded "modernc.org/sqlite"
)

// sqliteReaders is how many reading connections a SQLite store has by default.
const sqliteReaders = 4

// openSQLite opens two pools on one file: SQLite takes one writer at a time, so
// writers queue for one connection here instead of failing against each other
// there, while readers go on beside it in the write-ahead log.
func openSQLite(path string, options Options) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") || strings.Contains(path, "?") {
		return nil, fmt.Errorf("%w: a file is needed, without options", ErrURL)
	}
	file, opened, err := databaseFile(path, options.Create)
	if err != nil {
		return nil, err
	}
	writer, err := sqlitePool(file, 1, "_txlock=immediate", options.Tracer)
	if err != nil {
		return nil, err
	}
	store := &Store{dialect: SQLite, file: file, opened: opened, writer: writer, reader: writer, acquire: options.AcquireTimeout}
	readers := options.MaxConnections
	if readers < 2 {
		readers = sqliteReaders
	}
	reader, err := sqlitePool(file, readers, "_pragma=query_only(1)", options.Tracer)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	store.reader = reader
	return store, nil
}

// ErrFileMoved is a file of SQLite that was moved or removed while open: writes to it are
// lost when the server stops.
var ErrFileMoved = errors.New("the file was moved, removed or replaced: put it back, or restore a backup and start again")

// inPlace fails with ErrFileMoved where the path leads to another file than the one that
// was opened. On PostgreSQL there is nothing to move.
func (s *Store) inPlace() error {
	if s.dialect != SQLite {
		return nil
	}
	now, err := os.Stat(s.file)
	if err != nil || !os.SameFile(now, s.opened) {
		return &Error{Kind: ErrUnavailable, Cause: ErrFileMoved}
	}
	return nil
}

// sqlitePool opens size connections. FULL makes a committed write survive a
// loss of power, which a use limit depends on.
func sqlitePool(file string, size int, option string, trace Tracer) (*gorm.DB, error) {
	dsn := (&url.URL{Scheme: "file", Path: file}).String() +
		"?_pragma=busy_timeout(2000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&" + option
	connector, err := embedded.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	pool := sql.OpenDB(traced(keepingReady{connector}, trace))
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	db, err := connect(sqlite.Dialector{Conn: pool})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}
