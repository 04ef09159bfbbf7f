package store

import (
	"io/fs"
	"strings"
)

// MigrationSQL is what a migration of a MigrationReport runs on this database, without the
// marks of the library that runs it. It is for reading: Migrate also records that it ran.
func (s *Store) MigrationSQL(file string) (string, error) {
	files, err := migrationsFor(s.dialect)
	if err != nil {
		return "", err
	}
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return "", err
	}
	var sql strings.Builder
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "-- +goose") {
			sql.WriteString(line)
		}
	}
	return sql.String(), nil
}
