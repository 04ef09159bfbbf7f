// Package store is the database: it opens and migrates SQLite or PostgreSQL, runs
// transactions, keeps queries within their tenant, and gives failures one meaning. It
// knows no table of package models.
package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"warder/models/factcache"
)

// Names of the two dialects, as Store.Dialect answers them.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Store is the database of one installation. It is safe for concurrent use.
// Everything in it is reached through a Tx: Snapshot and Statement read, Write
// changes.
type Store struct {
	dialect string
	file    string      // of SQLite, absolute; empty on PostgreSQL
	opened  os.FileInfo // of that file when it was opened
	writer  *gorm.DB
	reader  *gorm.DB // the same as writer on PostgreSQL
	acquire time.Duration
	longest time.Duration // of a statement whose context is Limited, on PostgreSQL
	alone   sync.Map      // names that Alone runs something under, on SQLite

	observer Observer     // nil for none
	primary  *primary     // of PostgreSQL with several hosts; else nil
	known    *generations // of connections to PostgreSQL; else nil
	pooling  *pooling     // nil where no statements are prepared, and on SQLite

	unwritten unwritten

	wordings wordings
	groups   groups
	facts    *factcache.Cache
	refusing *gorm.DB // of a Tx that may send one hand-written statement
}

// Options tune a Store. The zero value serves.
type Options struct {
	// MaxConnections bounds the pool of PostgreSQL and the readers of SQLite,
	// which has one writer besides. Less than 2 means the default, 16 and 4.
	MaxConnections int
	// AcquireTimeout bounds the wait for a connection and the start of a
	// transaction, after which the caller gets ErrUnavailable. It should be
	// less than a request may take. Zero means 3 seconds.
	AcquireTimeout time.Duration
	// LongestStatement bounds a statement of PostgreSQL whose context is Limited. Zero
	// means 10 seconds.
	LongestStatement time.Duration
	// Create makes a file of SQLite that is missing, and takes one without tables. Without
	// it both are ErrNoDatabase, and no file is made or changed.
	Create bool
	// Observer sees every statement; nil for none.
	Observer Observer
	// Tracer sees when every statement begins and ends; nil for none.
	Tracer Tracer
}

// ErrURL is returned by Open for an address that names no database. The
// address may hold a password, so the error never repeats it.
var ErrURL = errors.New("want sqlite:PATH or a postgres:// address")

// Open connects to the database at url: sqlite:PATH (also sqlite://PATH and
// file:PATH), postgres://... or postgresql://.... With Options.Create a missing
// SQLite file is created, readable by its owner alone. Open does not migrate;
// see Migrate and CheckSchema. It fails with ErrURL, with ErrNoDatabase or ErrForeign
// for a file of SQLite that is not Warder's, or with ErrUnavailable when the database
// does not answer.
func Open(ctx context.Context, url string, options Options) (*Store, error) {
	if options.AcquireTimeout <= 0 {
		options.AcquireTimeout = 3 * time.Second
	}
	if options.LongestStatement <= 0 {
		options.LongestStatement = longestStatement
	}
	store, err := dial(url, options)
	if err != nil {
		return nil, err
	}
	store.wordings.postgres = store.dialect == Postgres
	store.facts = factcache.New()
	store.refusing = store.reader.Session(&gorm.Session{})
	_ = store.refusing.AddError(&Error{Kind: ErrSecondStatement})
	err = errors.Join(store.observe(options.Observer), store.Ping(ctx))
	if err == nil {
		err = store.detectPooler(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func dial(url string, options Options) (*Store, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite", "file":
		return openSQLite(strings.TrimPrefix(rest, "//"), options)
	case "postgres", "postgresql":
		if err := CheckAddress(url); err != nil {
			return nil, err
		}
		return openPostgres(url, options)
	}
	return nil, ErrURL
}

// connect makes a GORM handle. GORM's own prepared statements stay off: kept
// inside a transaction they belong to it and die with it, so each would cost
// one more round trip. Both databases' connections keep their own; see keepingReady.
func connect(dialector gorm.Dialector) (*gorm.DB, error) {
	db, err := gorm.Open(dialector, &gorm.Config{
		Logger:                 logger.Discard, // a query's values are secrets
		SkipDefaultTransaction: true,           // a Tx is one already
		DisableAutomaticPing:   true,
		QueryFields:            true, // a newer column never breaks an older binary
	})
	if err != nil {
		return nil, Translate(err)
	}
	return db, nil
}

// File is the absolute path of a SQLite database, and empty on PostgreSQL.
func (s *Store) File() string { return s.file }

// Dialect is SQLite or Postgres.
func (s *Store) Dialect() string { return s.dialect }

// Ping reports whether the database answers, within the acquire timeout.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	for _, db := range s.pools() {
		pool, err := db.DB()
		if err != nil {
			return fmt.Errorf("ping: %w", Translate(err))
		}
		if err := pool.PingContext(ctx); err != nil {
			return fmt.Errorf("ping: %w", Translate(err))
		}
	}
	return nil
}

// Close ends every connection. A transaction still running gets an error.
func (s *Store) Close() error {
	s.primary.Close()
	var errs []error
	for _, db := range s.pools() {
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, Translate(err))
	}
	return errors.Join(errs...)
}

// pools are the handles that own connections, readers first: SQLite folds its
// log into the database file when its last connection closes, and that has to
// be one that may write.
func (s *Store) pools() []*gorm.DB {
	if s.reader == s.writer {
		return []*gorm.DB{s.writer}
	}
	return []*gorm.DB{s.reader, s.writer}
}
