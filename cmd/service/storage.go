package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"time"

	"warder/models"
	"warder/models/backup"
	"warder/models/retry"
	"warder/models/seal"
	"warder/models/store"
)

// OpenStore connects to the configured database, which must exist: it creates neither a file
// nor a folder, so that a mistyped setting is an error.
func OpenStore(ctx context.Context, config *Config) (*store.Store, error) {
	return openStore(ctx, config, false)
}

// MakeStore is OpenStore for commands that create a database. For a SQLite database it creates
// a missing file and data directory, accessible to the owner only. With PostgreSQL and a
// configured root key, a server needs no writable folder.
func MakeStore(ctx context.Context, config *Config) (*store.Store, error) {
	if err := config.makeDataDir(); err != nil {
		return nil, err
	}
	return openStore(ctx, config, true)
}

// makeDataDir creates the data directory of a SQLite database.
func (c *Config) makeDataDir() error {
	if c.DataDir == "" || c.sqliteFile() == "" {
		return nil
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("data-dir: %w", err)
	}
	return nil
}

// OpenToMigrate is OpenStore that also accepts a SQLite file without tables.
func OpenToMigrate(ctx context.Context, config *Config) (*store.Store, error) {
	return openStore(ctx, config, config.Exists())
}

func openStore(ctx context.Context, config *Config, create bool) (*store.Store, error) {
	db, err := store.Open(ctx, config.Database().Reveal(), store.Options{
		Create: create, Observer: config.Observer, Tracer: config.tracer, MaxConnections: config.DatabaseConnections,
	})
	if errors.Is(err, store.ErrNoDatabase) || errors.Is(err, store.ErrForeign) {
		err = fmt.Errorf("%w; see --database-url and --data-dir", err)
	}
	return db, databaseError(err)
}

// databaseError explains an error of the database, if its cause is known.
func databaseError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database: %w", withCause(err))
}

// withCause adds the cause that the database reports.
func withCause(err error) error {
	if cause := store.Cause(err); cause != "" && !strings.Contains(err.Error(), cause) {
		return fmt.Errorf("%w: %s", err, cause)
	}
	return err
}

// databaseWaits are the delays between connection attempts at startup.
var databaseWaits = retry.Waits{First: 250 * time.Millisecond, Most: 5 * time.Second}

// awaitStore opens a database that accepts writes and has this program's schema. For the
// configured time it retries while the database is unreachable or read-only.
func (s *Service) awaitStore(ctx context.Context) (*store.Store, error) {
	limited, cancel := context.WithTimeout(ctx, s.config.DatabaseWait)
	defer cancel()
	waits := databaseWaits
	waits.Notify = func(err error, pause time.Duration) {
		s.log.WarnContext(ctx, "the database is not ready, trying again", slog.String("cause", err.Error()), slog.Duration("after", pause))
	}
	db, err := retry.Do(limited, waits, func() (*store.Store, error) { return s.tryStore(ctx) }, func(err error) bool {
		return errors.Is(err, store.ErrUnavailable)
	})
	if err != nil {
		return nil, fmt.Errorf("%w; database-url leads to %s", err, s.config.DataPlace())
	}
	return db, nil
}

// tryStore opens the database once and migrates its schema. A newer schema and a read-only
// database are errors.
func (s *Service) tryStore(ctx context.Context) (*store.Store, error) {
	if err := s.tellOfSecondServer(ctx); err != nil {
		return nil, err
	}
	db, err := MakeStore(ctx, &s.config)
	if err != nil {
		return nil, err
	}
	err = s.tellOfSecondServer(ctx) // for a file that was just created
	var report store.MigrationReport
	if err == nil {
		report, err = db.Migrate(ctx, store.MigrateOptions{})
	}
	if err == nil {
		err = db.CheckWritable(ctx, s.config.clock()())
	}
	if err != nil {
		return nil, errors.Join(databaseError(err), db.Close())
	}
	if db.LosesStatements() {
		s.log.InfoContext(ctx, "the database is behind a pooler in transaction mode that knows no prepared statements: none are prepared; PgBouncer 1.21 or newer carries them with max_prepared_statements")
	}
	if len(report.Files) > 0 {
		s.log.InfoContext(ctx, "schema migrated", slog.Int64("from", report.From), slog.Int64("to", report.To))
	}
	return db, nil
}

// openStore is awaitStore, with the database closed together with the server.
func (s *Service) openStore(ctx context.Context) (*store.Store, error) {
	db, err := s.awaitStore(ctx)
	if err == nil {
		s.closers = append(s.closers, db.Close)
	}
	return db, err
}

// keyringSetting is the name of the stored, sealed keyring.
const keyringSetting = "keyring"

// openKeyring opens the installation's keyring with the root key. The first server of an
// installation creates both; replicas that start together agree on the first keyring.
func (s *Service) openKeyring(ctx context.Context, db *store.Store) (*seal.Keyring, error) {
	keyring, err := s.config.keyringOf(ctx, db)
	if errors.Is(err, backup.ErrEmpty) {
		return s.createKeyring(ctx, db)
	}
	return keyring, err
}

// keyringOf opens a database's keyring with the root key, and creates neither.
func (c *Config) keyringOf(ctx context.Context, db *store.Store) (*seal.Keyring, error) {
	var sealed string
	err := db.Snapshot(ctx, func(tx *store.Tx) (err error) {
		sealed, err = models.SettingOf(tx, keyringSetting)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, fmt.Errorf("%w: no server was ever started on it", backup.ErrEmpty)
	case err != nil:
		return nil, fmt.Errorf("keyring: %w", err)
	}
	root, err := c.rootKey(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the root key that this database was sealed with is missing; restore it, or set %s or root-key-file: %w", variable("root-key"), err)
	}
	if err != nil {
		return nil, err
	}
	return seal.Open(root, sealed)
}

// storedKeyring reads the keyring in a transaction, with the root key that opens it.
func (c *Config) storedKeyring(tx *store.Tx) (*seal.Keyring, seal.RootKey, error) {
	sealed, err := models.SettingOf(tx, keyringSetting)
	if err != nil {
		return nil, seal.RootKey{}, fmt.Errorf("keyring: %w", err)
	}
	root, err := c.rootKey(tx.DB().Statement.Context)
	if err != nil {
		return nil, root, err
	}
	keyring, err := seal.Open(root, sealed)
	return keyring, root, err
}

// newRootKey is the root key of a new installation, created if none is set.
func (s *Service) newRootKey(ctx context.Context) (seal.RootKey, error) {
	root, err := s.config.rootKeyOrNew(ctx)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("no root key is set, and none can be made here; set %s, or name a folder that the server may write to with --data-dir: %w", variable("root-key"), err)
	}
	return root, err
}

func (s *Service) createKeyring(ctx context.Context, db *store.Store) (*seal.Keyring, error) {
	root, err := s.newRootKey(ctx)
	if err != nil {
		return nil, err
	}
	_, sealed, err := seal.Create(root)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	err = db.Write(ctx, func(tx *store.Tx) (err error) {
		sealed, err = models.ClaimSetting(tx, keyringSetting, sealed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	return seal.Open(root, sealed)
}

// instanceSetting is the name of the installation's stored id.
const instanceSetting = "instance.id"

// instanceID identifies the installation in its decision log. All replicas share it.
func instanceID(ctx context.Context, db *store.Store) (id string, err error) {
	err = db.Write(ctx, func(tx *store.Tx) (err error) {
		id, err = models.ClaimSetting(tx, instanceSetting, store.NewID())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("instance id: %w", err)
	}
	return id, nil
}
