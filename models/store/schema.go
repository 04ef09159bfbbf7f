package store

import (
	"context"
	"io/fs"
	"slices"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// versionTable records which migrations were applied.
const versionTable = "schema_migrations"

// hasVersionTable asks each dialect whether versionTable exists with the columns of
// goose: other programs have a table of this name, too. Neither goose nor GORM can ask
// both without making it or hiding an error.
var hasVersionTable = map[string]string{
	SQLite:   "SELECT count(*) = 2 FROM pragma_table_info('" + versionTable + "') WHERE name IN ('version_id', 'is_applied')",
	Postgres: "SELECT count(*) = 2 FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(current_schema()) || '." + versionTable + "') AND attname IN ('version_id', 'is_applied')",
}

// CheckSchema tells whether this binary fits the database:
// ErrOlderSchema when migrations are missing, ErrNewerSchema when one was
// applied that this binary does not know. It changes nothing.
func (s *Store) CheckSchema(ctx context.Context) error {
	report, err := s.pending(ctx, 0)
	if err != nil {
		return Translate(err)
	}
	if len(report.Files) > 0 {
		return &Error{Kind: ErrOlderSchema}
	}
	return nil
}

// pending lists the migrations that are not applied yet, up to a version; 0 is the newest.
func (s *Store) pending(ctx context.Context, to int64) (MigrationReport, error) {
	provider, err := s.migrations()
	if err != nil {
		return MigrationReport{}, err
	}
	applied, err := s.applied(ctx)
	if err != nil {
		return MigrationReport{}, err
	}
	report := MigrationReport{From: slices.Max(applied)}
	report.To = report.From
	newest := int64(0)
	for _, source := range provider.ListSources() {
		newest = source.Version
		if !slices.Contains(applied, source.Version) && (to == 0 || source.Version <= to) {
			report.Files = append(report.Files, fileName(source))
			report.To = source.Version
		}
	}
	if report.From > newest {
		return MigrationReport{}, &Error{Kind: ErrNewerSchema}
	}
	return report, nil
}

// applied are the versions in the database, and always 0: before the first
// migration. It reads without creating the table, which goose would do.
func (s *Store) applied(ctx context.Context) ([]int64, error) {
	pool, err := s.reader.DB()
	if err != nil {
		return nil, err
	}
	var begun bool
	if err := pool.QueryRowContext(ctx, hasVersionTable[s.dialect]).Scan(&begun); err != nil {
		return nil, err
	}
	if !begun {
		return []int64{0}, s.checkForeign(ctx)
	}
	store, err := database.NewStore(gooseDialect(s.dialect), versionTable)
	if err != nil {
		return nil, err
	}
	migrations, err := store.ListMigrations(ctx, pool)
	versions := []int64{0}
	for _, migration := range migrations {
		if migration.IsApplied {
			versions = append(versions, migration.Version)
		}
	}
	return versions, err
}

// SchemaVersion is the version of the schema as the transaction sees it; 0 is an empty
// database.
func (tx *Tx) SchemaVersion() (version int64, err error) {
	var begun bool
	if err := tx.db.Raw(hasVersionTable[tx.Dialect()]).Scan(&begun).Error; err != nil || !begun {
		return 0, Translate(err)
	}
	err = tx.db.Raw("SELECT coalesce(max(version_id), 0) FROM " + versionTable + " WHERE is_applied").Scan(&version).Error
	return version, Translate(err)
}

// NewestSchema is the version that Migrate brings a database to.
func NewestSchema() (int64, error) {
	files, err := migrationsFor(SQLite)
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(names[len(names)-1])
}
