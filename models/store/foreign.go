package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// listRelations are the names of the tables and views that a new table would meet.
var listRelations = map[string]string{
	SQLite: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
	Postgres: `SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
}

// checkForeign fails with ErrForeign where a database without a migration of Warder has
// tables under names that Warder's own would take. A schema of PostgreSQL may have others.
func (s *Store) checkForeign(ctx context.Context) error {
	own, err := ownTables(s.dialect)
	if err != nil {
		return err
	}
	pool, err := s.reader.DB()
	if err != nil {
		return err
	}
	if s.dialect == Postgres {
		var nowhere bool
		if err := pool.QueryRowContext(ctx, "SELECT current_schema() IS NULL").Scan(&nowhere); err != nil || nowhere {
			return errors.Join(err, &explained{noSchema, &Error{Kind: ErrUnavailable}})
		}
	}
	rows, err := pool.QueryContext(ctx, listRelations[s.dialect])
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	var taken []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if slices.Contains(own, name) {
			taken = append(taken, name)
		}
	}
	if err := rows.Err(); err != nil || len(taken) == 0 {
		return err
	}
	slices.Sort(taken)
	return fmt.Errorf("%w: it has %s, and Warder makes tables of these names; give Warder a database or a schema (search_path) of its own", ErrForeign, strings.Join(taken, ", "))
}

// createsTable matches what makes a table in a migration.
var createsTable = regexp.MustCompile(`(?m)^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)

// ownTables are the names of the tables that migrations make, in a dialect.
func ownTables(dialect string) ([]string, error) {
	files, err := migrationsFor(dialect)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	tables := []string{versionTable}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for _, found := range createsTable.FindAllStringSubmatch(string(text), -1) {
			tables = append(tables, found[1])
		}
	}
	return tables, nil
}
