package store

import (
	"context"
	"fmt"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// MigrateOptions choose between doing and telling.
type MigrateOptions struct {
	// DryRun reports what Migrate would do and changes nothing.
	DryRun bool
	// To is the version to stop at; 0 means that of this binary.
	To int64
}

// MigrationReport says how the schema moved, or would have in a dry run.
type MigrationReport struct {
	From, To int64    // versions; 0 is an empty database
	Files    []string // the migrations of that way, in order
}

// Migrate brings the schema to the version of this binary. Replicas that start
// together wait for the first one. Each migration is a transaction, so that a
// failed one leaves the version before it. A schema of a newer binary is left unchanged:
// ErrNewerSchema.
func (s *Store) Migrate(ctx context.Context, options MigrateOptions) (MigrationReport, error) {
	if options.DryRun {
		report, err := s.pending(ctx, options.To)
		return report, Translate(err)
	}
	unlock, err := s.lockMigrations(ctx)
	if err != nil {
		return MigrationReport{}, fmt.Errorf("lock migrations: %w", Translate(err))
	}
	defer unlock()
	report, err := s.pending(ctx, options.To)
	if err != nil || len(report.Files) == 0 {
		return report, Translate(err)
	}
	if err := s.checkReadOnly(ctx); err != nil {
		return MigrationReport{}, err
	}
	provider, err := s.migrations()
	if err != nil {
		return MigrationReport{}, Translate(err)
	}
	if _, err := provider.UpTo(ctx, report.To); err != nil {
		return MigrationReport{}, fmt.Errorf("migrate: %w", explainMaking(Translate(err)))
	}
	return report, nil
}

// migrations is the library's view of the embedded files.
func (s *Store) migrations() (*goose.Provider, error) {
	files, err := migrationsFor(s.dialect)
	if err != nil {
		return nil, err
	}
	pool, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(gooseDialect(s.dialect), pool, files,
		goose.WithDisableGlobalRegistry(true), goose.WithTableName(versionTable))
}

func gooseDialect(dialect string) goose.Dialect {
	if dialect == Postgres {
		return goose.DialectPostgres
	}
	return goose.DialectSQLite3
}

// lockMigrations keeps other replicas out, on PostgreSQL with the advisory lock
// that goose's own command takes. It is held around all of Migrate, because
// goose takes it only after it has created its table. A SQLite database has one
// program.
func (s *Store) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if s.dialect == SQLite {
		return func() {}, nil
	}
	pool, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	tx, err := pool.BeginTx(ctx, nil) // see tryLock
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", lock.DefaultLockID); err != nil {
		_ = tx.Rollback() // it changed nothing
		return nil, err
	}
	return func() { _ = tx.Rollback() }, nil
}

// fileName is the reported name of a migration.
func fileName(source *goose.Source) string { return path.Base(source.Path) }
